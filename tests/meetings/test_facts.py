"""What a report is filled with: each record once, a sentence and a link, in constant queries."""

from datetime import date

import pytest

from meetings.actions import reports
from meetings.facts import MOST, facts_of, month_facts, opened_by
from meetings.models import (
    Invitation,
    LiaisonReport,
    Meeting,
    Progress,
    Resolution,
    Undertaking,
    Visit,
)
from members.models import MemberUnit, PartyOrganization
from projects.actions import work_steps
from projects.models import (
    Booking,
    Category,
    Demand,
    Engagement,
    Pairing,
    PairingVisit,
    Request,
    Resource,
    Share,
)
from tests.conftest import START, at
from tests.meetings.training import assign, tutor
from tests.projects.works import project_of

pytestmark = pytest.mark.django_db
NOW = at("2026-11-22")
IN, BEFORE = at("2026-11-05"), at("2026-10-20")


def texts(report, kind: str = "") -> list[str]:
    return [one["text"] for one in facts_of(report, now=NOW) if kind in ("", one["kind"])]


def listed(kind, unit, title, by, **more):
    given = {
        "category": Category.objects.get(code="meals"), "area": unit.area, "contact": "办公室",
        "phone": "0411-87600000", "created_at": IN, "created_by": by, "status": "submitted",
        "submitted_at": IN,
    }  # fmt: skip
    return kind.objects.create(unit=unit, title=title, **given | more)


def engaged(asker, lead, by, **moments) -> Engagement:
    need = listed(Demand, asker, "楼道照明", by, submitted_at=BEFORE)
    given = {"accepted_at": BEFORE, "status": "under_way", "awaits": "helper"} | moments
    one = Engagement.objects.create(
        demand=need, proposed_at=BEFORE, proposed_by=by, touched_at=IN, **given
    )
    Share.objects.create(engagement=one, unit=lead, role="lead", joined_at=BEFORE)
    return one


def asked(unit, by, **more) -> Request:
    given = {
        "number": f"4829156{Request.objects.count():02}", "area": unit.area, "name": "张阿姨",
        "text": "厨房水管漏水", "category": Category.objects.get(code="plumbing"),
        "received_at": IN, "accepted_at": IN, "take_by": date(2026, 11, 6),
        "done_by": date(2026, 11, 16), "unit": unit, "taken_at": IN, "status": "taken",
    }  # fmt: skip
    return Request.objects.create(**given | more)


@pytest.fixture
def full(report, unit, unit2, liaison_user, street_user, category, rule, alliance):
    """Something of every kind in November, and a second of each."""
    fill(report, unit, unit2, street_user, rule, alliance)
    return report


def fill(report, unit, unit2, by, rule, alliance) -> None:
    engaged(unit, unit2, by, accepted_at=IN)
    asked(unit, by)
    room = listed(Resource, unit, "会议室", by, form="venue")
    Booking.objects.create(
        resource=room, unit=unit2, starts_at=IN, ends_at=at("2026-11-05", "11:00"),
        purpose="培训", booked_at=BEFORE, booked_by=by,
    )  # fmt: skip
    project = project_of(unit, by, name=f"项目{Booking.objects.count()}")
    step = work_steps.add_milestone(project, title="装完", due_on=date(2026, 11, 8), by=by)
    work_steps.reach(step, on=date(2026, 11, 8), by=by, now=NOW)
    sides = [
        PartyOrganization.objects.create(
            kind="branch", name=f"支部{owner.pk}-{Booking.objects.count()}", area=owner.area,
            unit=owner, founded_on=START,
        )
        for owner in (unit, unit2)
    ]  # fmt: skip
    pairing = Pairing.objects.create(
        helper=sides[0], helped=sides[1], plan="义诊", since=START, until=date(2027, 1, 1)
    )
    PairingVisit.objects.create(pairing=pairing, on=date(2026, 11, 6), text="义诊", by=by)
    meeting, _ = Meeting.objects.get_or_create(
        rule=rule, period=date(2026, 11, 1), defaults={"starts_at": at("2026-11-10", "14:30")}
    )
    resolution = Resolution.objects.create(
        alliance=alliance,
        meeting=meeting,
        title="修路灯",
        due_on=date(2026, 12, 1),
        announced_at=IN,
    )
    Undertaking.objects.create(resolution=resolution, unit=unit, role="lead")
    Progress.objects.create(resolution=resolution, unit=unit, text="买了灯", at=IN, by=by)


