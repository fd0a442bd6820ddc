"""Deliberations: steps as data, held in order, put up for the public, ended."""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry

from projects.actions import deliberations
from projects.models import SIX_STEPS, Deliberation
from tests.projects.works import BEFORE, NOW, TODAY, deliberation

pytestmark = pytest.mark.django_db
LIST = "/w/deliberations/"


@pytest.fixture
def issue(grid, street_user) -> Deliberation:
    return deliberation(grid, street_user)


def hold(issue, order, by, on=TODAY, **facts):
    given = {"people": 9, "outcome": "同意", "notice": ""} | facts
    deliberations.hold_step(issue.steps.get(order=order), on=on, by=by, now=NOW, **given)


def names(issue) -> list[str]:
    return list(issue.steps.values_list("name", flat=True))


def test_steps_are_held_in_their_order(issue, street_user):
    with pytest.raises(deliberations.OutOfOrder):
        hold(issue, 2, street_user)
    hold(issue, 1, street_user, on=TODAY - timedelta(days=5))
    with pytest.raises(deliberations.OutOfOrder):  # a second tab
        hold(issue, 1, street_user)
    for day in (TODAY - timedelta(days=6), TODAY + timedelta(days=1)):
        with pytest.raises(deliberations.WrongDay):
            hold(issue, 2, street_user, on=day)
    hold(issue, 2, street_user, on=TODAY - timedelta(days=5))
    assert list(issue.steps.values_list("order", "people")) == [(1, 9), (2, 9), (3, None)]


def test_what_is_not_held_yet_can_be_planned_anew(issue, street_user):
    hold(issue, 1, street_user)
    seen = deliberations.seen_as(issue)
    deliberations.plan_steps(issue, ["审议", "决议", "公示"], by=street_user, seen=seen)
    assert names(issue) == ["提议", "审议", "决议", "公示"]
    with pytest.raises(deliberations.StepsChanged):
        deliberations.plan_steps(issue, ["商议"], by=street_user, seen=seen)
    many = [f"第 {number} 步" for number in range(12)]
    with pytest.raises(deliberations.ValidationError):
        deliberations.plan_steps(issue, many, by=street_user)
    assert names(issue) == ["提议", "审议", "决议", "公示"]


def test_a_notice_is_of_a_step_that_was_held_and_can_be_mended(issue, street_user):
    first = issue.steps.get(order=1)
    with pytest.raises(deliberations.NotHeld):
        deliberations.put_up(first, "同意加装", by=street_user, now=NOW)
    hold(issue, 1, street_user, notice="同意加装")
    later = NOW + timedelta(days=3)
    deliberations.put_up(first, "22 户同意加装", by=street_user, now=later)
    first.refresh_from_db()
    assert (first.notice, first.noticed_on) == ("22 户同意加装", TODAY)
    assert Deliberation.objects.public().get() == issue
    deliberations.put_up(first, "", by=street_user, now=later)
    assert not Deliberation.objects.public().exists()
    entries = LogEntry.objects.get_for_object(issue).order_by("pk")
    verbs = [entry.additional_data["verb"] for entry in entries]
    assert verbs == ["create", "hold_step", "put_up", "take_down"]


@pytest.mark.parametrize("name", ["某部警卫连", "驻街单位甲"])
def test_no_notice_names_a_military_unit(issue, military_unit, street_user, name):
    with pytest.raises(deliberations.MilitaryInNotice):
        hold(issue, 1, street_user, notice=f"{name}同意")
    assert not issue.steps.exclude(held_on=None).exists()


def test_no_issue_and_no_step_names_a_military_unit(grid, issue, military_unit, street_user):
    for facts in ({"title": "驻街单位甲的围墙"}, {"steps": ["提议", "请驻街单位甲商议"]}):
        with pytest.raises(deliberations.MilitaryInNotice):
            deliberation(grid, street_user, **facts)
    with pytest.raises(deliberations.MilitaryInNotice):
        deliberations.plan_steps(issue, ["请某部警卫连审议"], by=street_user)
    assert Deliberation.objects.get() == issue
    assert names(issue) == ["提议", "商议", "公示"]


@pytest.mark.parametrize("row", ["title", "step"])
def test_what_named_one_before_is_not_put_up_and_can_be_taken_down(
    issue, military_unit, street_user, row
):
    hold(issue, 1, street_user, notice="同意加装")
    first = issue.steps.get(order=1)
    if row == "title":
        Deliberation.objects.update(title="驻街单位甲的围墙")
    else:
        issue.steps.filter(order=2).update(name="请驻街单位甲商议")
    with pytest.raises(deliberations.MilitaryInNotice):
        deliberations.put_up(first, "22 户同意", by=street_user, now=NOW)
    deliberations.put_up(first, "", by=street_user, now=NOW)
    assert not Deliberation.objects.public().exists()


