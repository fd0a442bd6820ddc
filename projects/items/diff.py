"""What an edit changes, field by field, with the changed words marked."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from projects.items.packed import label, pack, text
from projects.models import Item, Revision

TOKEN = re.compile(r"[0-9A-Za-z]+|.", re.S)  # a number or a Latin word as a whole


class Change(NamedTuple):
    """`now` is what the field says by now, where that is no longer what it said then."""

    label: str
    was: SafeString
    shall: SafeString
    now: str


def changes(revision: Revision, item: Item) -> list[Change]:
    """The fields of an edit, in the order of the form."""
    kind, now = type(item), pack(item, revision.before)
    waits = revision.status == Revision.Status.WAITING
    rows = []
    for name, shall in revision.facts.items():
        was = revision.before[name]
        present = text(kind, name, now[name]) or "（空）" if waits and now[name] != was else ""
        marked = mark(text(kind, name, was), text(kind, name, shall))
        rows.append(Change(label(kind, name), *marked, present))
    return rows


def mark(was: str, shall: str) -> tuple[SafeString, SafeString]:
    """Both texts; what goes is struck out (<del>), what comes is underlined (<ins>)."""
    old, new = TOKEN.findall(was), TOKEN.findall(shall)
    steps = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    gone = [(tag != "equal", "".join(old[a:b])) for tag, a, b, _, _ in steps]
    come = [(tag != "equal", "".join(new[c:d])) for tag, _, _, c, d in steps]
    return _html("del", gone), _html("ins", come)


def _html(tag: str, parts: list[tuple[bool, str]]) -> SafeString:
    marked = "<{0}>{1}</{0}>"
    pieces = (
        format_html(marked, tag, words) if is_new else format_html("{}", words)
        for is_new, words in parts
        if words
    )
    return format_html_join("", "{}", ((piece,) for piece in pieces))
