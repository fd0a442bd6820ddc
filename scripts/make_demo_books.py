#!/usr/bin/env python3
"""Writes the workbooks of the demonstration district into alliance/demo/books/.

Streets, figures and their source are those of the published study of Dalianwan street; villages,
communities, grids, units, people and phone numbers are invented. Run it after changing the data:

    .venv/bin/python scripts/make_demo_books.py
"""

import csv
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")

import django  # noqa: E402

django.setup()

from common.sheets import Importer, write_sheet  # noqa: E402
from grids.importers import (  # noqa: E402
    AreaImport,
    FiguresImport,
    PostImport,
    StationImport,
    TeamImport,
)
from members.credit_code import check_digit  # noqa: E402
from members.importers import LiaisonImport, OrganizationImport, UnitImport  # noqa: E402
from projects.importers.lists import IMPORTERS  # noqa: E402
from projects.models import Demand, Resource, Service  # noqa: E402
from scripts import demo_organizations  # noqa: E402
from scripts.demo_names import (  # noqa: E402
    DALIANWAN,
    ESTATES,
    OTHERS,
    STREETS,
    communities,
    person,
)

BOOKS = ROOT / "alliance" / "demo" / "books"
START = date(2026, 1, 1)
TERM, TERM_SOON = date(2028, 12, 31), date(2026, 12, 15)  # of posts: the second is to be renewed
STUDY = "史艺军、梁宇：《城乡结合部区域化党建联合体》，2019 年（街道申报数）"
DISTRICT = "210211"


def grids() -> Iterator[tuple[str, str, str]]:
    """(code, name, boundary) of every grid."""
    for place, (code, name, setting, _) in enumerate(communities()):
        count = 6 if name == "海青社区" else 2 if setting == "rural" else 3
        for number in range(1, count + 1):
            first = (number - 1) * 8 + 1
            if setting == "rural":
                side = "东西南北"[number - 1]
                where = f"{name}{side}片 {(number - 1) * 60 + 1}–{number * 60} 号"
            else:
                where = f"{ESTATES[(place + number - 1) % len(ESTATES)]} {first}–{first + 7} 幢"
            yield f"{code}{number:03}", f"第 {number} 网格", where


def areas() -> Iterator[dict[str, Any]]:
    """In force since the year began, so that a change made today leaves its history."""
    return ({**row, "valid_from": START} for row in places())


def places() -> Iterator[dict[str, Any]]:
    yield {"code": DISTRICT, "name": "甘井子区", "kind": "district"}
    for code, name in STREETS.items():
        yield {"code": code, "name": name, "kind": "street", "parent": DISTRICT}
    for code, name, setting, street in communities():
        kind = {"kind": "community", "parent": street}
        yield {"code": code, "name": name, "setting": setting, **kind}
    for code, name, boundary in grids():
        rural = {"setting": "rural"} if code[9:12] > "200" else {}
        yield {"code": code, "name": name, "boundary": boundary, "kind": "grid", **rural}
    first = f"{DALIANWAN}001001"
    for number in range(1, 5):
        where = f"{ESTATES[0]} {2 * number - 1}–{2 * number} 幢"
        micro = {"code": f"{first}{number:03}", "name": f"{2 * number - 1}–{2 * number} 幢楼院"}
        yield {**micro, "boundary": where, "kind": "micro", "parent": first}


