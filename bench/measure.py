"""Measuring side by side: what is compared runs in turn, and only ratios of medians are said."""

import gc
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

Work = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One line of the table: `value` (a ratio, a count, MiB) beside its limit; None: not known.

    `at_least` says that the limit is a floor. A row without a limit is told, not judged.
    """

    bar: str
    what: str
    value: float | None
    limit: float | None = None
    at_least: bool = False
    unit: str = "×"
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not measured"
        if self.limit is None:
            return ""
        ok = self.value >= self.limit if self.at_least else self.value <= self.limit
        return "ok" if ok else "MISSED"

    def as_json(self) -> dict[str, Any]:
        value = None if self.value is None else round(self.value, 3)
        return asdict(self) | {"value": value, "verdict": self.verdict}

    def as_line(self) -> tuple[str, str, str, str, str]:
        value = "—" if self.value is None else f"{self.value:.2f}".rstrip("0").rstrip(".")
        sign = "≥" if self.at_least else "≤"
        limit = "" if self.limit is None else f"{sign} {self.limit:g} {self.unit}".strip()
        shown = value if self.value is None else f"{value} {self.unit}".strip()
        note = f" ({self.note})" if self.note else ""
        return self.bar, self.what + note, shown, limit, self.verdict


def table(rows: list[Row]) -> str:
    """The rows as a table of Markdown."""
    head = ("bar", "what", "measured", "limit", "verdict")
    lines = [head, ("---",) * len(head), *(row.as_line() for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def alternate(
    works: Mapping[str, Work],
    rounds: int,
    *,
    clock: Callable[[], float] = time.perf_counter,
    around: Callable[[str], AbstractContextManager[Any]] = lambda name: nullcontext(),
) -> dict[str, float]:
    """The median time of each work, in seconds of `clock`; each round runs every one once.

    The order turns from round to round, so that nobody always runs after the same neighbour.
    `around(name)` makes ready and cleans up outside the measured time. One round warms up.
    """
    names, taken = list(works), {name: list[float]() for name in works}
    for number in range(rounds + 1):
        for name in names if number % 2 else reversed(names):
            with around(name):
                seconds = timed(works[name], clock)
            if number:
                taken[name].append(seconds)
    return {name: median(times) for name, times in taken.items()}


def timed(work: Work, clock: Callable[[], float] = time.perf_counter) -> float:
    """How long `work` takes, without the garbage of what ran before it."""
    gc.collect()
    started = clock()
    work()
    return clock() - started