def test_everything_of_the_month_is_told_each_with_its_page(full, unit2):
    assert texts(full) == [
        "对接“楼道照明”（大连湾供电所来办）：11 月 5 日开始对接",
        "接下群众点单（水电维修），11 月 5 日",
        "登记共享资源“会议室”",
        "“会议室”供大连湾供电所使用，11 月 5 日",
        "11 月 6 日结对帮扶走访：义诊",
        "项目“项目1”完成节点“装完”，11 月 8 日",
        "11 月 10 日（周二） 2026 年 11 月联络员工作会议",
        "推进决议“修路灯”：买了灯",
    ]
    facts = facts_of(full, now=NOW)
    assert all(one["staff"].startswith("/w/") for one in facts)
    assert all(one["url"].startswith("/l/") for one in facts if one["kind"] != "visit")
    assert len({one["key"] for one in facts}) == len(facts)


def test_what_its_tutor_did_at_the_unit_is_told_to_it_alone(report, unit, unit2, street_user):
    one = tutor(unit2, "宋老师", by=street_user)
    held = assign(one, unit, one.unit.memberships.get().alliance)
    for topic, day in (("党史", date(2026, 11, 6)), ("上个月的", date(2026, 10, 30))):
        Visit.objects.create(
            assignment=held, on=day, form="forum", topic=topic, noted_at=NOW, noted_by=street_user
        )
    assert texts(report, "tutoring") == ["11 月 6 日一对一辅导（座谈会）：党史"]
    assert texts(LiaisonReport.objects.get(unit=unit2), "tutoring") == []


def test_a_resolution_is_told_once_its_minutes_are_issued(full):
    Resolution.objects.update(announced_at=None)
    assert texts(full, "resolution") == []


def test_the_queries_are_few_and_do_not_grow(
    full, unit, unit2, street_user, rule, alliance, django_assert_max_num_queries
):
    counts = []
    for more in (0, 2):
        for _ in range(more):
            Demand.objects.update(title="别的")
            fill(full, unit, unit2, street_user, rule, alliance)
        held = LiaisonReport.objects.select_related("unit").get(pk=full.pk)
        with django_assert_max_num_queries(MOST) as captured:
            facts = facts_of(held, now=NOW)
        counts.append(len(captured))
    assert len(facts) > 16
    assert len(set(counts)) == 1


def test_the_other_side_tells_of_the_same_engagement(full, unit2):
    other = LiaisonReport.objects.get(unit=unit2)
    assert texts(other, "engagement") == ["对接“楼道照明”（为区第二医院）：11 月 5 日开始对接"]
    assert texts(other, "booking") == ["使用区第二医院的“会议室”，11 月 5 日"]
    keys = [{f["key"] for f in facts_of(one, now=NOW)} for one in (full, other)]
    assert keys[0] & keys[1]


def test_an_engagement_that_went_all_the_way_is_one_fact(
    report, unit, unit2, liaison_user, category
):
    engaged(
        unit2, unit, liaison_user, accepted_at=IN, reported_at=at("2026-11-08"), outcome="换好了",
        confirmed_at=at("2026-11-09"), confirmed_by=liaison_user, rating="good", status="confirmed",
    )  # fmt: skip
    (said,) = texts(report)
    assert said == (
        "对接“楼道照明”（为大连湾供电所）："
        "11 月 5 日开始对接，11 月 8 日报告办成，11 月 9 日确认办成"
    )


def test_what_lies_outside_the_month_or_fell_through_is_not_told(
    report, unit, unit2, liaison_user, category
):
    engaged(unit, unit2, liaison_user)
    engaged(unit2, unit, liaison_user, accepted_at=IN, status="released", reason="没时间")
    asked(unit, liaison_user, taken_at=BEFORE)
    listed(Resource, unit, "会议室", liaison_user, form="venue", submitted_at=BEFORE)
    assert texts(report) == []


def test_a_request_is_told_without_a_word_of_its_resident(report, unit, liaison_user, category):
    one = asked(unit, liaison_user, taken_at=BEFORE, done_at=IN, outcome="给张阿姨换了龙头",
                status="done", closed_at=IN)  # fmt: skip
    (fact,) = facts_of(report, now=NOW)
    assert fact["text"] == "办结群众点单（水电维修），11 月 5 日"
    for secret in ("张阿姨", "水管", one.number):
        assert secret not in str(fact)


