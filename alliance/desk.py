"""The staff home: what needs the reader today, counted from records, each figure opening them."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from grids.calendar import unofficial_years_in_use
from grids.doors import runs_district
from grids.figures import street_table
from grids.models import Area
from meetings.models import LiaisonReport, Meeting
from members.models import Liaison, MemberUnit, Posting, User
from notices.models import Delivery
from projects.models import Demand, Item, Resource, Service

NEXT_MEETINGS = 4
MOST_COMMUNITIES = 12
LISTS: tuple[type[Item], ...] = (Resource, Service, Demand)


class Todo(NamedTuple):
    """One line of “today”: what, more about it, where it is done, a tag and its tone."""

    what: str
    more: str
    url: str
    tag: str
    tone: str


def of(user: User, now: datetime) -> dict[str, Any]:
    """Everything the page shows, in a constant number of queries."""
    today = timezone.localdate(now)
    month = today.replace(day=1)
    here = Here([p.area for p in user.current_postings if p.role in Posting.READERS])
    units, lists, reports = here.units(), here.lists(), here.reports(month, today)
    return {
        "today": today,
        "month": month,
        "kpi": _kpi(units, lists, reports, month),
        "todo": _todo(here, units, lists, reports, today),
        "reports": reports,
        "meetings": _next_meetings(user, now),
        "needs": here.needs(),
        "unofficial": unofficial_years_in_use(now),
        "may_import": runs_district(user),
        "tables": [t for area in here.streets if (t := street_table(area, today))],
    }


def _next_meetings(user: User, now: datetime) -> QuerySet[Meeting]:
    """The next meetings of the alliances nearest to the top of the reader's scope."""
    ahead = Meeting.objects.visible_to(user).ahead(now).for_list()
    return ahead.order_by("rule__alliance__area__level", "starts_at", "pk")[:NEXT_MEETINGS]


class Here:
    """What belongs to the areas a posting is bound to, by their plain columns."""

    def __init__(self, areas: list[Area]) -> None:
        self.areas = areas
        self.keys = [area.pk for area in areas]
        self.streets = [area for area in areas if area.kind == Area.Kind.STREET]

    def within(self, prefix: str = "") -> Q:
        levels = (f"{prefix}{level}__in" for level in ("district", "street", "community"))
        return Q(*[Q(**{level: self.keys}) for level in levels], _connector=Q.OR)

    def units(self) -> dict[str, int]:
        """Active units, and those among them without a liaison officer."""
        officers = Liaison.objects.current().values("unit")
        active = MemberUnit.objects.active().filter(self.within())
        return active.aggregate(
            total=Count("pk"), without_officer=Count("pk", filter=~Q(pk__in=officers))
        )

    def lists(self) -> dict[str, dict[str, int]]:
        """Of each list: published items that reach here, and submitted ones of units from here."""
        status = Item.Status
        return {
            model.KIND: model.objects.filter(self.within() | self.within("unit__")).aggregate(
                published=Count("pk", filter=Q(status=status.PUBLISHED)),
                submitted=Count("pk", filter=Q(status=status.SUBMITTED) & self.within("unit__")),
                lapsed=Count("pk", filter=Q(status=status.LAPSED)),
            )
            for model in LISTS
        }

    def reports(self, month: date, today: date) -> dict[str, int]:
        """The month's reports by state; `late` are all, of any month, that are overdue."""
        status = LiaisonReport.Status
        mine = LiaisonReport.objects.filter(self.within())
        waiting = Q(status__in=[status.OPEN, status.RETURNED])
        of_month = Q(month=month)
        return mine.aggregate(
            total=Count("pk", filter=of_month),
            accepted=Count("pk", filter=of_month & Q(status=status.ACCEPTED)),
            submitted=Count("pk", filter=of_month & Q(status=status.SUBMITTED)),
            waiting=Count("pk", filter=of_month & waiting),
            to_review=Count("pk", filter=Q(status=status.SUBMITTED)),
            late=Count("pk", filter=waiting & Q(due_on__lt=today)),
        )

    def needs(self) -> list[dict[str, Any]]:
        """Communities by their published demands that nobody has met, most first."""
        open_needs = Demand.objects.published().filter(self.within(), community__isnull=False)
        rows = open_needs.values(
            name=F("community__name"), place=F("community__uuid"), above=F("street__name")
        )
        counted = rows.annotate(
            count=Count("pk"), urgent=Count("pk", filter=Q(urgency=Demand.Urgency.URGENT))
        )
        return list(counted.order_by("-count", "community__code")[:MOST_COMMUNITIES])

    def failed(self) -> int:
        """E-mails that could not be delivered to officers of units from here."""
        officers = Liaison.objects.current().filter(self.within("unit__"))
        people = officers.values("person__user")
        return Delivery.objects.failed().filter(notice__recipient__in=people).count()


