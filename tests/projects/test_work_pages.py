"""Staff and phone pages of projects."""

from datetime import timedelta

import pytest
from django.urls import reverse

from members.models import Alliance, AllianceMembership, Commando, PartyOrganization, PioneerPost
from projects.actions import work_steps, works
from projects.models import Project
from projects.works.verbs import VERBS
from tests.conftest import START, at
from tests.projects.test_works import ILLEGAL
from tests.projects.works import NOW, TODAY, named_brand, project_of

pytestmark = pytest.mark.django_db
LIST = "/w/projects/"
TYPED = {
    "on": "2026-11-10", "reason": "等灯具", "outcome": "换了 60 盏", "evaluation": "好",
    "residents_heard": "3", "units_heard": "1",
}  # fmt: skip


@pytest.fixture
def project(unit, unit2, street_user) -> Project:
    return project_of(unit, street_user, is_public=True, partners=[(unit2, "出人")])


def text(client, url) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_lead_is_found_by_typing_and_the_place_is_filled_in(client, street_user, unit, unit2):
    client.force_login(street_user)
    page = text(client, f"{LIST}new/?q=供电")
    assert f'href="?unit={unit2.uuid}"' in page
    assert unit.name not in page
    page = text(client, f"{LIST}new/?unit={unit.uuid}")
    assert f'<option value="{unit.community_id}" selected>' in page
    posted = {"name": "亮灯", "level": "micro", "area": unit.community_id, "aim": "换灯"}
    answer = client.post(f"{LIST}new/?unit={unit.uuid}", posted)
    made = Project.objects.get()
    assert (answer.url, made.status, made.lead) == (made.get_absolute_url(), "planned", unit)
    assert "还没启动" in text(client, answer.url)


def test_an_engagement_becomes_a_project(client, make, unit, unit2, community, street_user):
    from projects.models import Demand, Engagement

    demand = make(Demand, "楼道灯坏了", description="12 个单元")
    moment = at("2026-11-01")
    engagement = Engagement.objects.create(
        demand=demand, awaits="asker", status="under_way", proposed_at=moment,
        accepted_at=moment, touched_at=moment, proposed_by=street_user,
    )  # fmt: skip
    engagement.shares.create(unit=unit2, role="lead", joined_at=moment)
    client.force_login(street_user)
    url = f"{LIST}new/?engagement={engagement.uuid}"
    page = text(client, url)
    assert 'value="楼道灯坏了"' in page
    assert "12 个单元" in page
    posted = {"name": "楼道灯", "level": "micro", "area": community.pk, "aim": "换灯"}
    client.post(url, posted)
    made = Project.objects.get()
    assert (made.origin, made.engagement, made.lead) == ("engagement", engagement, unit2)
    assert [one.unit for one in made.partners.all()] == [unit]
    assert "这次对接已经成立了项目" in client.post(url, posted).content.decode()
    Engagement.objects.update(status="proposed")
    assert client.get(url).status_code == 404
    assert client.get(f"{LIST}new/?engagement=nonsense").status_code == 404


@pytest.mark.parametrize(("state", "verb"), ILLEGAL)
def test_the_page_refuses_every_move_that_is_not_allowed(client, unit, street_user, state, verb):
    project = project_of(unit, street_user, state)
    before = Project.objects.values().get()
    client.force_login(street_user)
    url = f"{project.get_absolute_url()}{verb}/"
    assert client.get(url).url == project.get_absolute_url()
    answer = client.post(url, TYPED)
    assert answer.status_code == 200
    assert "可能已被他人处理" in answer.content.decode()
    assert Project.objects.values().get() == before


@pytest.mark.parametrize("verb", VERBS)
def test_the_page_makes_every_move_that_is_allowed(client, unit, street_user, verb):
    project = project_of(unit, street_user, VERBS[verb].of[0])
    client.force_login(street_user)
    url = f"{project.get_absolute_url()}{verb}/"
    assert f'value="{project.status}"' in text(client, url)
    assert client.post(url, TYPED | {"seen": project.status}).status_code == 302
    assert Project.objects.get().status == VERBS[verb].to


