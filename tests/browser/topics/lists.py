"""The pages of the lists' life: edits, duplicates, what readers say is wrong, rounds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from alliance.demo.lists import TWINS
from members.models import Alliance, User
from projects.actions import rounds
from projects.models import Demand, ItemFlag, Revision, Round, Service

Page = tuple[str, str, str, str]

STREET = "210211013"
STAGES = ("merge", "publish", "claim", "agreed")
PUBLIC: list[Page] = [
    ("projects:flag_item", "public service", "", ""),
    ("projects:flag_done", "public service", "", ""),
]
PHONE: list[Page] = [
    ("home:phone", "", "liaison3", ""),
    ("projects:my_items", "", "liaison", ""),
    ("projects:my_item_confirm", "service", "liaison", ""),
    ("projects:my_item_edit", "service", "liaison", ""),
    ("projects:my_item", "item with an edit", "liaison", ""),
    ("projects:my_revision", "edit", "liaison", ""),
    ("projects:my_flag", "flag", "liaison", ""),
    ("projects:my_round", "call", "liaison", ""),
]
STAFF: list[Page] = [
    ("projects:revision_list", "", "street", ""),
    ("projects:revision", "edit", "street", ""),
    ("projects:revision", "edit", "auditor", ""),
    ("projects:revision_refuse", "edit", "street", ""),
    ("projects:flag_list", "", "street", ""),
    ("projects:flag", "flag", "street", ""),
    ("projects:item", "item with an edit", "street", ""),
    ("projects:item", "merged", "street", ""),
    ("projects:item", "twin", "street", ""),
    ("projects:item_edit", "service", "street", ""),
    ("projects:merge_many", "demands", "street", f"pick={TWINS[0]}&pick={TWINS[1]}"),
    ("projects:merge_many", "services", "street", ""),
    ("projects:round_list", "", "street", ""),
    ("projects:round_open", "", "district", ""),
    ("projects:round", "call", "street", ""),
    *[("projects:round", stage, "street", "") for stage in STAGES],
    ("projects:round", "call", "community", ""),
    ("projects:round_move", "call to merge", "street", ""),
    ("projects:round_agree", "claim", "street", ""),
    ("projects:round_dates", "call", "street", ""),
]
NO_PAGE = {"projects:revision_accept", "projects:my_revision_withdraw"}


def call() -> Round:
    return Round.objects.get(alliance__area__code=STREET, alliance__kind="regional")


def staged(stage: str) -> Round:
    """A round in that stage: the street's, led on in a copy of it that a community holds."""
    by, title = User.objects.get(username="street"), f"征集（{stage}）"
    found = Round.objects.filter(title=title).first()
    return found or _lead(_open(title, by), stage, by)


def _open(title: str, by: User) -> Round:
    """By the alliance of a community of the street which has none yet, with the street's items."""
    free = Alliance.objects.active().filter(street__code=STREET, community__isnull=False)
    today = timezone.localdate()
    return rounds.open_round(
        free.exclude(rounds__in=Round.objects.open()).order_by("area__code")[0],
        title=title,
        submit_by=today + timedelta(days=9),
        claim_by=today + timedelta(days=19),
        by=by,
        now=timezone.now(),
    )


def _lead(made: Round, stage: str, by: User) -> Round:
    now = timezone.now()
    rounds.to_merge(made, by=by)
    if stage == "merge":
        Demand.objects.filter(uuid__in=TWINS).update(round=made)
        return made
    shown = Demand.objects.filter(title="楼道照明灯老化需要更换")
    shown.update(round=made)
    rounds.to_publish(made, by=by, now=now)
    if stage in ("claim", "agreed"):
        rounds.to_claim(made, by=by)
    if stage == "agreed":
        rounds.agree(made, outcome="楼道照明由供电所更换。\n十二月底前办完。", by=by, now=now)
    return made


def edit() -> Revision:
    return Revision.objects.waiting().get(service__title="高龄老人上门换药")


def in_stage(stage: str) -> Callable[[], list[Any]]:
    return lambda: [staged(stage).uuid]


SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "call": lambda: [call().uuid],
    "call to merge": lambda: [call().uuid, "merge"],
    **{stage: in_stage(stage) for stage in STAGES},
    "edit": lambda: [edit().uuid],
    "item with an edit": lambda: [Service, edit().item.uuid],
    "flag": lambda: [ItemFlag.objects.open().get(service__title="陪诊和代取药").uuid],
    "merged": lambda: [Service, Service.objects.get(title="便民理发日").uuid],
    "twin": lambda: [Demand, TWINS[0]],
}
