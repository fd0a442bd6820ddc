"""Accept, dispatch, pass on, take, return, note, done: what each does, refuses, and leaves."""

from datetime import date

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from common.lifecycle import IllegalMove
from grids.models import Area
from projects.actions import dispatch as actions
from projects.actions.requests import reopen, withdraw
from projects.military import A_UNIT
from projects.models import Category, Request
from projects.requests.holders import of_unit, of_volunteers
from tests.conftest import START, at
from tests.projects.dispatching import ALL, NOW, TERMS, asked, by_grid, by_team, led

Status = Request.Status


@pytest.fixture
def request_(grid):
    return asked(grid)


def last(request):
    return request.steps.latest("pk")


def trail(request):
    """What the audit trail holds of it: (verb, status from and to, who)."""
    return [
        (entry.additional_data["verb"], (entry.changes or {}).get("status"), str(entry.actor))
        for entry in LogEntry.objects.get_for_object(request).order_by("pk")
    ]


def test_accepted_it_has_a_public_title_and_a_term(request_, community_user):
    actions.accept(
        request_, title="海青社区 水电维修", words="已安排。", by=community_user, now=NOW
    )

    request_.refresh_from_db()
    assert (request_.status, request_.public_title) == ("accepted", "海青社区 水电维修")
    assert (request_.accepted_at, request_.done_by) == (NOW, date(2026, 11, 19))
    step = last(request_)
    assert (step.verb, step.by_label, step.due_on) == ("accept", "海青社区", date(2026, 11, 19))
    assert (step.public_text, step.internal_note) == ("已安排。", "")
    assert trail(request_)[-1] == ("move", ["received", "accepted"], "孙丽")


@pytest.mark.parametrize("name", ["某部警卫连", "驻街单位甲"])
def test_no_public_title_names_a_military_unit(request_, military_unit, name):
    with pytest.raises(ValidationError, match="军警单位"):
        actions.accept(request_, title=f"{name}门口的路灯", by=None, now=NOW)
    assert Request.objects.get().status == "received"


@pytest.mark.parametrize("number", ["13812345678", "138 1234 5678"])
def test_no_public_title_holds_a_phone(request_, number):
    with pytest.raises(ValidationError, match="电话号码"):
        actions.accept(request_, title=f"厨房漏水 {number}", by=None, now=NOW)
    assert Request.objects.get().status == "received"


def test_accepting_sets_category_and_place_right(request_, community, street_user):
    other = Area.objects.create(
        kind="grid", code="210211013001002", name="第2网格", parent=community, valid_from=START
    )
    Category.objects.filter(code="locks").update(done_days=2)
    locks = Category.objects.get(code="locks")
    actions.accept(request_, title="开锁", category=locks, area=other, by=street_user, now=NOW)

    request_.refresh_from_db()
    assert (request_.category, request_.area, request_.community) == (locks, other, community)
    assert request_.done_by == date(2026, 11, 12)
    assert last(request_).by_label == "大连湾街道"


def test_declined_the_resident_reads_whom_to_ask(request_, community_user):
    words = "路灯归区城管，请拨打 12345。"
    actions.decline(
        request_,
        reason="不属于社区能办的事",
        words=words,
        note="已转区城管",
        by=community_user,
        now=NOW,
    )

    request_.refresh_from_db()
    assert (request_.status, request_.reason, request_.closed_at) == (
        "declined", "不属于社区能办的事", NOW,
    )  # fmt: skip
    assert (last(request_).public_text, last(request_).internal_note) == (words, "已转区城管")


@pytest.mark.parametrize("facts", [{"reason": "", "words": "x"}, {"reason": "其他", "words": " "}])
def test_declining_needs_a_reason_and_words(request_, facts):
    with pytest.raises(ValidationError):
        actions.decline(request_, by=None, now=NOW, **facts)
    assert Request.objects.get().status == "received"


def test_dispatched_to_whom_and_by_when(request_, unit, community_user):
    led(request_, "accepted")
    actions.dispatch(request_, of_unit(unit), note="先打电话", by=community_user, now=NOW, **TERMS)

    request_.refresh_from_db()
    assert (request_.status, request_.unit, request_.take_by) == (
        "dispatched", unit, date(2026, 11, 11),
    )  # fmt: skip
    step = last(request_)
    assert (step.verb, step.by_label, step.to_label) == ("dispatch", "海青社区", "区第二医院")
    assert (step.due_on, step.internal_note) == (date(2026, 11, 19), "先打电话")


def test_a_military_unit_is_not_named_to_residents(request_, military_unit, community_user):
    led(request_, "accepted")
    actions.dispatch(request_, of_unit(military_unit), by=community_user, now=NOW, **TERMS)
    actions.take(request_, by=None, now=NOW)

    step = request_.steps.get(verb="dispatch")
    assert (step.to_label, step.internal_note) == (A_UNIT, "（交给：驻街单位甲）")
    public = " ".join(f"{s.by_label}{s.to_label}{s.public_text}" for s in request_.steps.all())
    assert "驻街单位甲" not in public
    assert "某部" not in public