def test_a_tab_left_open_is_refused_and_keeps_what_was_typed(client, project, street_user):
    client.force_login(street_user)
    works.pause(Project.objects.get(), reason="等灯具", by=street_user)
    posted = {"seen": "active", "reason": "不做了，居民不同意"}
    answer = client.post(f"{project.get_absolute_url()}stop/", posted).content.decode()
    assert "刚刚已由他人改变" in answer
    assert "现在是“暂停”" in answer
    assert "不做了，居民不同意" in answer
    assert Project.objects.get().status == "paused"


@pytest.mark.parametrize(
    ("verb", "facts"), [("stop", {"reason": "不做了"}), ("brand", {"brand": "灯", "story": "新"})]
)
def test_what_a_stale_tab_typed_is_saved_once_its_reader_looked_again(
    client, project, street_user, verb, facts
):
    client.force_login(street_user)
    url = f"{project.get_absolute_url()}{verb}/"
    seen = client.get(url).context["form"]["seen"].value()
    named_brand(Project.objects.get(), street_user, story="旧")
    works.pause(Project.objects.get(), reason="等灯具", by=street_user)
    works.resume(Project.objects.get(), by=street_user)
    if verb == "stop":
        works.pause(Project.objects.get(), reason="等灯具", by=street_user)
    answer = client.post(url, facts | {"on": TODAY, "seen": seen})
    again = {name: answer.context["form"][name].value() for name in (*facts, "seen")}
    assert facts.items() <= again.items()
    assert client.post(url, again | {"on": TODAY}).status_code == 302


def test_a_stale_change_is_saved_once_its_reader_looked_again(client, project, street_user):
    client.force_login(street_user)
    url = f"{project.get_absolute_url()}edit/"
    seen = client.get(url).context["seen"]
    typed = {"name": "亮灯", "level": "micro", "area": project.area_id, "aim": "换灯"}
    works.change(project, by=street_user, aim="换感应灯")
    answer = client.post(url, typed | {"seen": seen})
    assert "刚刚被他人修改过" in answer.content.decode()
    assert client.post(url, typed | {"seen": answer.context["seen"]}).status_code == 302
    assert Project.objects.get().aim == "换灯"


def test_who_edits_a_project_keeps_its_alliance(client, project, district, alliance, street_user):
    """An alliance that ended, or of which the lead is no member, stays until another is chosen."""
    AllianceMembership.objects.all().delete()
    Alliance.objects.update(area=district, ended_on=TODAY)
    Project.objects.update(alliance=alliance)
    client.force_login(street_user)
    url = f"{project.get_absolute_url()}edit/"
    page = client.get(url)
    form = page.context["form"]
    typed = {name: form[name].value() for name in ("name", "level", "area", "aim", "alliance")}
    assert f'<option value="{alliance.pk}" selected>' in page.content.decode()
    answer = client.post(url, typed | {"name": "亮灯", "seen": page.context["seen"]})
    assert answer.status_code == 302
    changed = Project.objects.get()
    assert (changed.name, changed.alliance) == ("亮灯", alliance)


def test_another_mistake_of_a_stale_tab_does_not_hide_that_it_is_stale(client, unit, street_user):
    project = project_of(unit, street_user, "planned")
    client.force_login(street_user)
    works.start(Project.objects.get(), on=TODAY, by=street_user, now=NOW)
    url = f"{project.get_absolute_url()}stop/"
    answer = client.post(url, {"seen": "planned", "reason": ""})
    assert answer.context["form"]["seen"].value() == "planned"


def test_strangers_find_nothing_and_readers_change_nothing(
    client, project, other_street_user, auditor, liaison_user
):
    url = f"{project.get_absolute_url()}pause/"
    for user, code in ((other_street_user, 404), (auditor, 403), (liaison_user, 404)):
        client.force_login(user)
        assert client.post(url, TYPED).status_code == code
    assert Project.objects.get().status == "active"


def test_staff_of_a_partner_read_and_do_not_change(client, project, other_unit, other_street_user):
    project.partners.create(unit=other_unit)
    client.force_login(other_street_user)
    page = text(client, project.get_absolute_url())
    assert "登记实际投入" not in page
    assert client.post(f"{project.get_absolute_url()}pause/", TYPED).status_code == 403