def figures() -> Iterator[dict[str, Any]]:
    yield {
        "code": DALIANWAN,
        "on": date(2018, 12, 31),
        "source": STUDY,
        "registered": 52_000,
        "transient": 61_000,
        "square_km": Decimal("69.55"),
        "military_units": 6,
        "large_state_firms": 5,
        "local_committees": 21,
        "local_branches": 141,
        "local_members": 2_721,
        "other_committees": 14,
        "other_branches": 263,
        "other_members": 4_104,
    }
    for number, (code, _, setting, _) in enumerate(communities()):
        people = 2_100 + number * 137 % 1_900
        yield {
            "code": code,
            "on": date(2026, 6, 30),
            "source": "演示数据（虚构）",
            "households": people * 10 // 27,
            "registered": people,
            "transient": people * 11 // 10,
            **(groups(people * 21 // 10) if setting == "rural" else {}),
        }


def groups(people: int) -> dict[str, int]:
    """The population groups of a village that the town has grown around."""
    native, converted = people * 31 // 100, people * 24 // 100
    settled = people * 38 // 100
    return {
        "group_native": native,
        "group_converted": converted,
        "group_settled": settled,
        "group_other": people - native - converted - settled,
    }


def posts() -> Iterator[dict[str, Any]]:
    """A head for every grid but one; consent from most; a guide for every community and street."""
    for number, (code, *_) in enumerate(grids()):
        if code == f"{DALIANWAN}202002":
            continue  # nobody at the moment: the finder answers with the village's guide
        yield _post(code, "head", number, consent=number % 7 != 3)
        if number % 4 == 0:
            yield _post(code, "part_time", number + 500, consent=True)
    for number, role in enumerate(("all_round", "guide"), start=700):
        yield _post(f"{DALIANWAN}001001", role, number, consent=True)  # nothing vacant there
    for number, (code, *_) in enumerate(communities(), start=200):
        yield _post(code, "guide", number, consent=True)
    for number, code in enumerate(STREETS, start=300):
        yield _post(code, "guide", number, consent=True)


def _post(code: str, role: str, number: int, *, consent: bool) -> dict[str, Any]:
    return {
        "code": code,
        "role": role,
        "name": person(number),
        "stand_in": person(number + 3),
        "duty_phone": f"0411-8760{number % 10_000:04}",
        "availability": "每天 8:00–20:00" if number % 2 else "周一至周五 8:30–17:30",
        "consent_on": START if consent else None,
        "since": START,
        "term_ends_on": TERM_SOON if code == f"{DALIANWAN}001002" else TERM,
    }


def stations() -> Iterator[dict[str, Any]]:
    """The centre of Dalianwan, and a station for every community and village."""
    centre, *patterns = table("stations")
    yield _station(centre, DALIANWAN, STREETS[DALIANWAN], 0)
    for number, (code, name, setting, _) in enumerate(communities(), start=1):
        alike = [row for row in patterns if row["setting"] == setting]
        yield _station(alike[number % len(alike)], code, name, number)


def _station(row: dict[str, Any], code: str, name: str, number: int) -> dict[str, Any]:
    return row | {
        "code": code,
        "name": row["name"].format(name),
        "address": row["address"].format(number + 10),
        "duty_phone": f"0411-8762{number:04}",
        "open_on_holidays": row["open_on_holidays"] == "是",
        "since": START,
    }


def teams() -> Iterator[dict[str, Any]]:
    for number, row in enumerate(table("teams")):
        grids = [f"{row['code']}{int(place):03}" for place in row["grids"].split("、") if place]
        functions = row["functions"].split("、")
        own = {"grids": grids, "functions": functions, "duty_phone": f"0411-8763{number:04}"}
        yield row | own | {"since": START}


def table(name: str) -> list[dict[str, Any]]:
    """The rows of scripts/demo_data/<name>.tsv."""
    with (ROOT / "scripts" / "demo_data" / f"{name}.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def units() -> Iterator[dict[str, Any]]:
    """Those of Dalianwan by name; `place` 0 is the street itself. Six each in the other streets."""
    known = table("dalianwan_units")
    for number, row in enumerate(known):
        code = DALIANWAN if row["place"] == "0" else f"{DALIANWAN}{int(row['place']):03}"
        yield _unit(row, code, number)
    number = len(known)
    for street, names in OTHERS.items():
        for place, row in enumerate(table("other_units")):
            code = f"{street}{place % len(names) + 1:03}" if row["type"] != "local" else street
            name = row["pattern"].format(STREETS[street].removesuffix("街道"))
            yield _unit(row | {"name": name}, code, number)
            number += 1


def _unit(row: dict[str, Any], code: str, number: int) -> dict[str, Any]:
    kind = row["type"]
    first = f"91210211MA{number:07}"
    return {
        "name": row["name"],
        "alias": row.get("alias", ""),
        "type": kind,
        "area_code": code,
        "address": "" if kind == "military" else f"示范路 {number + 1} 号",
        "credit_code": "" if kind in ("local", "military") else first + check_digit(first),
        "industry": row["industry"],
        "joined_on": START,
    }


def liaisons() -> Iterator[dict[str, Any]]:
    """An officer for every unit but two."""
    for number, unit in enumerate(units()):
        if unit["name"] in ("海湾水产食品厂", "辛寨子商贸公司"):
            continue
        yield {
            "unit": unit["name"],
            "area_code": unit["area_code"],
            "name": person(number + 40),
            "phone": f"1380000{1000 + number}",
            "since": START,
        }


def _listed(name: str, first: int) -> Iterator[dict[str, Any]]:
    """The rows of a list, each with its unit's credit code, a contact and a phone of its own."""
    codes = {row["name"]: row["credit_code"] for row in units()}
    for number, row in enumerate(table(name), start=first):
        own = {"credit_code": codes[row["unit"]], "phone": f"0411-8761{number:04}"}
        yield row | own | {"contact": "党群办公室"}


def services() -> Iterator[dict[str, Any]]:
    for row in _listed("services", 0):
        yield row | {"is_public": True}


def resources() -> Iterator[dict[str, Any]]:
    for row in _listed("resources", 100):
        capacity = int(row["capacity"]) if row["capacity"] else None
        yield row | {"capacity": capacity, "is_public": row["form"] in ("venue", "talent")}


def demands() -> Iterator[dict[str, Any]]:
    yield from _listed("demands", 200)


def organizations() -> Iterator[dict[str, Any]]:
    """Dalianwan's come to the totals of the study; a few in each of the other streets."""
    for street, name in STREETS.items():
        make = (
            demo_organizations.organizations
            if street == DALIANWAN
            else demo_organizations.elsewhere
        )
        within = [row for row in communities() if row[3] == street]
        owners = [unit for unit in units() if unit["area_code"].startswith(street)]
        yield from make(street, name, within, owners)


def write(name: str, importer: type[Importer], rows: Iterable[dict[str, Any]]) -> None:
    note = "演示数据：街道名称和申报数取自公开发表的研究，其余单位、人员、电话均为虚构。"
    path = BOOKS / f"{name}.xlsx"
    path.write_bytes(write_sheet(importer.title, importer.columns, rows, note=note))
    sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    BOOKS.mkdir(parents=True, exist_ok=True)
    write("areas", AreaImport, areas())
    write("figures", FiguresImport, figures())
    write("posts", PostImport, posts())
    write("stations", StationImport, stations())
    write("teams", TeamImport, teams())
    write("units", UnitImport, units())
    write("liaisons", LiaisonImport, liaisons())
    write("organizations", OrganizationImport, organizations())
    write("resources", IMPORTERS[Resource], resources())
    write("services", IMPORTERS[Service], services())
    write("demands", IMPORTERS[Demand], demands())
