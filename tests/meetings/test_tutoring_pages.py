"""The pages of tutors: nominated on the phone, decided at the desk, rotated, visited."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.actions import rotations, tutors, visits
from meetings.models import Absence, Assignment, Tutor, Visit
from meetings.periods import QUARTER, add_months, first_of_period
from tests.meetings.conftest import after_expiry, join, statuses
from tests.meetings.training import assign, tutor

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(alliance, unit, unit2, street_user, tutor_user):
    """The account `tutor` is the tutor of the first unit."""
    return tutor(unit, "冯远", by=street_user, user=tutor_user), tutor(
        unit2, "宋洁", by=street_user
    )


@pytest.fixture
def task(alliance, pair, unit2) -> Assignment:
    """The first unit's tutor comes to the second, from today."""
    return assign(pair[0], unit2, alliance, on=timezone.now())


def page(name, record) -> str:
    return reverse(f"meetings:{name}", args=[record.uuid])


def said(answer) -> str:
    return answer.content.decode()


def test_an_officer_nominates_on_the_phone_and_reads_what_became_of_it(
    client, unit, liaison_user, street_user
):
    client.force_login(liaison_user)
    url = reverse("meetings:my_nomination")
    assert "李建国" in said(client.get(url))
    assert "请选一个人，或写上姓名" in said(client.post(url, {"expertise": "党史"}))
    assert client.post(url, {"name": "吕芳", "expertise": "党史"}).status_code == 302
    made = Tutor.objects.get()
    assert (made.unit, made.nominated_by) == (unit, liaison_user)
    tutors.refuse(made, reason="名额已满", by=street_user)
    shown = said(client.get(reverse("meetings:my_tutoring")))
    assert "吕芳" in shown
    assert "原因：名额已满" in shown


def test_the_street_decides_a_community_does_not(
    client, unit, street_user, community_user, other_street_user, auditor
):
    facts = {"person": None, "name": "吕芳", "expertise": "党史", "by": None}
    made = tutors.nominate(unit, now=timezone.now(), **facts)
    for name in ("tutor_approve", "tutor_refuse"):
        url = page(name, made)
        found = statuses(client, "post", url, community_user, other_street_user, auditor)
        assert found == [403, 404, 403]
    made.refresh_from_db()
    assert made.status == "nominated"
    client.force_login(street_user)
    assert client.post(page("tutor_approve", made), {}).status_code == 302
    made.refresh_from_db()
    assert made.status == "approved"
    assert "可能已被他人处理" in said(client.post(page("tutor_refuse", made), {"reason": "晚了"}))


def test_absences_are_noted_and_struck_out(client, pair, street_user, other_street_user):
    client.force_login(street_user)
    url, today = page("tutor_away", pair[0]), timezone.localdate()
    client.post(url, {"first": f"{today}", "last": f"{today + timedelta(days=3)}"})
    row = Absence.objects.get()
    drop = reverse("meetings:tutor_back", args=[pair[0].uuid, row.pk])
    assert statuses(client, "post", drop, other_street_user) == [404]
    client.force_login(street_user)
    wrong = reverse("meetings:tutor_back", args=[pair[1].uuid, row.pk])
    assert client.post(wrong).status_code == 404
    client.post(drop)
    assert not Absence.objects.exists()


def plan_url(alliance) -> str:
    period = first_of_period(QUARTER, timezone.localdate())
    return reverse("meetings:rotation_plan", args=[alliance.uuid, period.isoformat()])


def test_the_preview_says_why_and_is_written_when_confirmed(
    client, alliance, pair, unit, unit2, street_user
):
    client.force_login(street_user)
    answer = client.get(plan_url(alliance))
    assert "还没有来过" in said(answer)
    assert not Assignment.objects.exists()
    initial = answer.context["form"].initial
    assert client.post(plan_url(alliance), initial).status_code == 302
    made = dict(Assignment.objects.values_list("unit", "tutor"))
    assert made == {unit.pk: pair[1].pk, unit2.pk: pair[0].pk}
    answer = client.post(plan_url(alliance), initial)
    assert "刚刚有变化" in said(answer)
    again = answer.context["form"].data
    assert client.post(plan_url(alliance), again).status_code == 302
    assert Assignment.objects.count() == 2


