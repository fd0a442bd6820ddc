"""Calendar feeds: made, renewed and stopped by who they belong to."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from common import audit
from meetings.models import CalendarFeed
from meetings.models.feeds import FeedQuerySet
from members.models import Alliance, User

Owner = User | Alliance


def feeds_of(owner: Owner) -> FeedQuerySet:
    """The owner's live feed, one at most."""
    live = CalendarFeed.objects.live()
    return live.filter(user=owner) if isinstance(owner, User) else live.filter(alliance=owner)


@transaction.atomic
def make_feed(owner: Owner, *, by: User, now: datetime) -> str:
    """Make the owner's feed, stopping the one before; returns its token, which is shown once."""
    _hold(owner)
    feeds_of(owner).update(revoked_at=now)
    token = secrets.token_urlsafe(24)
    key = "user" if isinstance(owner, User) else "alliance"
    with audit.disable_auditlog():
        feed = CalendarFeed.objects.create(
            token_hash=hash_of(token), made_by=by, made_at=now, **{key: owner}
        )
    audit.record(feed, "make_feed", by=by)
    return token


@transaction.atomic
def stop_feed(owner: Owner, *, by: User, now: datetime) -> bool:
    """Stop the owner's feed; whether there was one."""
    _hold(owner)
    live = feeds_of(owner).first()
    if live is None:
        return False
    CalendarFeed.objects.filter(pk=live.pk).update(revoked_at=now)
    audit.record(live, "stop_feed", by=by)
    return True


def _hold(owner: Owner) -> None:
    """The owner's row is the lock: of feeds made at the same time the last one is live."""
    if isinstance(owner, User):
        User.objects.select_for_update().get(pk=owner.pk)
    else:
        Alliance.objects.select_for_update().get(pk=owner.pk)


def find_feed(token: str) -> CalendarFeed | None:
    """The live feed of a token, of an account still in use or an alliance still active."""
    live = CalendarFeed.objects.live().filter(token_hash=hash_of(token))
    feed = live.select_related("user", "alliance__area").first()
    if feed is None:
        return None
    if feed.user:
        return feed if feed.user.is_active else None
    assert feed.alliance
    return feed if feed.alliance.ended_on is None else None


def hash_of(token: str) -> str:
    """What is stored of a token. 192 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
