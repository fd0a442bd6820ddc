"""What is pinned is what the code needs: nothing missing, nothing that must stay out."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

from django.db import connections

ROOT = Path(__file__).parents[2]
ROOMS = ("alliance", "meetings", "projects", "members", "grids", "notices", "common")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(name: str) -> set[str]:
    lines = (ROOT / name).read_text().splitlines()
    return {canonical(line.split("==")[0]) for line in lines if "==" in line}


def imported_by(path: Path) -> set[str]:
    """The outside packages a file imports at run time or for its types."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {*ROOMS, "tests", "scripts", "bench"}


def test_the_rooms_import_only_what_requirements_in_names():
    lines = (ROOT / "requirements.in").read_text().splitlines()
    named = {canonical(re.split(r"[\[=;\s]", line)[0]) for line in lines if line[:1].isalpha()}
    homes = packages_distributions()
    astray = {
        (str(path.relative_to(ROOT)), name)
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for name in imported_by(path)
        if not named & {canonical(home) for home in homes.get(name, [])}
    }
    # kombu is a part of Celery
    assert {place for place in astray if place[1] != "kombu"} == set()


def test_every_pin_is_exact_and_names_no_index():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            assert re.fullmatch(
                r"#.*|-r requirements\.txt|[\w.-]+(\[[\w,]+\])?==[\w.]+(; .+)?", line
            ), line


def test_development_packages_stay_out_of_production():
    assert pinned("requirements.txt") & pinned("requirements-dev.txt") == set()
    assert "pytest" not in pinned("requirements.txt")


def test_psycopg_3_and_brotli_are_not_there():
    """Django would silently prefer psycopg 3; brotli makes the first start ten times slower."""
    assert [name for name in ("psycopg", "brotli", "brotlicffi") if find_spec(name)] == []
    if connections["default"].vendor == "postgresql":
        assert connections["default"].Database.__name__ == "psycopg2"