def test_a_pair_that_may_not_be_is_said_at_its_unit(
    client, alliance, pair, unit, unit2, street_user
):
    client.force_login(street_user)
    initial = client.get(plan_url(alliance)).context["form"].initial
    answer = client.post(plan_url(alliance), {**initial, f"unit-{unit.pk}": pair[0].pk})
    assert "区第二医院：冯远不能辅导自己的单位。" in said(answer)
    assert not Assignment.objects.exists()
    assert client.post(plan_url(alliance), {**initial, f"unit-{unit.pk}": ""}).status_code == 302
    assert list(Assignment.objects.values_list("unit", flat=True)) == [unit2.pk]


def test_uneven_load_has_to_be_meant(client, alliance, pair, community, street_user):
    more = join(alliance, community, 4)
    client.force_login(street_user)
    data = dict(client.get(plan_url(alliance)).context["form"].initial)
    data |= {f"unit-{one.pk}": pair[0].pk for one in more}
    assert "负担不均" in said(client.post(plan_url(alliance), data))
    assert not Assignment.objects.exists()
    assert client.post(plan_url(alliance), {**data, "uneven_ok": "on"}).status_code == 302
    assert Assignment.objects.count() == 6


def test_a_rotation_is_the_staffs_of_the_alliance(
    client, alliance, pair, community_user, other_street_user, auditor, liaison_user
):
    url = plan_url(alliance)
    users = (community_user, other_street_user, auditor, liaison_user)
    assert statuses(client, "get", url, *users) == [404, 404, 403, 404]
    assert statuses(client, "post", url, *users) == [404, 404, 403, 404]
    client.force_login(auditor)
    assert client.get(reverse("meetings:rotation")).status_code == 200


def test_other_quarters_and_nonsense_are_no_pages(client, alliance, street_user):
    client.force_login(street_user)
    for period in ("2020-01-01", "x", "9999-01-01"):
        url = reverse("meetings:rotation_plan", args=[alliance.uuid, period])
        assert client.get(url).status_code == 404


def test_a_tutor_records_a_visit_in_one_screen(client, task, unit2, tutor_user, liaison2_user):
    client.force_login(tutor_user)
    assert unit2.label in said(client.get(reverse("meetings:my_tutoring")))
    url = page("my_visit", task)
    shown = client.get(url).context["form"]
    assert shown.initial == {"on": timezone.localdate(), "form": "lesson"}
    data = {**shown.initial, "topic": "创新理论进企业"}
    assert client.post(url, data).status_code == 302
    made = Visit.objects.get()
    assert (made.form, made.noted_by) == ("lesson", tutor_user)
    assert "已经登记过" in said(client.post(url, data))
    client.force_login(liaison2_user)
    assert "创新理论进企业" in said(client.get(page("my_assignment", task)))
    assert client.get(url).status_code == 404


def test_a_tutor_sees_the_own_units_alone(
    client, alliance, task, pair, unit, tutor_user, liaison_user, grid_user
):
    other = assign(pair[1], unit, alliance, on=timezone.now())
    assert statuses(client, "get", page("my_assignment", other), tutor_user) == [404]
    assert statuses(client, "post", page("my_visit", other), tutor_user) == [404]
    assert statuses(client, "get", page("my_assignment", task), liaison_user, grid_user) == [
        404, 404,
    ]  # fmt: skip
    assert statuses(client, "get", reverse("meetings:my_tutoring"), grid_user) == [200]


