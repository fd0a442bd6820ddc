"""What an organisation keeps: pioneer posts, pledges, commandos, its compact."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from members.actions import posts
from members.actions.errors import OrganizationHasEnded, RecordChanged, WrongDay
from members.models import Commando, Compact, PartyOrganization, PioneerPost, Pledge
from members.panels import organization_panels
from tests.conftest import START

PHONE = "13812341234"
FORMS = {
    "posts": {"kind": "service", "name": "助老岗", "places": "2", "since": "2026-03-01"},
    "pledges": {"name": "王建军", "phone": PHONE, "text": "每周巡一次楼道", "since": "2026-03-01"},
    "commandos": {"kind": "commando", "title": "防汛突击队", "people": "12", "since": "2026-03-01"},
    "compacts": {"text": "邻里有事先到场\n不说空话", "adopted_on": "2026-03-01"},
}
MODELS = {"posts": PioneerPost, "pledges": Pledge, "commandos": Commando, "compacts": Compact}


def page_of(branch, things, verb="") -> str:
    return f"/w/organizations/{branch.uuid}/keeps/{things}/{verb}"


@pytest.fixture
def form(community):
    def of(things):
        return FORMS[things] | ({"area": community.code} if things == "posts" else {})

    return of


@pytest.mark.parametrize("things", FORMS)
def test_each_is_added_shown_and_ended(client, branch, street_user, form, things):
    client.force_login(street_user)
    list_url = page_of(branch, things)
    assert "还没有登记" in client.get(list_url).content.decode()
    assert client.post(page_of(branch, things, "add/"), form(things)).url == list_url
    thing = MODELS[things].objects.get()
    assert "现有 1 项" in client.get(list_url).content.decode()
    end = page_of(branch, things, f"{thing.pk}/end/")
    assert client.get(end).status_code == 200
    assert client.post(end, {"on": "2026-05-01"}).url == list_url
    page = client.get(list_url).content.decode()
    assert ("现有 0 项" in page, "以往" in page) == (True, True)
    assert client.post(end, {"on": "2026-05-01"}).status_code == 404


@pytest.mark.parametrize("things", FORMS)
def test_who_may_read_and_who_may_change(
    client, branch, street_user, other_street_user, auditor, liaison_user, form, things
):
    client.force_login(street_user)
    client.post(page_of(branch, things, "add/"), form(things))
    end = page_of(branch, things, f"{MODELS[things].objects.get().pk}/end/")
    urls = [page_of(branch, things, "add/"), end]
    for stranger in (other_street_user, liaison_user):
        client.force_login(stranger)
        assert [client.get(url).status_code for url in [page_of(branch, things), *urls]] == [
            404
        ] * 3
        assert [client.post(url).status_code for url in urls] == [404] * 2
    client.force_login(auditor)
    assert client.get(page_of(branch, things)).status_code == 200
    assert [client.post(url, {"on": "2026-05-01"}).status_code for url in urls] == [403] * 2
    assert MODELS[things].objects.get().until is None


@pytest.mark.parametrize("things", FORMS)
def test_an_empty_form_comes_back_in_words(client, branch, street_user, things):
    client.force_login(street_user)
    page = client.post(page_of(branch, things, "add/"), {}).content.decode()
    assert "处需要改正" in page
    assert not MODELS[things].objects.exists()


def test_what_is_no_such_thing_is_not_found(client, branch, other_branch, street_user, form):
    client.force_login(street_user)
    assert client.get(page_of(branch, "medals")).status_code == 404
    assert client.get(page_of(branch, "medals", "add/")).status_code == 404
    client.post(page_of(branch, "posts", "add/"), form("posts"))
    foreign = PioneerPost.objects.create(
        organization=other_branch,
        area=other_branch.area,
        kind="post",
        name="先锋岗",
        since=START,
    )
    assert client.get(page_of(branch, "posts", f"{foreign.pk}/end/")).status_code == 404


def test_a_post_stands_within_the_organisation_s_place(
    client, branch, other_community, street_user
):
    client.force_login(street_user)
    data = FORMS["posts"] | {"area": other_community.code}
    assert "请选择在哪里" in client.post(page_of(branch, "posts", "add/"), data).content.decode()


def test_a_new_compact_and_a_new_pledge_end_the_old(branch, street_user, now):
    def adopt(text, day):
        compact = Compact(organization=branch, text=text, adopted_on=day)
        posts.add_thing(compact, by=street_user, now=now)
        return compact

    def pledge(text, day):
        thing = Pledge(organization=branch, text=text, since=day)
        posts.add_thing(thing, who=("王建军", PHONE), by=street_user, now=now)
        return thing

    for add in (adopt, pledge):
        old, new = add("第一版", date(2026, 3, 1)), add("第二版", date(2026, 6, 1))
        old.refresh_from_db()
        assert (old.until, new.until) == (date(2026, 6, 1), None)
        with pytest.raises(WrongDay):
            add("更早的一版", date(2026, 5, 1))


def test_what_cannot_be_is_refused(branch, service_post, street_user, now):
    again = PioneerPost(
        organization=branch, area=branch.area, kind="service", name="楼道照明岗", since=START
    )
    with pytest.raises(ValidationError):
        posts.add_thing(again, by=street_user, now=now)
    team = Commando(organization=branch, name="抢险队", since=date(2026, 11, 11))
    with pytest.raises(WrongDay):
        posts.add_thing(team, by=street_user, now=now)
    PartyOrganization.objects.filter(pk=branch.pk).update(ended_on=date(2026, 6, 1))
    with pytest.raises(OrganizationHasEnded):
        posts.add_thing(Commando(organization=branch, name="队", since=START), by=None, now=now)


def test_a_thing_ends_once(service_post, street_user, now):
    with pytest.raises(WrongDay):
        posts.end_thing(service_post, on=START - timedelta(days=1), by=street_user, now=now)
    posts.end_thing(service_post, on=date(2026, 5, 1), by=street_user, now=now)
    with pytest.raises(RecordChanged):
        posts.end_thing(service_post, on=date(2026, 5, 2), by=street_user, now=now)


def test_the_compact_is_printed_with_its_lines_and_nobody_s_name(client, branch, street_user):
    client.force_login(street_user)
    url = f"/w/organizations/{branch.uuid}/compact/"
    assert client.get(url).status_code == 404
    branch.compacts.create(text="邻里有事先到场\n\n不说空话", adopted_on=START)
    main = client.get(url).content.decode().partition("<main")[2].partition("</main>")[0]
    assert main.count("<li>") == 2
    assert branch.name in main
    assert "周敏" not in main


def test_a_military_organisation_is_not_on_its_compact(client, branch, military_unit, street_user):
    branch.compacts.create(text="守纪律", adopted_on=START)
    PartyOrganization.objects.filter(pk=branch.pk).update(unit=military_unit)
    client.force_login(street_user)
    page = client.get(f"/w/organizations/{branch.uuid}/compact/").content.decode()
    assert branch.name not in page


def test_the_page_of_the_organisation_has_it_all(
    branch, unit_branch, service_post, street_user, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        panels = {one.title: one for one in organization_panels(branch, street_user)}
    expected = {"名册", "党员联户", "先锋岗位", "岗位承诺", "突击队、先锋队", "党员公约"}
    assert expected <= set(panels)
    assert panels["先锋岗位"].rows == [("服务岗：楼道照明岗", "", "海青社区　1 人，余 1 个名额")]
    assert "名册" not in {one.title for one in organization_panels(unit_branch, street_user)}
