"""Double check-in 双报到: reported by a member or an organisation, confirmed by the community."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from common import audit
from common.fields import blind_index, clean_mobile
from common.lifecycle import move
from common.races import first_come
from grids.models import Area
from members.actions.errors import AreaEnded, HomeElsewhere
from members.actions.people import person_for
from members.actions.rosters import Home, check_stands, set_home
from members.models import CheckIn, PartyOrganization, Person, PioneerPost, User

Status = CheckIn.Status
MEMBER_FACTS = ("name", "home_name", "category", "availability", "skills")
OFFER_FACTS = ("offer", "skills", "availability")


@transaction.atomic
def report_member(
    community: Area,
    *,
    phone: str,
    posts: Iterable[PioneerPost] = (),
    by: User | None,
    now: datetime,
    **facts: Any,
) -> CheckIn | None:
    """An in-service member reports to the community where they live (`facts`: MEMBER_FACTS).

    None when this phone has reported there already: the first report stands untouched, so that
    nobody can write over it, and the caller answers as ever, so that nobody learns of it.
    """
    _check_current(community)
    digits = clean_mobile(phone)
    here = CheckIn.objects.filter(area=community).exclude(status=Status.REVOKED)
    if here.filter(phone_index=blind_index(digits)).exists():
        return None
    check_in = CheckIn(
        area=community, phone=digits, phone_index=blind_index(digits), reported_at=now, **facts
    )
    check_in.full_clean(validate_constraints=False)
    try:
        with transaction.atomic(), audit.disable_auditlog():
            check_in.save()
    except IntegrityError:  # the same phone, in the same moment
        return None
    check_in.posts.set(posts)
    audit.record(check_in, "create", by=by)
    return check_in


@first_come()
def report_organization(
    organization: PartyOrganization,
    community: Area,
    *,
    posts: Iterable[PioneerPost] = (),
    by: User | None,
    now: datetime,
    **facts: Any,
) -> CheckIn:
    """A unit's organisation reports to a community (`facts`: OFFER_FACTS)."""
    check_stands(organization)
    _check_current(community)
    check_in = CheckIn(area=community, organization=organization, reported_at=now, **facts)
    check_in.full_clean()
    with audit.disable_auditlog():
        check_in.save()
    check_in.posts.set(posts)
    audit.record(check_in, "create", by=by)
    return check_in


def _check_current(community: Area) -> None:
    communities = Area.objects.current().filter(kind=Area.Kind.COMMUNITY)
    if not communities.filter(pk=community.pk).exists():
        raise AreaEnded


@first_come()
def confirm(check_in: CheckIn, *, by: User | None, now: datetime) -> list[str]:
    """The community knows them: the person is made or found, the posts are claimed.

    Returns what the reader should know: a post that is full by now is not claimed, and a home
    organisation other than the one noted leaves the noted one. Of two confirmations one meets
    IllegalMove. From here on the phone stands with the person alone.
    """
    said = _leave_full_posts(check_in)
    person = None
    if not check_in.organization_id:
        person = person_for(check_in.name, check_in.phone)
        said += _note_home(person, check_in.home_name, by)
    changes: dict[str, Any] = {"confirmed_at": now, "person": person, "phone": ""}
    move(check_in, Status.CONFIRMED, by=by, **changes)
    return said


def _leave_full_posts(check_in: CheckIn) -> list[str]:
    """Give up the claims on posts without a place left. Holds the posts until the end."""
    claimed = PioneerPost.objects.filter(pk__in=check_in.posts.values("pk")).order_by("pk")
    held = [post.pk for post in claimed.select_for_update(of=("self",))]
    posts = PioneerPost.objects.filter(pk__in=held).with_claims()
    full = [post for post in posts if not post.free or post.until]
    check_in.posts.remove(*full)
    return [f"“{post}”已没有名额，未认领。" for post in full]


def _note_home(person: Person, text: str, by: User | None) -> list[str]:
    try:
        set_home(person, home_named(text), by=by)
    except HomeElsewhere as error:
        return [f"{error.messages[0]}保留原来的登记。"]
    return []


def home_named(text: str) -> Home:
    """The registered organisation of exactly this name, if it is one alone; else the name."""
    found = list(PartyOrganization.objects.public().filter(name=text.strip())[:2])
    return found[0] if len(found) == 1 else text.strip()


@first_come()
def enter_member(community: Area, *, by: User | None, now: datetime, **facts: Any) -> CheckIn:
    """The community itself takes a member in (keywords as report_member): confirmed at once."""
    check_in = report_member(community, by=by, now=now, **facts)
    if check_in is None:
        raise ValidationError({"phone": "这个手机号已向这个社区报到，请在双报到列表里查找。"})
    confirm(check_in, by=by, now=now)
    return check_in


@first_come()
def enter_organization(community: Area, *, by: User | None, now: datetime, **facts: Any) -> CheckIn:
    """The community itself takes an organisation in: confirmed at once."""
    organization = facts.pop("organization")
    check_in = report_organization(organization, community, by=by, now=now, **facts)
    confirm(check_in, by=by, now=now)
    return check_in


def revoke(check_in: CheckIn, *, reason: str, by: User | None, now: datetime) -> None:
    """Undo a check-in, with a reason; its posts are free again. Its phone is forgotten."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤销原因。"})
    changes: dict[str, Any] = {"revoked_at": now, "phone": "", "phone_index": ""}
    move(check_in, Status.REVOKED, by=by, reason=reason.strip(), **changes)


@transaction.atomic
def reveal_phone(check_in: CheckIn, *, reason: str, by: User) -> str:
    """The whole number of a member who waits, to call back; the look is on record with its reason.

    Once confirmed the number is the person's, and is looked up there.
    """
    audit.record(check_in, "reveal", by=by, reason=reason)
    return check_in.phone


@transaction.atomic
def set_hours(check_in: CheckIn, hours: Decimal | None, *, by: User | None) -> None:
    """Note the hours served; voluntary, and compared with nobody's."""
    before = CheckIn.objects.select_for_update(of=("self",)).get(pk=check_in.pk).service_hours
    CheckIn.objects.filter(pk=check_in.pk).update(service_hours=hours)
    check_in.service_hours = hours
    audit.record(check_in, "change", by=by, changes={"service_hours": [before, hours]})
