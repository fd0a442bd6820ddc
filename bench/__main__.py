"""`make bench SCALE=1`: every bar beside its limit, measured in one run; see docs/performance.md.

Needs DATABASE_URL (a PostgreSQL server where databases may be made) and REDIS_URL; `make bench`
brings private ones. Ends with 0 also when a bar is missed: it measures, tests judge.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import django

from bench.measure import Row, table
from bench.stage import Stage, own_databases

BARS = (
    "area_import",
    "leaf_insert",
    "directory_page",
    "reminders",
    "web_memory",
    "coverage",
    "standard_table",
    "matching",
    "institutions",
)
RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    options = arguments()
    for name in ("DATABASE_URL", "REDIS_URL"):
        if not os.environ.get(name):
            sys.exit(f"bench: {name} is not set; `make bench` starts what is needed")
    with own_databases() as (one, every):
        django.setup()
        stage = Stage(options.scale, one, every, options.tiny)
        rows = list(measured(stage, options.only))
    print(f"\n{table(rows)}")
    facts = {"scale": options.scale, "tiny": options.tiny, "rows": [row.as_json() for row in rows]}
    options.results.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--scale", type=int, default=1, help="districts of 3,215 areas")
    parser.add_argument("--only", choices=BARS, nargs="*", default=BARS)
    parser.add_argument("--tiny", action="store_true", help="see that it runs; means nothing")
    parser.add_argument("--results", type=Path, default=RESULTS)
    return parser.parse_args()


def measured(stage: Stage, only: list[str]) -> Iterator[Row]:
    """Load the districts, then measure bar after bar. Modules need settings: imported by name."""
    say(f"loading {stage.scale} district(s)")
    import_module("bench.data").load(stage)
    for name in only:
        say(name)
        for row in import_module(f"bench.{name}").bars(stage):
            say("  " + "  ".join(row.as_line()))
            yield row


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
