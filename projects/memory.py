"""What hardly changes and every public page needs, kept in the memory of the process for a minute.

Another process sees a change within SECONDS; the one that made it calls `forget()`.
"""

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")
SECONDS = 60.0


class Remembered(Generic[T]):
    """The value of `load`, read again when it is older than SECONDS. Threads may load it twice."""

    known: "list[Remembered[object]]" = []

    def __init__(self, load: Callable[[], T]) -> None:
        self._load = load
        self._held: tuple[float, T] | None = None
        Remembered.known.append(self)  # type: ignore[arg-type]

    def __call__(self) -> T:
        held = self._held
        if held is None or monotonic() - held[0] > SECONDS:
            self._held = held = (monotonic(), self._load())
        return held[1]

    def forget(self) -> None:
        self._held = None


def forget() -> None:
    """Read everything anew: after an import or a change of categories or areas in this process."""
    for remembered in Remembered.known:
        remembered.forget()
