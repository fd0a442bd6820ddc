"""What a topic of “today” answers with."""

from typing import NamedTuple


class Todo(NamedTuple):
    """One line of “today”: what, more about it, where it is done, a tag and its tone."""

    what: str
    more: str
    url: str
    tag: str
    tone: str


class Errand(NamedTuple):
    """One card of the phone home: what, more about it, where it is done, its button, its tag."""

    what: str
    more: str
    url: str
    action: str
    tag: str
    tone: str
