"""The invented party organisations of the demonstration district.

Those of Dalianwan street come to exactly the totals that the published study gives: committees and
general branches 35 = 21 + 14, branches 404 = 141 + 263, members 6,825 = 2,721 + 4,104.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

FOUNDED = date(2026, 1, 1)
MEMBERS = {"local": 2_721, "other": 4_104}
STREET_BODIES = [  # of the street itself, beside the villages: name, kind, branches
    ("非公企业联合党委", "committee", 7),
    ("社会组织联合党总支", "general_branch", 7),
    ("退役军人服务党总支", "general_branch", 7),
    ("农业服务党总支", "general_branch", 7),
    ("离退休干部党总支", "general_branch", 7),
]
VILLAGE, COMMUNITY, OFFICE = 6, 12, 10  # branches
UNIT_BODIES = {"military": ("committee", 20), "state": ("committee", 22)}
NAMED_BODIES = {
    "区第二人民医院": ("committee", 12),
    "大连湾高级中学": ("general_branch", 5),
    "海湾水产食品厂": ("general_branch", 4),
}
WORDS = {"committee": "党委", "general_branch": "党总支", "branch": "党支部"}
LED_BY = {"private": "非公企业联合党委", "new": "非公企业联合党委", "social": "社会组织联合党总支"}

Rows = Iterator[dict[str, Any]]


def row(name: str, kind: str, code: str, parent: str = "", **more: Any) -> dict[str, Any]:
    facts = {"name": name, "kind": kind, "area_code": code, "parent": parent}
    return {**facts, "member_count": 0, "founded_on": FOUNDED, **more}


def body(name: str, kind: str, code: str, count: int, parent: str = "", **more: Any) -> Rows:
    """A committee or general branch with `count` branches; `name` is without the kind's word."""
    head = name + WORDS[kind] if not name.endswith(WORDS[kind]) else name
    yield row(head, kind, code, parent, **more)
    for number in range(1, count + 1):
        yield row(f"{name}第{number}党支部", "branch", code, head, **more)


def share_out(rows: Iterable[dict[str, Any]], total: int) -> Rows:
    """Deal `total` members out to the branches, the first ones getting what is left over."""
    found = list(rows)
    branches = [one for one in found if one["kind"] == "branch"]
    each, left = divmod(total, len(branches))
    for number, one in enumerate(branches):
        one["member_count"] = each + (number < left)
    yield from found


def organizations(
    street: str,
    name: str,
    communities: Iterable[tuple[str, str, str, str]],
    units: Iterable[dict[str, Any]],
) -> Rows:
    """Those of the street with the study's totals; `communities` and `units` are its own."""
    committee = f"{name}党工委"
    yield row(committee, "work_committee", street)
    yield row(f"{name}大工委", "big_work", street, committee)
    yield from share_out(_local(street, name, committee, communities), MEMBERS["local"])
    known = [unit for unit in units if unit["type"] != "local"]
    yield from share_out(_other(name, known), MEMBERS["other"])


def _local(
    street: str, name: str, committee: str, communities: Iterable[tuple[str, str, str, str]]
) -> Rows:
    for code, place, setting, _ in communities:
        count = VILLAGE if setting == "rural" else COMMUNITY
        yield from body(place, "committee", code, count, committee)
    office = {"unit": f"{name}机关"}
    yield from body(f"{name}机关", "general_branch", street, OFFICE, committee, **office)
    for title, kind, count in STREET_BODIES:
        yield from body(f"{name}{title}", kind, street, count, committee)


def _other(name: str, units: Iterable[dict[str, Any]]) -> Rows:
    for unit in units:
        owner = {"unit": unit["name"], "credit_code": unit["credit_code"]}
        found = NAMED_BODIES.get(unit["name"]) or UNIT_BODIES.get(unit["type"])
        above = name + LED_BY[unit["type"]] if unit["type"] in LED_BY else ""
        if found:
            kind, count = found
            yield from body(unit["name"], kind, unit["area_code"], count, above, **owner)
        else:
            title = f"{unit['name']}党支部"
            yield row(title, "branch", unit["area_code"], above, **owner)


def elsewhere(
    street: str,
    name: str,
    communities: Iterable[tuple[str, str, str, str]],
    units: Iterable[dict[str, Any]],
) -> Rows:
    """A work committee, a general branch in each community, a branch in each unit."""
    committee = f"{name}党工委"
    yield row(committee, "work_committee", street)
    for code, place, *_ in communities:
        for one in body(place, "general_branch", code, 2, committee):
            yield one | {"member_count": 18 if one["kind"] == "branch" else 0}
    for unit in units:
        owner = {"unit": unit["name"], "credit_code": unit["credit_code"], "member_count": 11}
        yield row(f"{unit['name']}党支部", "branch", unit["area_code"], **owner)
