"""A request half written: what a resident typed on the pages before, until it is handed in.

Kept for two hours in the shared cache, encrypted. Its key is made of a token, which stands in the
address, and of the secret of the browser's CSRF cookie: so the pages need no cookie of their own,
the back button works, and an address that is sent on, or was planted by somebody else, opens
nothing in another browser.
"""

import hashlib
import json
import secrets
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache

from common.fields import decrypt, encrypt
from projects.requests.photos import MOST_PHOTOS, SMALL_SIDE, redraw

SECONDS = 2 * 3600
BUSY = 30  # seconds in which a second tap on the last button is the same tap


@dataclass
class Draft:
    """`answers`: what was typed, by page. `photos`: [(key, small JPEG as a data address)]."""

    token: str
    secret: str
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    photos: list[list[str]] = field(default_factory=list)
    number: str = ""  # once it is handed in

    @property
    def _key(self) -> str:
        return _key(self.token, self.secret)

    def save(self) -> None:
        held = {"answers": self.answers, "photos": self.photos, "number": self.number}
        cache.set(self._key, encrypt(json.dumps(held).encode()).decode(), SECONDS)
        cache.set(_last(self.secret), encrypt(self.token.encode()).decode(), SECONDS)

    def answer(self, page: str, values: dict[str, str]) -> None:
        self.answers[page] = values
        self.save()

    @property
    def has_room(self) -> bool:
        return len(self.photos) < MOST_PHOTOS

    def add_photo(self, data: bytes) -> None:
        """Redrawn at once; the file that was sent is kept nowhere. Raises BadPhoto."""
        photo = redraw(data)
        small = b64encode(redraw(photo.data, side=SMALL_SIDE).data).decode()
        key = secrets.token_hex(4)
        cache.set(f"{self._key}:{key}", encrypt(photo.data).decode(), SECONDS)
        self.photos.append([key, f"data:image/jpeg;base64,{small}"])
        self.save()

    def drop_photo(self, key: str) -> None:
        cache.delete(f"{self._key}:{key}")
        self.photos = [photo for photo in self.photos if photo[0] != key]
        self.save()

    def photo_data(self) -> list[bytes]:
        """The JPEGs, as far as the cache still has them."""
        held = (cache.get(f"{self._key}:{key}") for key, _ in self.photos)
        return [decrypt(data.encode()) for data in held if data]

    def take(self) -> bool:
        """Is this the tap that hands it in? False for a second one while the first is at work."""
        return bool(cache.add(f"{self._key}:taken", 1, BUSY))

    def let_go(self) -> None:
        cache.delete(f"{self._key}:taken")

    def hand_in(self, number: str) -> None:
        """Forget everything but the number."""
        for key, _ in self.photos:
            cache.delete(f"{self._key}:{key}")
        self.answers, self.photos, self.number = {}, [], number
        self.save()


def _key(token: str, secret: str) -> str:
    return "ask:" + hashlib.sha256(f"{token} {secret}".encode()).hexdigest()


def _last(secret: str) -> str:
    return "ask-last:" + hashlib.sha256(f"last {secret}".encode()).hexdigest()


def begin(secret: str) -> Draft:
    return Draft(secrets.token_urlsafe(16), secret)


def find(token: str, secret: str) -> Draft | None:
    """The draft of this browser under this token, None when its time is over."""
    held = cache.get(_key(token, secret)) if secret else None
    if held is None:
        return None
    known: dict[str, Any] = json.loads(decrypt(held.encode()))
    return Draft(token, secret, **known)


def forget(draft: Draft | None) -> None:
    """Clear it now: the browser is one that others use, too."""
    if draft:
        draft.hand_in("")
        cache.delete_many([_key(draft.token, draft.secret), _last(draft.secret)])


def last(secret: str) -> Draft | None:
    """What this browser wrote last, as long as it is kept and not handed in."""
    token = cache.get(_last(secret)) if secret else None
    found = find(decrypt(token.encode()).decode(), secret) if token else None
    return found if found and not found.number else None
