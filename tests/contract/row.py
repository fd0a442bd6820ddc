"""One address of the portal: what names a record in it, and who gets which answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

Named = Callable[[Any], dict[str, Any]]  # from a side of the world (home or away)


@dataclass(frozen=True)
class Row:
    """`get` and `post` name policies; None: that method is not served."""

    name: str
    get: str | None = None
    post: str | None = None
    record: Named | None = None
    query: Named | None = None

    def url(self, side: Any) -> str:
        path = reverse(self.name, kwargs=self.record(side) if self.record else None)
        return f"{path}?{urlencode(self.query(side))}" if self.query else path

    @property
    def served(self) -> dict[str, str]:
        """Method → policy."""
        return {m: policy for m, policy in (("GET", self.get), ("POST", self.post)) if policy}

    @property
    def sides(self) -> tuple[str, ...]:
        return ("home", "away") if self.record or self.query else ("home",)


def uuid(of: str) -> Named:
    return lambda side: {"uuid": getattr(side, of).uuid}


def pk(of: str) -> Named:
    return lambda side: {"pk": getattr(side, of).pk}


def item(kind: str, state: str) -> Named:
    return lambda side: {"kind": kind, "uuid": side.items[kind, state].uuid}


def only_uuid(kind: str, state: str) -> Named:
    return lambda side: {"uuid": side.items[kind, state].uuid}


def posting(side: Any) -> dict[str, Any]:
    return {"uuid": side.account.uuid, "key": side.posting.pk}


def batch(name: str) -> Named:
    return lambda side: {"batch": side.batches[name].uuid}


def written(name: str) -> Named:
    return lambda side: {"batch": side.written[name].uuid}


def imports(
    name: str,
    page: str = "STAFF_WRITES",
    upload: str = "OWN_UPLOAD",
    done: str = "OWN_IMPORT",
) -> list[Row]:
    own = batch(name)
    return [
        Row(f"{name}_import", get=page, post=page),
        Row(f"{name}_template", get=page),
        Row(f"{name}_batch", get=upload, record=own),
        Row(f"{name}_annotated", get=upload, record=own),
        Row(f"{name}_write", post=upload, record=own),
        Row(f"{name}_batch", get=done, record=written(name)),
        Row(f"{name}_undo", get=done, post=done, record=written(name)),
    ]
