"""Demonstration data: training, exchange, tutors and their rotation. Everybody is invented."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.db import transaction
from django.utils import timezone

from common.dates import midnight
from common.files import check
from meetings.actions import places, rotations, training, tutors, visits
from meetings.models import Assignment, Enrolment, Programme, Session, Tutor
from members.models import Alliance, Liaison, MemberUnit, User

STREET = "210211013"
TUTORS = [  # name, unit, expertise
    ("冯远", "区第二人民医院", "医疗健康、志愿服务"),
    ("宋洁", "大连湾供电所", "安全生产、党员责任区"),
    ("谭军", "滨海港务集团", "国企党建、项目党支部"),
]
NOMINATED = ("吕芳", "大连湾中心小学", "家庭教育、未成年人保护")
FULL, OPEN, OVER = "党员责任区怎么划", "非公企业怎样开好组织生活会", "党的创新理论宣讲"
PEOPLE = {"liaison": ["王敏", "刘洋"], "liaison2": ["陈立", "赵强"], "liaison3": ["孙娜"]}


@transaction.atomic
def stage(now: datetime) -> str:
    """Everything, when there is no programme yet; a line that says how much."""
    if not Programme.objects.exists():
        by = User.objects.get(username="street")
        alliance = Alliance.objects.active().get(area__code=STREET, kind="regional")
        _train(alliance, by, now)
        _tutor(alliance, by, now)
    counts = (Session.objects.count(), Enrolment.objects.count(), Tutor.objects.count())
    return "培训课 {} 次，报名 {} 人，辅导员 {} 人".format(*counts)


def _train(alliance: Alliance, by: User, now: datetime) -> None:
    plan = _programme("党员培训计划", "training", "请专家学者来讲，每季度一次。", alliance, by, now)
    talk = _programme(
        "自贸通才", "exchange", "企业、机关、学校坐到一起，谈办事和人才。", alliance, by, now
    )
    full = _session(plan, FULL, now, days=9, places_=3, lecturer="市委党校 王建华教授")
    _session(talk, OPEN, now, days=16, places_=30, lecturer="")
    over = _session(plan, OVER, now, days=1, places_=40, lecturer="市委宣讲团 李文成")
    for session in (full, over):
        for username, names in PEOPLE.items():
            _sign(session, username, names, now)
    training.add_paper(full, check("责任区划分办法.docx", _docx()), by=by, now=now)
    begun = midnight(timezone.localdate(now) - timedelta(days=6)) + timedelta(hours=14)
    Session.objects.filter(pk=over.pk).update(
        starts_at=begun, ends_at=begun + timedelta(hours=2), sign_up_until=begun.date()
    )
    over.refresh_from_db()
    came = over.enrolments.exclude(name="刘洋").values_list("pk", flat=True)
    training.note_attendance(over, list(came), by=by, now=now)


def _programme(
    name: str, kind: str, text: str, alliance: Alliance, by: User, now: datetime
) -> Programme:
    programme = Programme(name=name, kind=kind, text=text, alliance=alliance)
    return training.begin(programme, by=by, now=now)


def _session(
    programme: Programme, topic: str, now: datetime, *, days: int, places_: int, lecturer: str
) -> Session:
    day = timezone.localdate(now) + timedelta(days=days)
    start = midnight(day) + timedelta(hours=14)
    session = Session(
        programme=programme,
        topic=topic,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        place="街道三楼会议室",
        lecturer=lecturer,
        places=places_,
        sign_up_until=day - timedelta(days=1),
    )
    return training.plan_session(session, by=None, now=now)


def _sign(session: Session, username: str, names: list[str], now: datetime) -> None:
    user = User.objects.get(username=username)
    unit = MemberUnit.objects.get(liaisons__person__user=user, liaisons__until=None)
    places.sign_up(session, unit, names, by=user, now=now)


def _docx() -> bytes:
    """The smallest package that Word opens."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    office = "http://schemas.openxmlformats.org"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{office}/wordprocessingml/2006/main"><w:body>'
        "<w:p><w:r><w:t>党员责任区划分办法（演示）</w:t></w:r></w:p></w:body></w:document>",
    }
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, text in parts.items():
            package.writestr(name, head + text)
    return out.getvalue()


def _tutor(alliance: Alliance, by: User, now: datetime) -> None:
    account = User.objects.get(username="tutor")
    for name, unit, expertise in TUTORS:
        tutor = _nominate(name, unit, expertise, now)
        tutors.approve(tutor, account=account if name == "冯远" else None, by=by, now=now)
    _nominate(*NOMINATED, now)
    period = rotations.periods(timezone.localdate(now))[0]
    pool = rotations.pool_of(alliance, period, timezone.localdate(now))
    rotations.confirm(alliance, period, pool.plan().pairs, seen=pool.seen, by=by, now=now)
    _visit(account, now)


def _nominate(name: str, unit: str, expertise: str, now: datetime) -> Tutor:
    where = MemberUnit.objects.active().named(unit).get()
    officer = Liaison.objects.current().filter(unit=where).select_related("person__user").first()
    facts: dict[str, Any] = {"person": None, "name": name, "expertise": expertise}
    by = officer.person.user if officer else None
    return tutors.nominate(where, by=by, now=now, **facts)


def _visit(account: User, now: datetime) -> None:
    """The tutor of the account has been to one of the units."""
    today: date = timezone.localdate(now)
    first = Assignment.objects.of_tutor(account).on(today).order_by("pk").first()
    if first:
        facts = {"form": "lesson", "topic": "党的创新理论进企业", "outcome": "约好下月再来一次。"}
        visits.note(first, on=today, by=account, now=now, **facts)