def test_a_unit_with_a_long_name_still_fits(request_, unit):
    unit.name = "甲" * 100
    unit.save()
    led(request_, "dispatched", of_unit(unit))

    assert last(request_).to_label == "甲" * 60


def test_passed_on_it_waits_for_the_new_holder(request_, unit, grid_user, community_user):
    led(request_, "taken", of_unit(unit))
    actions.dispatch(request_, by_grid(grid_user), by=community_user, now=NOW, **TERMS)

    request_.refresh_from_db()
    assert (request_.status, request_.unit, request_.worker, request_.taken_at) == (
        "dispatched", None, grid_user, None,
    )  # fmt: skip
    step = last(request_)
    assert (step.verb, step.to_label) == ("pass_on", "第1网格网格员")
    assert trail(request_)[-1] == ("move", ["taken", "dispatched"], "孙丽")


def test_reopened_and_dispatched_again_it_is_not_done_any_more(request_, grid_user):
    led(request_, "reopened")
    actions.dispatch(request_, by_grid(grid_user), by=None, now=NOW, **TERMS)

    request_.refresh_from_db()
    assert (request_.done_at, request_.closed_at, request_.outcome) == (None, None, "")
    assert (request_.solved, request_.reopened) == (False, 1)
    assert last(request_).verb == "dispatch"


def test_taken_by_the_holder_in_its_own_name(request_, grid_user):
    led(request_, "dispatched", by_grid(grid_user))
    actions.take(request_, by=grid_user, now=at("2026-11-11"))

    request_.refresh_from_db()
    assert (request_.status, request_.taken_at) == ("taken", at("2026-11-11"))
    assert (last(request_).verb, last(request_).by_label) == ("take", "第1网格网格员")


def test_an_officer_s_unit_is_named_not_the_officer(request_, unit, liaison_user):
    led(request_, "dispatched", of_unit(unit))
    actions.take(request_, by=liaison_user, now=NOW)

    assert last(request_).by_label == "区第二医院"


@pytest.mark.parametrize("status", ["dispatched", "taken"])
def test_returned_the_community_has_it_again(request_, unit, liaison_user, status):
    led(request_, status, of_unit(unit))
    actions.give_back(
        request_, reason="不归我们管", words="另行安排。", note="找物业", by=liaison_user, now=NOW
    )

    request_.refresh_from_db()
    assert (request_.status, request_.unit, request_.take_by, request_.taken_at) == (
        "accepted", None, None, None,
    )  # fmt: skip
    assert (request_.reason, request_.done_by) == ("不归我们管", TERMS["done_by"])
    step = last(request_)
    assert (step.by_label, step.to_label, step.public_text) == (
        "区第二医院", "海青社区", "另行安排。",
    )  # fmt: skip
    assert step.internal_note == "不归我们管：找物业"


def test_done_in_words_for_the_resident_who_alone_says_whether_it_is(request_, grid_user):
    led(request_, "taken", by_grid(grid_user))
    actions.done(request_, outcome="换了阀门。", note="花费 20 元", by=grid_user, now=NOW)

    request_.refresh_from_db()
    assert (request_.status, request_.outcome, request_.closed_at) == ("done", "换了阀门。", NOW)
    assert request_.solved is None
    assert (last(request_).public_text, last(request_).internal_note) == (
        "换了阀门。",
        "花费 20 元",
    )


def test_a_note_says_how_it_goes_and_changes_nothing(request_, grid_user):
    led(request_, "taken", by_grid(grid_user))
    actions.note(request_, words="配件明天到。", note="已订货", by=grid_user, now=NOW)

    assert Request.objects.get().status == "taken"
    assert (last(request_).public_text, last(request_).internal_note) == ("配件明天到。", "已订货")
    assert trail(request_)[-1] == ("note", None, "网格员甲")
    with pytest.raises(ValidationError):
        actions.note(request_, words=" ", by=grid_user, now=NOW)


@pytest.mark.parametrize("status", sorted(set(ALL) - actions.NOTED))
def test_nothing_is_noted_before_it_is_accepted_or_after_its_end(request_, status):
    led(request_, status)

    with pytest.raises(actions.NotUnderWay):
        actions.note(request_, words="x", by=None, now=NOW)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"take_by": date(2026, 11, 9)}, "take_by"),
        ({"done_by": date(2026, 11, 10)}, "done_by"),
    ],
)
def test_a_term_must_lie_ahead(request_, facts, field):
    led(request_, "accepted")
    with pytest.raises(actions.ImpossibleTerm) as refused:
        actions.dispatch(request_, by_team(), by=None, now=NOW, **TERMS | facts)
    assert list(refused.value.message_dict) == [field]