def test_it_ends_once_with_an_outcome(issue, street_user):
    hold(issue, 1, street_user)
    facts = {"outcome": "加装", "by": street_user, "now": NOW}
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(deliberations.WrongDay):
            deliberations.end(issue, on=day, **facts)
    deliberations.end(issue, on=TODAY, **facts)
    with pytest.raises(deliberations.DeliberationHasEnded):
        deliberations.end(issue, on=TODAY, **facts)
    with pytest.raises(deliberations.DeliberationHasEnded):
        hold(issue, 2, street_user)
    assert Deliberation.objects.get().outcome == "加装"


# --- pages ------------------------------------------------------------------------------------


def new(client, community, **posted):
    given = {"title": "停车位怎么划", "area": community.pk, "begun_on": "2026-11-01", "way": "six"}
    return client.post(f"{LIST}new/?at={community.code}", given | posted)


def test_it_begins_with_six_steps_or_its_own(client, street_user, community, grid):
    client.force_login(street_user)
    assert new(client, community).status_code == 302
    assert (
        new(client, community, way="own", steps="听证\n\n 投票 ", area=grid.pk).status_code == 302
    )
    first, second = Deliberation.objects.order_by("pk")
    assert names(first) == list(SIX_STEPS)
    assert (names(second), second.area) == (["听证", "投票"], grid)
    assert "请一行一步写下步骤" in new(client, community, way="own").content.decode()


def test_a_street_chooses_the_community_first(client, street_user, community, street):
    type(community).objects.create(
        kind="community", code="210211013002", name="海湾社区", parent=street, valid_from=BEFORE
    )
    client.force_login(street_user)
    assert "下一步" in client.get(f"{LIST}new/").content.decode()
    assert client.get(f"{LIST}new/?at={community.code}").status_code == 200
    assert client.get(f"{LIST}new/?at=210211009001").status_code == 404


def test_a_step_is_held_and_put_up_by_the_page(client, issue, community_user):
    client.force_login(community_user)
    page = client.get(issue.get_absolute_url()).content.decode()
    assert "登记“提议”" in page
    url = f"{issue.get_absolute_url()}steps/{issue.steps.get(order=1).pk}/"
    posted = {"on": TODAY, "people": 24, "outcome": "内部结果", "notice": "22 户同意"}
    assert client.post(url, posted | {"people": ""}).status_code == 200
    assert client.post(url, posted).status_code == 302
    client.logout()
    page = client.get(issue.public_url).content.decode()
    assert "22 户同意" in page
    assert "到场 24 人" in page
    assert "内部结果" not in page


def test_a_step_that_is_the_notice_puts_up_what_was_decided(client, issue, community_user):
    deliberations.plan_steps(issue, ["商议", "公示"], by=community_user)
    first, last = issue.steps.order_by("order")
    deliberations.hold_step(
        first, on=issue.begun_on, people=9, outcome="加装电梯", by=community_user, now=NOW
    )
    client.force_login(community_user)
    url = f"{issue.get_absolute_url()}steps/{last.pk}/"
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    assert "请写公示内容" in client.post(url, typed | {"notice": ""}).content.decode()
    assert client.post(url, typed).status_code == 302
    last.refresh_from_db()
    assert (last.notice, last.outcome, last.people) == ("加装电梯", "已公示", 0)


def test_stale_steps_are_saved_once_their_reader_looked_again(client, issue, street_user):
    client.force_login(street_user)
    url = f"{issue.get_absolute_url()}steps/"
    seen = deliberations.seen_as(issue)
    hold(issue, 1, street_user)
    form = client.post(url, {"steps": "决议", "seen": seen}).context["form"]
    assert "步骤刚刚被他人改过" in str(form.errors)
    again = {name: form[name].value() for name in ("steps", "seen")}
    assert client.post(url, again).status_code == 302
    assert names(issue) == ["提议", "决议"]


def test_a_stale_tab_neither_takes_down_nor_overwrites_a_notice(client, issue, street_user):
    client.force_login(street_user)
    hold(issue, 1, street_user)
    step = issue.steps.get(order=1)
    url = f"{issue.get_absolute_url()}steps/{step.pk}/notice/"
    form = client.get(url).context["form"]
    stale = {name: form[name].value() for name in ("notice", "seen")}
    deliberations.put_up(step, "22 户同意", by=street_user, now=NOW)
    form = client.post(url, stale).context["form"]
    assert "公示刚刚被他人改过" in str(form.errors)
    assert issue.steps.get(order=1).notice == "22 户同意"
    again = {"notice": "22 户同意，2 户再商量", "seen": form["seen"].value()}
    assert client.post(url, again).status_code == 302
    assert issue.steps.get(order=1).notice == again["notice"]


