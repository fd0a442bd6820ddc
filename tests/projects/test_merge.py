"""Duplicates: what may be the same, and how one item stays for several."""

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.utils import timezone

from projects.actions import items, revisions
from projects.actions.duplicates import NotMergeable, merge
from projects.items import duplicates
from projects.items.duplicates import alike
from projects.items.packed import pack, seal
from projects.models import Demand, Resource, Service
from tests.conftest import at
from tests.projects.conftest import NOW
from tests.projects.dispatching import asked

pytestmark = pytest.mark.django_db


def stored(obj):
    return type(obj).objects.get(pk=obj.pk)


@pytest.fixture
def desk(client, street_user):
    client.force_login(street_user)
    return client


# --- what may be the same ------------------------------------------------------------------------


def likes(item, **narrow) -> list[tuple[str, str]]:
    found = alike([item], type(item).objects.filter(**narrow))[item.pk]
    return [(one.item.title, one.why) for one in found]


def test_names_alike_in_one_place_and_category_with_the_reason(make, unit2):
    item = make()
    make(title="量血压、测血糖", unit=unit2, phone="0411-87600303")
    make(title="免费量血压服务")
    assert likes(item) == [
        ("免费量血压服务", "同在海青社区、同一类别，名称都有“免费量血压”，同一单位，电话相同"),
        ("量血压、测血糖", "同在海青社区、同一类别，名称都有“量血压”"),
    ]


def test_another_category_place_name_or_list_is_not_the_same(make, other_community, street):
    item = make()
    make(title="免费量血压", category="meals")
    make(title="免费量血压", area=other_community)
    make(title="免费量血压", area=street)
    make(title="修水管")
    make(Resource, "免费量血压", category="checkup")
    assert likes(item) == []


@pytest.mark.parametrize("status", ["draft", "returned", "withdrawn"])
def test_what_is_not_out_is_not_offered(make, status):
    item = make()
    make(title="免费量血压", status=status)
    assert likes(item) == []


@pytest.mark.parametrize("many", [1, 3])
def test_one_query_for_all(make, many, django_assert_num_queries):
    rows = [make(title=f"量血压 {number}") for number in range(many)]
    make(title="量血压")
    with django_assert_num_queries(1):
        found = alike(rows, Service.objects.all())
        assert all(one.why for near in found.values() for one in near)


def test_no_more_than_so_many_of_each_category_and_place(
    make, other_community, monkeypatch, django_assert_num_queries
):
    """What is crowded elsewhere hides nothing here; and each name is cut into pairs once."""
    monkeypatch.setattr(duplicates, "MOST_READ", 3)
    cut = []
    monkeypatch.setattr(duplicates, "words", lambda title: cut.append(title) or [title])
    first = make(title="量血压一")
    make(title="量血压二")
    crowd = [make(title=f"量血压 {number}", area=other_community) for number in range(5)]
    with django_assert_num_queries(1):
        found = alike([first, *crowd[:2]], Service.objects.all())
    assert [one.item.title for one in found[first.pk]] == ["量血压二"]
    assert {one.item for one in found[crowd[0].pk]} == set(crowd[2:])
    assert len(cut) == 8  # three asked about; of the places two and the newest three


# --- merged --------------------------------------------------------------------------------------


def test_one_stays_and_the_others_lead_to_it(make, unit2, street_user):
    stays, other = make(), make(title="量血压", unit=unit2)
    merge(stays, [other], by=street_user, now=at("2026-11-12"), reason="同一处")
    gone = stored(other)
    assert (gone.status, gone.merged_into, stored(stays).status) == (
        "withdrawn", stays, "published",
    )  # fmt: skip
    entry = LogEntry.objects.get_for_object(other).order_by("-pk")[0]
    assert entry.additional_data["reason"] == "与“免费量血压”重复，已合并：同一处"


