"""What the pages of pages.py are about: records of the demonstration district, as URL arguments."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from grids.models import Area, GridPost
from meetings.models import LiaisonReport, Meeting, MeetingRule
from members.actions.links import make_link
from members.models import Alliance, Liaison, MemberUnit, Posting, User
from projects.actions.items import draft
from projects.models import Category, Demand, Item, Resource, Service

STREET = "210211013"


def area(code: str) -> Area:
    return Area.objects.current().get(code=code)


def unit(name: str) -> MemberUnit:
    return MemberUnit.objects.get(name=name)


def user(username: str) -> User:
    return User.objects.get(username=username)


def report(name: str) -> LiaisonReport:
    """This month's report of the unit."""
    return LiaisonReport.objects.filter(unit__name=name).latest("month")


def meeting() -> Meeting:
    ahead = Meeting.objects.filter(starts_at__gt=timezone.now(), status="planned")
    of_street = ahead.filter(rule__alliance__area__code=STREET, rule__alliance__kind="regional")
    return of_street.earliest("starts_at")


def post() -> GridPost:
    return GridPost.objects.filter(area__code=f"{STREET}001001").order_by("pk")[0]


def link_token() -> str:
    """A personal link of an officer whom nobody else follows."""
    person = Liaison.objects.current().get(unit__name="营城子便民服务社").person
    return make_link(person, by=user("district"), now=timezone.now())


def draft_of_officer() -> Item:
    officer, owner = user("liaison"), unit("区第二人民医院")
    found = Resource.objects.filter(unit=owner, status="draft").first()
    return found or draft(
        Resource(
            unit=owner,
            area=owner.area,
            title="门诊楼多功能厅",
            category=Category.objects.get(code="meeting-room"),
            form="venue",
            contact="院办公室",
            phone="0411-87610301",
        ),
        by=officer,
        now=timezone.now(),
    )


def posting() -> Posting:
    return Posting.objects.get(user__username="tutor")


SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "grid": lambda: [area(f"{STREET}001001").uuid],
    "grid 4, no consent": lambda: [area(f"{STREET}001004").uuid],
    "micro-grid": lambda: [area(f"{STREET}001001001").uuid],
    "community": lambda: [area(f"{STREET}001").uuid],
    "street": lambda: [area(STREET).uuid],
    "district": lambda: [area("210211").uuid],
    "post": lambda: [post().uuid],
    "service": lambda: [Service, Service.objects.get(title="免费量血压、测血糖").uuid],
    "public service": lambda: [Service.objects.get(title="免费量血压、测血糖").uuid],
    "public resource": lambda: [Resource.objects.get(title="社区活动室").uuid],
    "demand": lambda: [Demand, Demand.objects.get(title="楼道照明灯老化需要更换").uuid],
    "submitted": lambda: [Resource, Resource.objects.get(status="submitted").uuid],
    "draft": lambda: [Resource, draft_of_officer().uuid],
    "services": lambda: [Service],
    "resources": lambda: [Resource],
    "demands": lambda: [Demand],
    "unit": lambda: [unit("大连湾供电所").uuid],
    "military unit": lambda: [unit("演示某部第1分队").uuid],
    "alliance": lambda: [Alliance.objects.get(area__code=STREET, kind="regional").uuid],
    "account": lambda: [user("tutor").uuid],
    "posting": lambda: [user("tutor").uuid, posting().pk],
    "token": lambda: [link_token()],
    "meeting": lambda: [meeting().uuid],
    "rule": lambda: [MeetingRule.objects.filter(alliance__area__code=STREET)[0].pk],
    "open report": lambda: [report("区第二人民医院").uuid],
    "report": lambda: [report("大连湾供电所").uuid],
}
