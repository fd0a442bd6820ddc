"""What the pages of a round 征集 show: who handed in, what there is, what was claimed."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet

from common.dates import day_text
from members.models import MemberUnit, User
from projects.items.duplicates import Alike, alike
from projects.models import Demand, Engagement, Item, Resource, Round, Service

LISTS: tuple[type[Item], ...] = (Demand, Resource, Service)
GIVEN_UP = (Engagement.Status.DECLINED, Engagement.Status.RELEASED)
STAGES = [(status.value, status.label) for status in Round.Status]


class Call(NamedTuple):
    """Units that handed in (and how many items), those that did not, a text to remind them."""

    done: list[tuple[MemberUnit, int]]
    missing: list[MemberUnit]
    text: str

    @property
    def unnamed(self) -> int:
        """Military and police units, which the text leaves out."""
        return sum(unit.is_military for unit in self.missing)


class ListOf(NamedTuple):
    """The round's items of one list, each with what may be the same."""

    kind: type[Item]
    rows: list[tuple[Item, list[Alike]]]

    @property
    def title(self) -> str:
        return str(self.kind._meta.verbose_name)


def steps_of(round_: Round) -> list[tuple[str, str]]:
    """The stage line, as ui/steps.html takes it."""
    order = [value for value, _ in STAGES]
    at = order.index(round_.status)
    over = round_.status == Round.Status.AGREED
    return [
        (label, "done" if n < at or over else "now" if n == at else "")
        for n, (_, label) in enumerate(STAGES)
    ]


def members_of(round_: Round, user: User) -> QuerySet[MemberUnit]:
    """Units of the alliance now, as far as the reader knows them, in the order of their places."""
    rows = MemberUnit.objects.visible_to(user).filter(
        memberships__alliance=round_.alliance_id, memberships__until=None
    )
    return rows.select_related("area").order_by("area__code", "name", "pk")


def handed_in(round_: Round) -> Counter[int]:
    """How many items each unit handed in for the round: no drafts, nothing it withdrew itself."""
    found: Counter[int] = Counter()
    for kind in LISTS:
        rows = kind.objects.filter(round=round_).exclude(status=Item.Status.DRAFT).order_by()
        rows = rows.exclude(status=Item.Status.WITHDRAWN, merged_into=None)
        found.update(dict(rows.values_list("unit").annotate(count=Count("pk"))))
    return found


def call_of(round_: Round, user: User, today: date) -> Call:
    counts, units = handed_in(round_), list(members_of(round_, user))
    missing = [unit for unit in units if not counts[unit.pk]]
    done = [(unit, counts[unit.pk]) for unit in units if counts[unit.pk]]
    return Call(done, missing, _reminder(round_, missing, today))


def _reminder(round_: Round, missing: Iterable[MemberUnit], today: date) -> str:
    """What staff paste into the WeChat group; it leaves the portal, so no military unit is in it.

    It asks, it does not press: who has nothing to offer or to ask need not answer.
    """
    named = [unit.label for unit in missing if not unit.is_military]
    if not named:
        return ""
    due = day_text(round_.submit_by)
    when = f"{due}截止" if round_.submit_by >= today else f"已于 {due}截止，这几天还可以补"
    return (
        f"各位联络员：{round_.title}，{when}。还没有登记的有 {len(named)} 家：{'、'.join(named)}。"
        "单位有能共享的场地、人才、服务，或有需要大家帮忙的事，打开门户“我的待办”就能登记，"
        "一页填完；本轮没有的不用填。谢谢！"
    )


def lists_of(round_: Round, user: User, *statuses: str) -> list[ListOf]:
    """The round's items in these states that the reader sees, list by list, with their likes."""
    found = []
    for kind in LISTS:
        seen = kind.objects.visible_to(user)
        rows = list(seen.filter(round=round_, status__in=statuses).for_list().order_by("title"))
        near = alike(rows, seen)
        found.append(ListOf(kind, [(row, near[row.pk]) for row in rows]))
    return found


def demands_of(round_: Round, user: User) -> QuerySet[Any]:
    """The round's published demands, each with `claimed`: somebody engaged to meet it."""
    held = Engagement.objects.filter(demand=OuterRef("pk")).exclude(status__in=GIVEN_UP)
    rows = Demand.objects.visible_to(user).filter(round=round_, status__in=Item.STANDING)
    return rows.for_list().annotate(claimed=Exists(held)).order_by("claimed", "title", "pk")


def own_items(round_: Round, units: Iterable[MemberUnit]) -> list[Item]:
    """What these units registered for the round."""
    found: list[Item] = []
    for kind in LISTS:
        rows = kind.objects.filter(round=round_, unit__in=units)
        found += rows.exclude(status=Item.Status.WITHDRAWN).order_by("pk")
    return found