def test_partners_are_offered_from_the_district_and_the_military_by_alias(
    client, project, other_unit, military_unit, street_user, other_street_user
):
    url = f"{project.get_absolute_url()}partners/add/"
    client.force_login(street_user)
    page = text(client, url)
    assert "驻街单位甲" in page
    assert "某部警卫连" not in page
    assert other_unit.name in page
    assert project.lead.name not in page.partition("可以选择的单位")[2]
    assert client.post(f"{url}?unit={military_unit.uuid}", {"promised": ""}).status_code == 302
    assert "驻街单位甲" in text(client, project.get_absolute_url())


def test_the_branch_its_posts_and_commandos_stand_on_the_page(
    client, project, street_user, other_street_user
):
    client.force_login(street_user)
    url = f"/w/organizations/add/?project={project.uuid}"
    page = text(client, url)
    assert "楼道照明微改造党支部" in page
    posted = {"kind": "branch", "name": "照明项目党支部", "founded_on": "2026-11-01"}
    client.post(url, posted)
    branch = PartyOrganization.objects.get(project_key=project.uuid)
    assert (branch.area, branch.is_composite, branch.member_count) == (project.area, True, 0)
    things = f"/w/organizations/{branch.uuid}"
    post = {"kind": "post", "name": "夜间值守岗", "area": project.area.code, "places": 2}
    team = {"kind": "commando", "title": "抢修突击队", "people": 8}
    for path, facts in (("posts", post), ("commandos", team)):
        add = reverse("members:thing_add", args=[branch.uuid, path])
        client.post(f"{add}?project={project.uuid}", facts | {"since": "2026-11-01"})
    assert PioneerPost.objects.get().project_key == project.uuid
    assert Commando.objects.get().project_key == project.uuid
    page = text(client, project.get_absolute_url())
    for words in ("照明项目党支部", "夜间值守岗", "抢修突击队"):
        assert words in page
    assert f'href="{project.get_absolute_url()}"' in text(client, f"{things}/")
    client.force_login(other_street_user)
    assert client.get(url).status_code == 404


def test_a_note_is_put_onto_the_public_page_and_taken_off(client, project, street_user):
    client.force_login(street_user)
    add = f"{project.get_absolute_url()}notes/add/"
    client.post(add, {"text": "装好 6 个单元", "on": TODAY})
    url = f"{project.get_absolute_url()}notes/{project.progress.get().pk}/show/"
    for show, seen in (("1", True), ("0", False)):
        client.post(url, {"show": show})
        assert ("装好 6 个单元" in text(client, project.public_url)) == seen


def test_the_register_filters_exports_and_costs_the_same(
    client, project, unit2, street_user, django_assert_max_num_queries
):
    client.force_login(street_user)
    with django_assert_max_num_queries(9):
        assert "共 1 个" in text(client, LIST)
    late = work_steps.add_milestone(project, title="装完", due_on=START, by=street_user)
    named_brand(project_of(unit2, street_user, name="护学", level="street"), street_user)
    project_of(unit2, street_user, "planned", name="体检", level="district")
    with django_assert_max_num_queries(9):
        assert "共 3 个" in text(client, LIST)
    for query, count in {
        "q=供电": 2, "q=亮灯": 1, "level=street": 1, "status=planned": 1, "brand=yes": 1,
        "brand=no": 2, "due=late": 1, "place=210211013001": 3,
    }.items():  # fmt: skip
        assert f"共 {count} 个" in text(client, f"{LIST}?{query}")
    assert client.get(f"{LIST}?export=xlsx").status_code == 200
    assert late.project == project


def test_the_page_costs_the_same_whatever_is_in_it(
    client, project, unit, street_user, django_assert_max_num_queries
):
    client.force_login(street_user)
    url = project.get_absolute_url()
    facts = {"by": street_user, "now": NOW}
    work_steps.note(project, text="一", on=TODAY, **facts)
    with django_assert_max_num_queries(22):
        text(client, url)
    for number in range(3):
        work_steps.note(project, text=str(number), on=TODAY, **facts)
        work_steps.add_milestone(project, title=str(number), due_on=TODAY, by=street_user)
        member = type(unit).objects.create(
            name=f"单位 {number}", area=unit.area, type="school", joined_on=START
        )
        work_steps.add_partner(project, member, promised="", **facts)
    with django_assert_max_num_queries(22):
        text(client, url)