def _address(name: str, **query: str) -> str:
    path = reverse(name)
    return f"{path}?{urlencode(query)}" if query else path


def _note(word: str, count: int, name: str, **query: str) -> tuple[str, str]:
    """A smaller figure beneath a large one, which opens its records when there are any."""
    return f"{word} {count}", _address(name, **query) if count else ""


def _kpi(
    units: dict[str, int], lists: dict[str, dict[str, int]], reports: dict[str, int], month: date
) -> list[dict[str, Any]]:
    handed_in = reports["accepted"] + reports["submitted"]
    share = 100 * handed_in / reports["total"] if reports["total"] else None
    of_month = f"{month:%Y-%m}"
    figures = [
        {
            "label": "成员单位",
            "value": units["total"],
            "unit": "家",
            "url": _address("members:unit_list"),
            "notes": [
                _note("缺联络员", units["without_officer"], "members:unit_list", officer="none")
            ],
        }
    ]
    figures += [
        {
            "label": model._meta.verbose_name,
            "value": lists[model.KIND]["published"],
            "unit": "项已发布",
            "url": _address(f"projects:{model.KIND}_list", status="published"),
            "notes": [
                _note(word, lists[model.KIND][key], f"projects:{model.KIND}_list", status=key)
                for word, key in (("待审核", "submitted"), ("待确认", "lapsed"))
            ],
        }
        for model in LISTS
    ]
    figures.append(
        {
            "label": f"{month.month} 月联络员月报",
            "value": handed_in,
            "unit": f"/ {reports['total']} 份已交",
            "url": _address("meetings:reports", month=of_month, status="handed"),
            "notes": [
                _note(word, reports[key], "meetings:reports", month=of_month, status=key)
                for word, key in (
                    ("已通过", "accepted"),
                    ("待审核", "submitted"),
                    ("未交", "waiting"),
                )
            ],
            "pct": share,
        }
    )
    return figures


def _todo(
    here: Here,
    units: dict[str, int],
    lists: dict[str, dict[str, int]],
    reports: dict[str, int],
    today: date,
) -> list[Todo]:
    """What waits for the reader, the overdue first; a line with nothing behind it is left out."""
    lines = [
        (
            reports["late"],
            Todo(
                f"催交联络员月报 {reports['late']} 份",
                "名单和可复制的提醒文字已备好",
                _address("meetings:late"),
                "已逾期",
                "late",
            ),
        ),
        (
            reports["to_review"],
            Todo(
                f"审核联络员月报 {reports['to_review']} 份",
                "联络员已提交",
                _address("meetings:reports", status="submitted"),
                "待审核",
                "soon",
            ),
        ),
        *[(lists[model.KIND]["submitted"], _review(model, lists)) for model in LISTS],
        (
            units["without_officer"],
            Todo(
                f"{units['without_officer']} 家单位没有联络员",
                "没有联络员，月报和通知就没有人收",
                _address("members:unit_list", officer="none"),
                "待补充",
                "go",
            ),
        ),
    ]
    if failed := here.failed():
        more = "请核对联络员的邮箱，门户内的提醒不受影响"
        url = _address("members:liaison_list")
        lines.append((failed, Todo(f"{failed} 封提醒邮件未送达", more, url, "未送达", "late")))
    return [todo for count, todo in lines if count]


def _review(model: type[Item], lists: dict[str, dict[str, int]]) -> Todo:
    count = lists[model.KIND]["submitted"]
    url = _address(f"projects:{model.KIND}_list", status="submitted")
    what = f"审核{model._meta.verbose_name} {count} 项"
    return Todo(what, "通过后即对外生效", url, "待审核", "soon")