def test_who_cannot_hold_it_is_refused(request_, other_unit, unit, grid_user):
    led(request_, "accepted")
    gone = by_grid(grid_user)
    grid_user.postings.update(until=date(2026, 11, 1))
    unit.left_on = date(2026, 11, 1)
    unit.save()
    for holder in (of_unit(other_unit), of_unit(unit), gone, of_volunteers("")):
        with pytest.raises(actions.WrongHolder):
            actions.dispatch(request_, holder, by=None, now=NOW, **TERMS)
    assert Request.objects.get().status == "accepted"


def test_passing_on_to_who_has_it_is_refused(request_, unit):
    led(request_, "taken", of_unit(unit))
    with pytest.raises(actions.SameHolder):
        actions.dispatch(request_, of_unit(unit), by=None, now=NOW, **TERMS)
    assert Request.objects.get().status == "taken"


WAYS = {
    "accepted": lambda r, **w: actions.accept(r, title="x", **w),
    "declined": lambda r, **w: actions.decline(r, reason="其他", words="x", **w),
    "dispatched": lambda r, **w: actions.dispatch(r, of_volunteers("另一支队"), **TERMS, **w),
    "taken": actions.take,
    "returned": lambda r, **w: actions.give_back(r, reason="其他", **w),
    "done": lambda r, **w: actions.done(r, outcome="x", **w),
}


def legal(status, way):
    if way == "returned":
        return status in ("dispatched", "taken")
    if way == "accepted":
        return status == "received"
    return way in Request.MOVES.get(status, ())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("status", ALL)
def test_only_the_moves_of_the_lifecycle_are_made(request_, status, way):
    led(request_, status)
    before, steps = Request.objects.values().get(), request_.steps.count()
    if legal(status, way):
        WAYS[way](request_, by=None, now=NOW)
        assert Request.objects.get().status == ("accepted" if way == "returned" else way)
        return
    with pytest.raises(IllegalMove):
        WAYS[way](request_, by=None, now=NOW)
    assert Request.objects.values().get() == before
    assert request_.steps.count() == steps


@pytest.mark.parametrize("way", ["dispatched", "taken", "returned"])
def test_a_stale_tab_cannot_undo_what_another_did(request_, unit, unit2, way):
    """One page loaded the request before it was passed on, and posts after."""
    led(request_, "dispatched", of_unit(unit))
    stale = Request.objects.get()
    seen = actions.seen_as(stale)
    actions.dispatch(request_, of_unit(unit2), by=None, now=NOW, **TERMS)

    with pytest.raises(IllegalMove):
        WAYS[way](stale, by=None, now=NOW)
    with pytest.raises(actions.MovedMeanwhile):
        WAYS[way](Request.objects.get(), seen=seen, by=None, now=NOW)
    assert (Request.objects.get().status, Request.objects.get().unit) == ("dispatched", unit2)


def test_a_report_from_an_earlier_turn_does_not_count_for_this_one(request_, unit):
    led(request_, "taken", of_unit(unit), now=at("2026-11-10", "08:00"))
    seen = actions.seen_as(request_)
    actions.give_back(request_, reason="其他", by=None, now=NOW)
    actions.dispatch(request_, of_unit(unit), by=None, now=NOW, **TERMS)
    actions.take(request_, by=None, now=at("2026-11-11"))

    with pytest.raises(actions.MovedMeanwhile):
        actions.done(request_, outcome="x", seen=seen, by=None, now=at("2026-11-11"))


def test_accept_and_dispatch_is_both_or_neither(request_, unit, other_unit):
    more = {"accepted": {"title": "海青社区 水电维修"}, "dispatched": TERMS}
    with pytest.raises(actions.WrongHolder):
        actions.accept_and_dispatch(request_, of_unit(other_unit), by=None, now=NOW, **more)
    fresh = Request.objects.get()
    assert (fresh.status, fresh.steps.count()) == ("received", 1)

    actions.accept_and_dispatch(fresh, of_unit(unit), by=None, now=NOW, **more)
    assert [step.verb for step in fresh.steps.all()] == ["receive", "accept", "dispatch"]


def test_a_look_at_the_number_is_on_record(request_, community_user):
    assert actions.reveal_phone(request_, reason="约上门时间", by=community_user) == "13812345678"
    assert trail(request_)[-1] == ("reveal", None, "孙丽")


def test_the_trail_holds_nothing_of_the_resident(request_, unit):
    led(request_, "done", of_unit(unit))
    kept = str(list(LogEntry.objects.values_list("changes", "object_repr", "additional_data")))
    for word in ("张阿姨", "13812345678", "漏水", "3 幢"):
        assert word not in kept


def test_what_a_resident_wants_done_again_can_be_given_back_and_withdrawn(request_):
    who = {"by": None, "now": NOW}
    led(request_, "done")
    reopen(request_, missing="三楼还不亮", seen=request_.done_at, now=NOW)
    actions.dispatch(request_, by_team(), **TERMS, **who)

    actions.give_back(request_, reason="不归我们管", **who)
    request_.refresh_from_db()
    assert (request_.status, request_.solved) == ("accepted", False)
    withdraw(request_, now=NOW)
    assert Request.objects.get().status == "withdrawn"