def test_what_was_held_is_corrected_and_what_stood_there_is_kept(client, issue, street_user):
    client.force_login(street_user)
    hold(issue, 1, street_user, on=BEFORE, notice="22 户同意")
    hold(issue, 2, street_user)
    step = issue.steps.get(order=1)
    url = f"{issue.get_absolute_url()}steps/{step.pk}/correct/"
    assert url in client.get(issue.get_absolute_url()).content.decode()
    form = client.get(url).context["form"]
    shown = {name: form[name].value() for name in form.fields if name != "why"}
    assert "请写明为什么更正" in client.post(url, shown).content.decode()
    assert "没有改动任何内容" in client.post(url, shown | {"why": "写错了"}).content.decode()
    assert client.post(url, shown | {"people": "12", "why": "写错了"}).status_code == 302
    step.refresh_from_db()
    assert (step.people, step.correction, step.notice) == (12, "写错了", "22 户同意")
    page = client.get(issue.get_absolute_url()).content.decode()
    assert "提议：写错了（到场人数原为“9”）" in page
    assert "更正：写错了" in client.get(issue.public_url).content.decode()
    stale = client.post(url, shown | {"people": "13", "why": "又错了"}).content.decode()
    assert "这一步刚刚被他人改过" in stale
    assert issue.steps.get(order=1).people == 12


def correct(issue, by, order=1, **facts):
    given = {"on": TODAY, "people": 9, "outcome": "不同意", "notice": "", "why": "写反了"} | facts
    deliberations.correct_step(issue.steps.get(order=order), by=by, now=NOW, **given)


def test_a_correction_keeps_the_order_of_days_and_names_no_military_unit(
    issue, military_unit, street_user
):
    with pytest.raises(deliberations.NotHeld):
        correct(issue, street_user)
    hold(issue, 1, street_user, on=TODAY - timedelta(days=5))
    hold(issue, 2, street_user, on=TODAY - timedelta(days=3))
    for order, day in ((1, TODAY), (1, BEFORE - timedelta(days=1)), (2, BEFORE)):
        with pytest.raises(deliberations.WrongDay):
            correct(issue, street_user, order, on=day)
    with pytest.raises(deliberations.MilitaryInNotice):
        correct(issue, street_user, 2, why="驻街单位甲没到")
    deliberations.end(issue, on=TODAY, outcome="加装", by=street_user, now=NOW)
    correct(issue, street_user, 2)  # a slip of the pen is put right after the end, too
    assert issue.steps.get(order=2).outcome == "不同意"


def test_strangers_and_auditors_correct_nothing(
    client, issue, street_user, other_street_user, auditor
):
    hold(issue, 1, street_user)
    url = f"{issue.get_absolute_url()}steps/{issue.steps.get(order=1).pk}/correct/"
    posted = {"on": TODAY, "people": 1, "outcome": "没有", "notice": "", "why": "改"}
    for user, code in ((other_street_user, 404), (auditor, 403)):
        client.force_login(user)
        assert client.post(url, posted).status_code == code
    client.force_login(street_user)
    waiting = issue.steps.get(order=2).pk
    assert client.get(f"{issue.get_absolute_url()}steps/{waiting}/correct/").status_code == 404
    assert issue.steps.get(order=1).people == 9


def test_what_nothing_is_put_up_of_has_no_public_page(client, issue):
    assert client.get(issue.public_url).status_code == 404


def test_strangers_find_nothing_and_auditors_change_nothing(
    client, issue, other_street_user, auditor
):
    url = f"{issue.get_absolute_url()}end/"
    posted = {"on": TODAY, "outcome": "加装"}
    for user, code in ((other_street_user, 404), (auditor, 403)):
        client.force_login(user)
        assert client.post(url, posted).status_code == code
    assert not Deliberation.objects.get().ended_on


def test_the_register_costs_the_same(
    client, issue, grid, street_user, django_assert_max_num_queries
):
    client.force_login(street_user)
    with django_assert_max_num_queries(9):
        assert "0 / 3" in client.get(LIST).content.decode()
    for number in range(2):
        deliberation(grid, street_user, title=f"议题 {number}")
    with django_assert_max_num_queries(9):
        assert "共 3 件" in client.get(LIST).content.decode()
    for query, count in [("state=running", 3), ("state=ended", 0), ("state=notice", 0)]:
        assert f"共 {count} 件" in client.get(f"{LIST}?{query}").content.decode()
