"""What of this room goes along when an area is merged or split."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import DateField, Q, QuerySet, Value
from django.db.models.functions import Greatest

from common import audit
from grids.followers import Change, Follower, Link, follows, settles
from grids.models import Area
from members.actions.alliances import (
    LEVELS,
    found_regional,
    join_regional,
    leave_regional_elsewhere,
)
from members.models import (
    Alliance,
    AllianceMembership,
    CheckIn,
    CommitteeSeat,
    HouseholdContact,
    MemberUnit,
    PartyOrganization,
    PioneerPost,
    Posting,
    SupportLink,
)

REGIONAL = Alliance.Kind.REGIONAL
WHY = "所在区域合并或拆分，联合体随之终止"


@follows("成员单位")
class Units(Follower):
    """Their alliances follow in `settle_memberships`."""

    model = MemberUnit

    def open(self, day: date) -> QuerySet[Any]:
        return MemberUnit.objects.active()


@follows("党组织")
class Organizations(Follower):
    """An organisation of a unit goes where its unit goes."""

    model = PartyOrganization
    leader = "unit"

    @property
    def rows(self) -> QuerySet[Any]:
        return PartyOrganization.objects.select_related("unit")

    def open(self, day: date) -> QuerySet[Any]:
        return self.rows.filter(ended_on=None)


@follows("联合体")
class Alliances(Follower):
    """A regional alliance ends with its area; its members go over to the one of the successor."""

    model = Alliance

    def open(self, day: date) -> QuerySet[Any]:
        return Alliance.objects.active()

    def duplicates(self, keys: list[int], to: Area | None) -> set[int]:
        return set()  # the area's own alliance ends: there are never two

    def hand_over(self, keys: list[int], to: Area, change: Change) -> None:
        regional = list(Alliance.objects.filter(pk__in=keys, kind=REGIONAL))
        super().hand_over(sorted({*keys} - {one.pk for one in regional}), to, change)
        if regional:
            found_regional(Area.objects.filter(pk=to.pk), on=change.on, by=change.by)
        for old in regional:
            _hand_over(old, Alliance.objects.active().get(area=to, kind=REGIONAL), change)


def _hand_over(old: Alliance, new: Alliance, change: Change) -> None:
    """`old` ends; its organisations and the members that are placed elsewhere go over to `new`."""
    on = change.on
    PartyOrganization.objects.filter(alliance=old, ended_on=None).update(alliance=new)
    Alliance.objects.filter(pk=new.pk, core=None).update(core=old.core_id)
    members = MemberUnit.objects.filter(memberships__alliance=old, memberships__until=None)
    there = new.memberships.filter(until=None).values("unit")
    guests = members.active().exclude(Q(pk__in=there) | _within(change.successors))
    joined = [
        AllianceMembership(alliance=new, unit=unit, since=max(on, new.founded_on))
        for unit in guests
    ]
    AllianceMembership.objects.bulk_create(joined)
    last = Greatest("since", Value(on, DateField()))
    AllianceMembership.objects.filter(alliance=old, until=None).update(until=last)
    seats = CommitteeSeat.objects.filter(alliance=old, until=None)
    seats.filter(status=CommitteeSeat.Status.APPROVED).update(until=last)
    nominated = seats.filter(status=CommitteeSeat.Status.NOMINATED)
    nominated.update(status=CommitteeSeat.Status.REFUSED, reason=WHY)
    ended = Greatest("founded_on", Value(on, DateField()))
    Alliance.objects.filter(pk=old.pk).update(ended_on=ended)
    audit.record(old, "end", by=change.by, changes={"ended_on": [None, on]}, reason=WHY)


def _within(areas: list[Area]) -> Q:
    return Q(
        *(Q(**{f"{area.kind}": area}) for area in areas if area.kind in LEVELS), _connector=Q.OR
    )


@follows("包联")
class Support(Link):
    model = SupportLink

    @property
    def rows(self) -> QuerySet[Any]:
        return SupportLink.objects.select_related("unit", "area", "team")


@follows("先锋岗位")
class Pioneers(Follower):
    model = PioneerPost

    def open(self, day: date) -> QuerySet[Any]:
        return PioneerPost.objects.filter(until=None)


@follows("双报到")
class CheckIns(Follower):
    """Who reported to two communities that become one has reported to it once."""

    model = CheckIn

    @property
    def rows(self) -> QuerySet[Any]:
        return CheckIn.objects.select_related("area", "organization__unit")

    def open(self, day: date) -> QuerySet[Any]:
        return self.rows.exclude(status=CheckIn.Status.REVOKED)

    def settle(self, keys: set[int], to: Area | None, change: Change) -> None:
        twice = CheckIn.objects.filter(pk__in=keys)
        reason = "所在社区合并，已有同一份报到"
        forgotten = {"phone": "", "phone_index": ""}
        twice.update(
            status=CheckIn.Status.REVOKED, revoked_at=change.now, reason=reason, **forgotten
        )
        audit.record_many(twice, "revoke", by=change.by, reason=reason)

    def clash_text(self, keys: set[int], to: Area | None) -> str:
        return ""


@follows("党员联户")
class Contacts(Follower):
    model = HouseholdContact

    @property
    def rows(self) -> QuerySet[Any]:
        return HouseholdContact.objects.select_related("organization__unit")

    def open(self, day: date) -> QuerySet[Any]:
        return self.rows.filter(until=None)


@follows("账号职务")
class Postings(Link):
    """An account's post in the old area goes on in the new one, and the trail says so."""

    model = Posting

    @property
    def rows(self) -> QuerySet[Any]:
        return Posting.objects.select_related("user", "area")

    def name(self, row: Any) -> str:
        return f"{row.user} {row.get_role_display()}"

    def hand_over(self, keys: list[int], to: Area, change: Change) -> None:
        held = list(self.rows.filter(pk__in=keys))
        super().hand_over(keys, to, change)
        pairs = [
            (old.user, {"posting": [str(old), f"{to} {old.get_role_display()}"]}) for old in held
        ]
        audit.record_each(pairs, "posting_moved", by=change.by)


@settles
def settle_memberships(change: Change) -> None:
    """Units belong to the regional alliances of the place they have now.

    Where the area that ended had one, each successor gets one.
    """
    heirs = Area.objects.filter(pk__in=[area.pk for area in change.successors])
    had = Alliance.objects.filter(kind=REGIONAL, area__in=change.ended)
    if had.exists():
        found_regional(heirs, on=change.on, by=change.by)
    keys = MemberUnit.objects.filter(area__in=Area.objects.under(heirs).values("pk"))
    leave_regional_elsewhere(keys, on=change.on)
    join_regional(keys)
