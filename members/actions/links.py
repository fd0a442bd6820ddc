"""Personal sign-in links of liaison officers."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from common import audit
from members.actions.errors import NoLinkAllowed
from members.actions.liaisons import revoke_links
from members.models import Liaison, Person, Posting, SignInLink, User

LASTS = timedelta(days=30)


@transaction.atomic
def make_link(person: Person, *, by: User, now: datetime, lasts: timedelta = LASTS) -> str:
    """Make the person's link, revoking the one before, and return its token: it is shown only once.

    Refused for who is no liaison officer, for who holds a posting (a link must not open the staff
    door), and unless every unit the person speaks for is in the scope of `by`. The person's row is
    the lock: of links made at the same time the last one opens.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    _check_allowed(person, by, timezone.localdate(now))
    token = secrets.token_urlsafe(24)
    revoke_links([person.pk], now=now)
    with audit.disable_auditlog():
        link = SignInLink.objects.create(
            person=person,
            token_hash=hash_of(token),
            made_by=by,
            made_at=now,
            expires_at=now + lasts,
        )
    audit.record(link, "make_link", by=by, changes={"expires_at": [None, link.expires_at]})
    return token


def _check_allowed(person: Person, by: User, today: date) -> None:
    current = Liaison.objects.current().filter(person=person)
    if not current.exists():
        raise NoLinkAllowed("该人员已不是联络员，不能生成登录链接。")
    if Posting.objects.on(today).filter(user=person.user_id).exists():
        raise NoLinkAllowed("该人员另有工作账号，请用账号和密码登录，不能生成登录链接。")
    if current.exclude(unit__area__in=by.writable_areas().values("pk")).exists():
        raise NoLinkAllowed("该人员还担任其他区域单位的联络员，请由上级管理员生成登录链接。")


@transaction.atomic
def revoke_link(person: Person, *, by: User, now: datetime) -> None:
    """Revoke the person's link and end the sessions begun with it."""
    revoke_links([person.pk], now=now)
    audit.record(person, "revoke_link", by=by)


def find_link(token: str, *, now: datetime) -> SignInLink | None:
    """The link of a token that still opens, or None, whatever the reason."""
    today = timezone.localdate(now)
    appointed = Liaison.objects.current().filter(person=OuterRef("person"))
    posted = Posting.objects.on(today).filter(user=OuterRef("person__user"))
    live = SignInLink.objects.live(now).filter(Exists(appointed), ~Exists(posted))
    return (
        live.filter(token_hash=hash_of(token), person__user__is_active=True)
        .select_related("person__user")
        .first()
    )


def mark_used(link: SignInLink, *, now: datetime) -> None:
    """Note when the link was last used; signing in changes no record, so nothing is audited."""
    SignInLink.objects.filter(pk=link.pk).update(last_used_at=now)


def hash_of(token: str) -> str:
    """What is stored of a token. 192 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