def test_where_nobody_has_been_yet_comes_first(
    client, alliance, pair, community, street_user, tutor_user
):
    """Then the latest quarter, in the order of places and names; an ended one waits for nobody."""
    today = timezone.localdate()
    quarter = first_of_period(QUARTER, today)
    been, ended, first, second, next_quarter = join(alliance, community, 5)
    for one in (been, ended, second, first):
        assign(pair[0], one, alliance, on=timezone.now())
    rows = Assignment.objects
    rows.filter(unit=ended).update(ended_on=today, end_reason="辅导员改派")
    made = assign(pair[0], next_quarter, alliance, on=timezone.now())
    ahead = {"period": add_months(quarter, 3), "until": add_months(quarter, 6)}
    rows.filter(pk=made.pk).update(since=add_months(quarter, 3), **ahead)
    facts = {"form": "lesson", "on": today, "topic": "党课", "outcome": "", "by": tutor_user}
    visits.note(rows.get(unit=been), now=timezone.now(), **facts)

    client.force_login(street_user)
    lines = client.get(reverse("meetings:assignments")).context["list"].lines
    shown = [(line.obj.unit, line.cells[5].text) for line in lines]
    assert shown == [
        (first, "还没去"), (second, "还没去"),
        (next_quarter, "0 次"), (been, "1 次"), (ended, "0 次"),
    ]  # fmt: skip
    client.force_login(tutor_user)
    running = client.get(reverse("meetings:my_tutoring")).context["running"]
    assert [one.unit for one in running] == [second, first, been, next_quarter]


def test_who_left_the_corps_records_nothing_any_more(client, task, pair, tutor_user, street_user):
    tutors.end(pair[0], on=timezone.localdate(), by=street_user, now=timezone.now())
    assert statuses(client, "get", page("my_visit", task), tutor_user) == [404]


def test_what_a_tutor_typed_outlives_the_session(client, task, tutor_user):
    url = page("my_visit", task)
    answer = after_expiry(client, tutor_user, url, {"topic": "创新理论进企业"})
    assert "创新理论进企业" in said(answer)


def test_staff_record_and_correct_a_visit(
    client, task, street_user, other_street_user, community_user, auditor
):
    url = page("visit_new", task)
    assert statuses(client, "post", url, other_street_user, community_user, auditor) == [
        404, 403, 403,
    ]  # fmt: skip
    client.force_login(street_user)
    data = {"form": "forum", "on": f"{timezone.localdate()}", "topic": "座谈", "outcome": "好"}
    assert client.post(url, data).status_code == 302
    made = Visit.objects.get()
    edit = page("visit_edit", made)
    assert statuses(client, "post", edit, other_street_user, community_user) == [404, 403]
    client.force_login(street_user)
    seen = client.get(edit).context["form"].initial["seen"]
    assert client.post(edit, {**data, "topic": "新题目", "seen": seen}).status_code == 302
    assert "刚刚被他人修改过" in said(client.post(edit, {**data, "topic": "旧题目", "seen": seen}))
    made.refresh_from_db()
    assert made.topic == "新题目"


def test_the_units_page_shows_its_tutor_and_visits(client, task, unit2, street_user, tutor_user):
    facts = {"form": "lesson", "on": timezone.localdate(), "topic": "创新理论", "outcome": ""}
    Visit.objects.create(assignment=task, noted_at=timezone.now(), noted_by=tutor_user, **facts)
    client.force_login(street_user)
    shown = said(client.get(unit2.get_absolute_url()))
    assert "冯远（区第二医院）" in shown
    assert "党课：创新理论" in shown


@pytest.mark.parametrize("more", [1, 3])
def test_lists_take_few_queries_whatever_their_length(
    client, alliance, pair, community, street_user, tutor_user, more, django_assert_max_num_queries
):
    for one in join(alliance, community, more):
        tutor(one, f"辅导员{one.pk}", by=street_user)
        assign(pair[0], one, alliance, on=timezone.now())
    client.force_login(street_user)
    for name in ("tutors", "assignments", "rotation"):
        with django_assert_max_num_queries(9):
            client.get(reverse(f"meetings:{name}"))
    with django_assert_max_num_queries(12):
        client.get(plan_url(alliance))
    client.force_login(tutor_user)
    with django_assert_max_num_queries(12):
        client.get(reverse("meetings:my_tutoring"))


def test_the_proposal_goes_by_the_pool_of_the_day(alliance, pair):
    period = first_of_period(QUARTER, timezone.localdate())
    assert len(rotations.pool_of(alliance, period, timezone.localdate()).tutors) == 2