def test_a_submitted_one_goes_by_way_of_its_return(make, street_user):
    stays, other = make(), make(title="量血压", status="submitted")
    merge(stays, [other], by=street_user, now=at("2026-11-12"), reason="同一处")
    assert (stored(other).status, "重复" in stored(other).return_note) == ("withdrawn", True)


@pytest.mark.parametrize("status", ["published", "lapsed"])
def test_what_is_out_does_not_go_for_what_is_not(make, street_user, status):
    stays, other = make(status="submitted"), make(title="量血压", status=status)
    with pytest.raises(NotMergeable, match="还没有发布"):
        merge(stays, [other], by=street_user, now=at("2026-11-12"), reason="同一处")
    assert (stored(stays).status, stored(other).status) == ("submitted", status)


def test_what_was_merged_before_goes_along(make, street_user):
    first, second, third = make(title="一"), make(title="二"), make(title="三")
    merge(second, [first], by=street_user, now=at("2026-11-12"), reason="重复")
    merge(third, [second], by=street_user, now=at("2026-11-12"), reason="重复")
    assert {stored(first).merged_into, stored(second).merged_into} == {third}


def test_their_edits_are_withdrawn(make, street_user, liaison_user):
    stays, other = make(), make(title="量血压")
    facts = {"seen": seal(pack(other, ["hours"])), "hours": "周二"}
    made = revisions.propose_edit(other, by=liaison_user, now=NOW, **facts)
    merge(stays, [other], by=street_user, now=at("2026-11-12"), reason="同一处")
    assert stored(made).status == "withdrawn"


@pytest.mark.parametrize("status", ["draft", "returned", "withdrawn"])
@pytest.mark.parametrize("which", ["stays", "other"])
def test_all_of_them_or_none(make, street_user, status, which):
    good, bad = make(title="一"), make(title="二", status=status)
    third = make(title="三")
    stays, others = (bad, [third, good]) if which == "stays" else (third, [good, bad])
    with pytest.raises(NotMergeable):
        merge(stays, others, by=street_user, now=at("2026-11-12"), reason="同一处")
    assert [stored(one).status for one in (good, bad, third)] == ["published", status, "published"]


def test_one_alone_another_list_or_no_reason_is_refused(make, street_user):
    one, two = make(), make(title="二")
    for others in ([], [one], [make(Demand)]):
        with pytest.raises(NotMergeable):
            merge(one, others, by=street_user, now=at("2026-11-12"), reason="同一处")
    with pytest.raises(ValidationError):
        merge(one, [two], by=street_user, now=at("2026-11-12"), reason=" ")
    assert stored(two).status == "published"


def test_a_stale_tab_merges_nothing(make, street_user):
    stays, other = make(), make(title="二")
    items.withdraw(stored(other), by=street_user, now=at("2026-11-12"), reason="停办")
    with pytest.raises(NotMergeable):
        merge(stays, [other], by=street_user, now=at("2026-11-12"), reason="同一处")
    assert stored(other).merged_into is None


@pytest.mark.parametrize("status", ["proposed", "accepted", "under_way", "reported"])
def test_a_demand_that_units_are_at_is_not_merged_away(make, engaged, need, street_user, status):
    one, other = engaged(status), make(Demand, "楼道灯")
    with pytest.raises(NotMergeable, match="楼道照明灯老化”正在对接"):
        merge(other, [need], by=street_user, now=at("2026-11-12"), reason="同一处")
    assert (stored(need).status, stored(one).status) == ("published", status)
    merge(stored(need), [other], by=street_user, now=at("2026-11-12"), reason="同一处")
    assert (stored(need).status, stored(one).status) == ("published", status)


def test_what_residents_asked_goes_along(make, community, street_user):
    stays, other = make(Demand, "一"), make(Demand, "二")
    request = asked(community, now=NOW)
    type(request).objects.filter(pk=request.pk).update(demand=other)
    merge(stays, [other], by=street_user, now=at("2026-11-12"), reason="同一处")
    assert stored(request).demand == stays


