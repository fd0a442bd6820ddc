"""Accounts of staff, grid workers, tutors, auditors, and the postings that give them scope."""

import secrets
import string
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import DateField, F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from common import audit
from common.races import first_come
from grids.models import Area
from members.actions.errors import OutOfScope
from members.actions.liaisons import revoke_links
from members.models import Liaison, Posting, SignInLink, User
from members.models.users import UserQuerySet

# No letters or digits that are mistaken for each other when a password is read from paper.
LETTERS = "".join(sorted(set(string.ascii_lowercase + string.digits) - set("il1o0")))


def manageable_by(by: User) -> UserQuerySet:
    """The accounts that `by` may change: a password opens everything its owner may do.

    So whoever also holds a post, or speaks for a unit, outside what `by` administers is left out.
    """
    here, today = by.administered_areas().values("pk"), timezone.localdate()
    posted = Posting.objects.on(today).exclude(area__in=here)
    speaking = Liaison.objects.current().exclude(unit__area__in=here)
    seen = User.objects.visible_to(by).exclude(pk__in=posted.values("user"))
    return seen.exclude(person__in=speaking.values("person"))


def new_password() -> str:
    """An initial password of 16 characters in four groups (79 bits)."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


@first_come()
def open_account(
    *, username: str, name: str, role: str, area: Area, by: User | None, now: datetime
) -> tuple[User, str]:
    """Open an account with its first posting; returns it and its initial password, shown once."""
    password = new_password()
    user = User(username=username.strip().lower(), name=name, password=make_password(password))
    user.full_clean()
    posting = Posting(user=user, role=role, area=area, since=timezone.localdate(now))
    posting.full_clean(exclude={"user"})
    with audit.disable_auditlog():
        user.save()
        posting.save()
    changes = {"username": [None, user.username], "role": [None, role], "area": [None, area.code]}
    audit.record(user, "create", by=by, changes=changes)
    return user, password


@first_come()
def add_posting(user: User, *, role: str, area: Area, by: User | None, now: datetime) -> Posting:
    """Give the account one more role in an area, from today."""
    posting = Posting(user=user, role=role, area=area, since=timezone.localdate(now))
    posting.full_clean()
    with audit.disable_auditlog():
        posting.save()
    # A personal link, or a session begun with one, must not open what the posting opens.
    links = SignInLink.objects.filter(person__user=user, revoked_at=None)
    revoke_links(links.values_list("person", flat=True), now=now)
    audit.record(posting, "create", by=by)
    return posting


@transaction.atomic
def end_posting(posting: Posting, *, by: User | None, now: datetime) -> None:
    """End a posting today; the scope it gave is gone with the next request."""
    today = timezone.localdate(now)
    last = Greatest("since", Value(today, DateField()))
    if Posting.objects.filter(pk=posting.pk, until=None).update(until=last):
        audit.record(posting, "end", by=by, changes={"until": [None, today]})


@transaction.atomic
def reset_password(user: User, *, by: User, now: datetime) -> str:
    """Give the account a new initial password, returned once; its sessions end.

    Raises OutOfScope for an account that has a function outside what `by` administers.
    """
    if not manageable_by(by).filter(pk=user.pk).exists():
        raise OutOfScope
    password = new_password()
    User.objects.filter(pk=user.pk).update(
        password=make_password(password), session_round=F("session_round") + 1
    )
    audit.record(user, "reset_password", by=by)
    return password


@transaction.atomic
def change_password(user: User, password: str) -> None:
    """The owner of the account sets a password of their own; other sessions end."""
    user.password = make_password(password)
    User.objects.filter(pk=user.pk).update(password=user.password)
    audit.record(user, "change_password", by=user)


@transaction.atomic
def change_mail(user: User, email: str) -> None:
    """The owner of the account says where reminders go; "" for nowhere but the inbox."""
    User.objects.filter(pk=user.pk).update(email=email)
    audit.record(user, "change_mail", by=user)