def test_an_item_handed_in_and_published_in_one_month_is_one_fact(
    report, unit, liaison_user, category
):
    listed(
        Resource, unit, "会议室", liaison_user, form="venue", status="published",
        published_at=IN, reviewed_by=liaison_user, last_confirmed=date(2026, 11, 5),
        valid_until=date(2027, 2, 1),
    )  # fmt: skip
    assert texts(report) == ["发布共享资源“会议室”"]


def test_a_room_used_often_is_one_fact_and_what_an_engagement_uses_is_not_told_again(
    report, unit, unit2, liaison_user, category
):
    room = listed(Resource, unit, "会议室", liaison_user, form="venue", submitted_at=BEFORE)
    one = engaged(unit2, unit, liaison_user, accepted_at=IN)
    for day, of in (("2026-11-03", None), ("2026-11-04", None), ("2026-11-05", one)):
        Booking.objects.create(
            resource=room, unit=unit2, starts_at=at(day), ends_at=at(day, "11:00"),
            engagement=of, purpose="培训", booked_at=BEFORE, booked_by=liaison_user,
        )  # fmt: skip
    assert texts(report, "booking") == ["“会议室”供大连湾供电所使用2 次"]


def test_once_attendance_is_taken_only_who_came_tells_of_the_meeting(report, unit, unit2, rule):
    meeting = Meeting.objects.create(
        rule=rule, period=date(2026, 11, 1), starts_at=at("2026-11-10", "14:30")
    )
    other = LiaisonReport.objects.get(unit=unit2)
    assert len(texts(report)) == len(texts(other)) == 1
    Invitation.objects.create(meeting=meeting, unit=unit2)
    Invitation.objects.create(meeting=meeting, unit=unit, attended_at=IN, attended_how="list")
    assert texts(report) == ["参加 11 月 10 日（周二） 2026 年 11 月联络员工作会议"]
    assert texts(other) == []


def test_what_the_officer_leaves_out_stays_out_when_handed_in(full, liaison_user):
    first = month_facts(full, now=NOW)[0]
    reports.leave_out(full, first["key"], out=True, texts={"plans": "义诊"}, by=liaison_user)
    full.refresh_from_db()
    assert (full.left_out, full.plans) == ([first["key"]], "义诊")
    held = {name: getattr(full, name) for name in full.TEXTS}
    reports.submit(full, held, no_change=False, by=liaison_user, now=NOW)
    full.refresh_from_db()
    assert len(full.facts) == 7
    assert first["key"] not in [one["key"] for one in full.facts]

    Demand.objects.update(title="改了名")
    full.refresh_from_db()
    assert "会议室" in str(full.facts)  # frozen as it was


def test_leaving_out_is_one_tap_and_can_be_taken_back(client, full, liaison_user):
    client.force_login(liaison_user)
    key = month_facts(full, now=NOW)[0]["key"]
    typed = dict.fromkeys(full.TEXTS, "") | {"plans": "义诊"}
    answer = client.post(full.phone_url, typed | {"leave_out": key})
    assert answer.url == f"{full.phone_url}#facts"
    page = client.get(full.phone_url).text
    assert "<s>对接“楼道照明”" in page
    assert "义诊</textarea>" in page
    assert "对接“楼道照明”" not in client.get(full.check_url).text
    client.post(full.phone_url, typed | {"take_in": key})
    assert LiaisonReport.objects.get(pk=full.pk).left_out == []


def test_staff_open_the_records_they_may_and_others_none(
    full, liaison_user, street_user, community_user, other_street_user
):
    reports.submit(full, dict.fromkeys(full.TEXTS, ""), no_change=True, by=liaison_user, now=NOW)
    full.refresh_from_db()
    assert all(url for _, url in opened_by(full, street_user))
    shut = [text for text, url in opened_by(full, community_user) if not url]
    assert shut == ["11 月 10 日（周二） 2026 年 11 月联络员工作会议"]
    assert not any(url for _, url in opened_by(full, other_street_user))


def test_a_military_partner_goes_by_its_alias(report, unit, military_unit, liaison_user, category):
    engaged(unit, military_unit, liaison_user, accepted_at=IN)
    (fact,) = texts(report)
    assert "驻街单位甲来办" in fact
    assert MemberUnit.objects.get(type="military").name not in fact