# --- pages ---------------------------------------------------------------------------------------


def test_the_reviewer_sees_them_beside_the_item_and_merges(desk, make):
    item, other = make(status="submitted"), make(title="量血压服务")
    page = desk.get(f"/w/lists/service/{item.uuid}/").content.decode()
    assert "名称都有“量血压”" in page
    path = f"/w/lists/service/merge/?pick={item.uuid}&pick={other.uuid}"
    assert path.replace("&", "&amp;") in page
    shown = desk.get(path)
    assert {row.pk for row in shown.context["items"]} == {item.pk, other.pk}
    empty = desk.post(path, {"confirm": "1"})
    assert set(empty.context["form"].errors) == {"keep", "reason"}
    answer = desk.post(path, {"confirm": "1", "keep": other.uuid, "reason": "同一处"})
    assert answer.url == f"/w/lists/service/{other.uuid}/"
    assert stored(item).merged_into == other
    assert "已合并到" in desk.get(f"/w/lists/service/{item.uuid}/").content.decode()


def test_the_list_s_button_leads_there(desk, make):
    one, two = make(), make(title="二")
    answer = desk.post("/w/lists/service/merge/", {"pick": [one.uuid, two.uuid, "x"]})
    assert answer.url == f"/w/lists/service/merge/?pick={one.uuid}&pick={two.uuid}"
    assert stored(two).status == "published"
    assert "至少两项" in desk.get("/w/lists/service/merge/").content.decode()


def test_what_another_reviews_is_not_merged(
    client, make, other_street_user, other_unit, other_street
):
    """The item reaches the other street; only its own unit's staff may take it off."""
    near, own = make(area=other_street), make(title="量血压", unit=other_unit, area=other_street)
    client.force_login(other_street_user)
    path = f"/w/lists/service/merge/?pick={near.uuid}&pick={own.uuid}"
    page = client.get(path)
    assert [row.pk for row in page.context["items"]] == [own.pk]
    client.post(path, {"confirm": "1", "keep": own.uuid, "reason": "同一处"})
    assert stored(near).status == "published"


def test_neither_auditors_nor_officers_merge(client, make, auditor, liaison_user):
    path = f"/w/lists/service/merge/?pick={make().uuid}"
    for user, code in ((auditor, 403), (liaison_user, 404)):
        client.force_login(user)
        assert client.get(path).status_code == code


def test_the_old_public_address_leads_to_the_one_that_stays(client, make, street_user):
    stays, other = make(now=timezone.now()), make(title="量血压", now=timezone.now())
    merge(stays, [other], by=street_user, now=at("2026-11-12"), reason="同一处")
    answer = client.get(f"/s/{other.uuid}/")
    assert (answer.status_code, answer.url) == (302, f"/s/{stays.uuid}/")
    items.withdraw(stored(stays), by=street_user, now=at("2026-11-12"), reason="停办")
    assert client.get(f"/s/{other.uuid}/").status_code == 404


def test_what_was_inside_leads_nobody_out(client, make, street_user, military_unit):
    stays = make(now=timezone.now())
    inside = make(title="内部", is_public=False, now=timezone.now())
    barracks = make(title="营区", unit=military_unit, is_public=False, now=timezone.now())
    merge(stays, [inside, barracks], by=street_user, now=at("2026-11-12"), reason="同一处")
    Service.objects.filter(pk=barracks.pk).update(is_public=True)
    for item in (inside, barracks):
        assert client.get(f"/s/{item.uuid}/").status_code == 404


def test_the_unit_reads_where_its_item_went(client, make, unit2, street_user, liaison_user):
    stays, other = make(title="量血压", unit=unit2), make()
    merge(stays, [other], by=street_user, now=at("2026-11-12"), reason="同一处")
    client.force_login(liaison_user)
    page = client.get(f"/l/items/service/{other.uuid}/").content.decode()
    assert "已合并到“量血压”（大连湾供电所）" in page
    assert at("2026-11-10") == NOW
