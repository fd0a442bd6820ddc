"""The bench runs and says all its bars. What it measures is judged by who reads it, not here."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from bench.measure import Row, alternate, table

ROOT = Path(__file__).resolve().parents[2]
LIMITS = [  # bar, limit, whether it is a floor
    ("1 area import", 5, False),
    ("1 area import", 1.5, False),
    ("1 area import", 1.5, False),
    ("2 leaf insert", 0, False),
    ("2 leaf insert", 1.5, False),
    ("3 directory page", 3, False),
    ("3 directory page", 15, False),
    ("4 reminders raised", 1.5, False),
    ("4 reminders raised", 0, False),
    ("5 reminders delivered", 0.8, True),
    ("5 reminders delivered", 0.8, True),
    ("5 reminders delivered", 0.8, True),
    ("6 web worker memory", 80, False),
    ("7 gap job", 1.5, False),
    ("7 gap job", 1.5, False),
    ("7 gap job", 0, False),
    ("8 finder answer", 6, False),
    ("8 finder answer", 6, False),
    ("9 standard table", 1.5, False),
    ("10 candidates of a need", 10, False),
    ("11 nightly suggestions", 40, False),
    ("11 nightly suggestions", 0.99, True),
    ("11 nightly suggestions", 0, False),
    ("10 candidates of a need", 1.3, False),
    ("12 quarter planned", 1.5, False),
    ("12 quarter planned", 0, False),
    ("13 month's reports opened", 1.5, False),
    ("13 month's reports opened", 0, False),
    ("14 reports reminded", 1.5, False),
    ("14 reports reminded", 0, False),
    ("15 report pre-filled", 8, False),
]


def leftovers() -> list[str]:
    """Databases of a bench that has ended."""
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench_%'")
            return [name for (name,) in cursor.fetchall()]
    finally:
        connection.close()


@pytest.mark.contract
def test_every_bar_stands_beside_its_limit(tmp_path):
    results = tmp_path / "results.json"
    run = subprocess.run(
        [sys.executable, "-m", "bench", "--tiny", "--scale", "2", "--results", str(results)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]

    rows = json.loads(results.read_text())["rows"]
    assert [(row["bar"], row["limit"], row["at_least"]) for row in rows] == LIMITS
    assert [row["bar"] for row in rows if row["value"] is None] == []
    counted = [(row["what"], row["value"]) for row in rows if row["limit"] in (0, 3, 6)]
    assert [value for _, value in counted] == [0, 3, 0, 0, 6, 6, 0, 0, 0, 0], counted
    lines = [line for line in run.stdout.splitlines() if line.startswith("| ")]
    assert [line.split(" | ")[0] for line in lines[2:]] == [f"| {bar}" for bar, *_ in LIMITS]
    assert leftovers() == []


def test_it_says_what_it_needs():
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    run = subprocess.run(
        [sys.executable, "-m", "bench"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert run.returncode == 1
    assert run.stderr == "bench: DATABASE_URL is not set; `make bench` starts what is needed\n"


def test_a_row_is_judged_by_its_limit():
    assert Row("b", "w", 5.0, 5).verdict == "ok"
    assert Row("b", "w", 5.01, 5).verdict == "MISSED"
    assert Row("b", "w", 0.8, 0.8, at_least=True).verdict == "ok"
    assert Row("b", "w", 0.79, 0.8, at_least=True).verdict == "MISSED"
    assert Row("b", "w", None, 5).verdict == "not measured"
    assert Row("b", "w", 3.0).verdict == ""


def test_the_table_reads_as_markdown():
    rows = [Row("a", "b", 3.17, 5), Row("c", "d", 0.9, 0.8, at_least=True, note="why")]
    assert table(rows).splitlines() == [
        "| bar | what | measured | limit | verdict |",
        "| --- | --- | --- | --- | --- |",
        "| a | b | 3.17 × | ≤ 5 × | ok |",
        "| c | d (why) | 0.9 × | ≥ 0.8 × | ok |",
    ]


def test_works_run_in_turn_and_the_first_round_is_not_counted():
    ticks, order = iter(range(0, 1000, 1)), []
    taken = alternate(
        {"x": lambda: order.append("x"), "y": lambda: order.append("y")},
        2,
        clock=lambda: float(next(ticks)),
    )
    assert order == ["y", "x", "x", "y", "y", "x"]
    assert taken == {"x": 1.0, "y": 1.0}
