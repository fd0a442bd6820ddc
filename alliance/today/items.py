"""Edits, flags and rounds of the three lists that wait for the reader."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from alliance.here import Here
from alliance.today.shapes import Errand, Todo
from common.dates import day_text
from members.models import User
from projects.directory import CappedCount
from projects.items.owners import left_to_staff
from projects.items.scope import units_of
from projects.models import Demand, Item, ItemFlag, Resource, Revision, Round, Service

LISTS: tuple[type[Item], ...] = (Resource, Service, Demand)
MOST = 1000  # counted up to here


def staff(user: User, here: Here, today: date) -> list[Todo]:
    """Edits to review, reports that no officer took up, calls whose day is over; two queries."""
    edits, flags = _counts(user, today)
    lines = [_overdue(one) for one in _over(user, today)]
    if edits:
        url = f"{reverse('projects:revision_list')}?status=waiting"
        more = "审核前，大家看到的还是原来的内容"
        lines.append(Todo(f"审核条目的修改 {edits} 条", more, url, "待审核", "soon"))
    if flags:
        url = f"{reverse('projects:flag_list')}?state=staff"
        more = "单位没有联络员，或七天没有处理"
        lines.append(Todo(f"核实居民反映的错误 {flags} 条", more, url, "待处理", "soon"))
    return lines


def _counts(user: User, today: date) -> tuple[int, int]:
    """How many edits and flags wait for the user; one query."""
    edits = Revision.objects.waiting().reviewed_by(user)
    flags = left_to_staff(ItemFlag.objects.reviewed_by(user), today)
    counts = {
        name: CappedCount(rows.order_by().values("pk")[:MOST])
        for name, rows in (("edits", edits), ("flags", flags))
    }
    found = User.objects.filter(pk=user.pk).annotate(**counts).values_list(*counts)
    return found.get()


def _over(user: User, today: date) -> list[Round]:
    """Calls of the user's areas whose last day has passed: it is for staff to go on."""
    own = Round.objects.filter(alliance__area__in=user.writable_areas().values("pk"))
    over = Q(status=Round.Status.CALL, submit_by__lt=today)
    over |= Q(status=Round.Status.CLAIM, claim_by__lt=today)
    return list(own.filter(over).select_related("alliance").order_by("submit_by", "pk"))


def _overdue(one: Round) -> Todo:
    what = "提交" if one.status == Round.Status.CALL else "认领"
    return Todo(
        f"{one.title}：{what}截止已过", str(one.alliance), one.get_absolute_url(), "待办", "late"
    )


def phone(user: User, today: date) -> list[Errand]:
    """What readers say is wrong with the unit's items, calls it has not answered; two queries."""
    flags = ItemFlag.objects.open().of_units_of(user).for_list().order_by("raised_at", "pk")
    return [*map(_flag, flags), *(_call(one, today) for one in _calls(user))]


def _flag(flag: ItemFlag) -> Errand:
    what = f"居民反映“{flag.item.title}”：{flag.get_kind_display()}"
    return Errand(what, flag.text, flag.owner_url, "去核实处理", "待处理", "soon")


def _calls(user: User) -> list[Round]:
    """Rounds that call a unit of the officer which has handed in nothing yet."""
    units = units_of(user).values("pk")
    handed = [
        Exists(
            kind.objects.filter(round=OuterRef("pk"), unit__in=units).exclude(
                status=Item.Status.DRAFT
            )
        )
        for kind in LISTS
    ]
    member = {"alliance__memberships__unit__in": units, "alliance__memberships__until": None}
    rows = Round.objects.filter(status=Round.Status.CALL, **member)
    return list(rows.exclude(Q(*handed, _connector=Q.OR)).distinct().order_by("submit_by", "pk"))


def _call(one: Round, today: date) -> Errand:
    left = (one.submit_by - today).days
    tag = f"还有 {left} 天" if left > 0 else "今天截止" if left == 0 else "可以补"
    more = f"{day_text(one.submit_by)}前，登记单位能给的、需要的；没有的不用填。"
    return Errand(one.title, more, one.phone_url, "去登记", tag, "soon" if left < 4 else "go")