# --- the phone --------------------------------------------------------------------------------


def test_an_officer_writes_what_was_done_and_given(
    client, project, liaison_user, liaison2_user, street_user
):
    milestone = work_steps.add_milestone(project, title="装完", due_on=TODAY, by=street_user)
    client.force_login(liaison2_user)
    assert "楼道照明微改造" in text(client, "/l/projects/")
    page = text(client, project.phone_url)
    assert "登记我单位的实际投入" in page
    client.post(f"{project.phone_url}deliver/", {"delivered": "灯 36 盏", "on": TODAY})
    client.post(f"{project.phone_url}note/", {"text": "装好了", "on": TODAY, "is_public": "on"})
    reach = f"{project.phone_url}milestones/{milestone.pk}/"
    assert reach not in page  # only the lead says what is reached
    assert client.post(reach, {"on": TODAY}).status_code == 404
    milestone.refresh_from_db()
    assert (project.partners.get().delivered, milestone.done_on) == ("灯 36 盏", None)
    note = project.progress.get()
    assert (note.text, note.is_public, note.by) == ("装好了", False, liaison2_user)
    client.force_login(liaison_user)  # the lead is no partner
    assert client.get(f"{project.phone_url}deliver/").status_code == 404
    assert reach in text(client, project.phone_url)
    client.post(reach, {"on": TODAY})
    milestone.refresh_from_db()
    assert milestone.done_on == TODAY


def test_who_handed_over_does_not_write_for_the_unit_any_more(
    client, unit, unit2, street_user, liaison_user, liaison2_user
):
    project = project_of(unit, street_user, partners=[(unit2, "出人")])
    unit2.liaisons.create(person=liaison_user.person, since=START, until=TODAY)
    client.force_login(liaison_user)
    url = f"{project.phone_url}deliver/"
    assert client.post(url, {"delivered": "灯", "on": TODAY}).status_code == 404
    assert project.partners.get().delivered == ""


def test_an_officer_of_two_partners_writes_for_each(
    client, other_unit, unit, unit2, street_user, liaison_user
):
    project = project_of(other_unit, street_user, partners=[(unit, "出人"), (unit2, "出灯")])
    unit2.liaisons.create(person=liaison_user.person, since=START)
    client.force_login(liaison_user)
    url = f"{project.phone_url}deliver/"
    page = text(client, project.phone_url)
    for one in (unit, unit2):
        assert f'href="{url}?unit={one.uuid}"' in page
        client.post(f"{url}?unit={one.uuid}", {"delivered": one.name, "on": TODAY})
    assert {one.delivered for one in project.partners.all()} == {unit.name, unit2.name}
    page = text(client, f"{url}?unit={unit2.uuid}")
    assert (unit.name in page, unit2.name in page) == (False, True)


def test_other_officers_find_nothing(client, project, other_liaison_user, grid_user):
    client.force_login(other_liaison_user)
    assert "楼道照明微改造" not in text(client, "/l/projects/")
    assert client.get(project.phone_url).status_code == 404
    assert client.post(f"{project.phone_url}note/", {"text": "x"}).status_code == 404
    client.force_login(grid_user)
    assert client.get("/l/projects/").status_code == 404
    assert not project.progress.exists()


def test_a_unit_shows_its_projects(client, project, unit2, street_user):
    client.force_login(street_user)
    page = text(client, f"/w/units/{unit2.uuid}/")
    assert f'href="{project.get_absolute_url()}"' in page
    assert "参与　推进中" in page


def test_the_year_sheet_tells_of_them(client, project, unit2, street_user):
    partner = project.partners.get()
    facts = {"delivered": "灯 36 盏", "on": TODAY, "by": street_user, "now": NOW}
    work_steps.deliver(partner, **facts)
    Project.objects.update(started_on=TODAY - timedelta(days=3))
    client.force_login(street_user)
    page = text(client, f"/w/units/{unit2.uuid}/year/?year=2026")
    assert "参与　2026 年 11 月 10 日投入：灯 36 盏" in page
