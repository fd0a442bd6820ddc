"""All candidates for one need, ranked by the database: one statement, the same on both of them.

Written as SQL, not by the ORM: composing it from expressions took longer than running it. Keys
and figures of categories and days stand in it as numbers; everything else goes in by its name.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from projects.items.schedules import nths_of
from projects.matching import points as p
from projects.matching.ask import Ask
from projects.matching.opening import EVERY_WEEK
from projects.matching.points import Found, Kind


class Listed(NamedTuple):
    """How a list calls what the score looks at."""

    kind: Kind
    table: str
    key: str  # the foreign key to it, of schedules and their exceptions
    people: str
    things: str


LISTS = (
    Listed(Kind.RESOURCE, "projects_resource", "resource_id", "capacity", "pieces"),
    Listed(Kind.SERVICE, "projects_service", "service_id", "places", "places"),
)
TEXT = """SELECT kind, id, place, category, pairs, number, in_time, fresh, open, helps FROM (
WITH left_out AS MATERIALIZED (
    SELECT s.unit_id FROM projects_share s JOIN projects_engagement e ON e.id = s.engagement_id
    WHERE e.demand_id = %(need)s
        AND e.status IN ('declined', 'proposed', 'accepted', 'under_way', 'reported')
),
items AS MATERIALIZED ({items}),
every AS MATERIALIZED (
    SELECT items.kind, items.id, items.place, items.category,
        CASE WHEN hits > {most_pairs} THEN {most_pairs} ELSE hits END AS pairs,
        number, in_time, fresh, open, {helps_of_items} AS helps
    FROM items WHERE {items_may_help}
    UNION ALL
    SELECT {unit_kind}, unit.id, {place}, max({category}), 0, 0, 0, 0, 0, {helps_of_units}
    FROM members_memberunit unit
        JOIN projects_share s ON s.unit_id = unit.id
        JOIN projects_engagement e ON e.id = s.engagement_id
        JOIN projects_demand need ON need.id = e.demand_id
    WHERE {reaches} AND {units_may_help} AND {in_group}
        AND e.confirmed_at BETWEEN %(a_year_ago)s AND %(now)s
        AND unit.id NOT IN (SELECT unit_id FROM items)
    GROUP BY unit.id
)
SELECT * FROM every) AS ranked
ORDER BY place + category + {pair} * pairs + number + in_time + fresh + open
    + {helped} * CASE WHEN helps > {most_helps} THEN {most_helps} ELSE helps END DESC, kind, id
"""
ITEMS = """
SELECT {kind} AS kind, item.id, item.unit_id, {place} AS place, {category} AS category,
    {hits} AS hits, {number} AS number, {in_time} AS in_time, {fresh} AS fresh, {open} AS open
FROM {table} item
WHERE item.status = 'published' AND item.valid_until >= %(today)s AND {reaches} AND {related}
"""
HELPS = """
(SELECT count(*) FROM projects_share s JOIN projects_engagement e ON e.id = s.engagement_id
    WHERE s.unit_id = {unit} AND e.confirmed_at BETWEEN %(lately)s AND %(now)s)
"""
MAY_HELP = """
{left_on} IS NULL AND {unit} <> %(asks)s AND {unit} NOT IN (SELECT unit_id FROM left_out)
"""
# One look by key for each item: joined, the units of all districts were read and hashed.
LEFT_ON = "(SELECT unit.left_on FROM members_memberunit unit WHERE unit.id = items.unit_id)"
OPENS = "EXISTS (SELECT 1 FROM projects_schedule w WHERE w.{key} = item.id AND {when})"
OPENS_ON = """
EXISTS (SELECT 1 FROM projects_scheduleexception x
    WHERE x.{key} = item.id AND x."on" = %(wished)s AND x.opens IS NOT NULL)
OR {usually} AND NOT EXISTS (SELECT 1 FROM projects_scheduleexception x
    WHERE x.{key} = item.id AND x."on" = %(wished)s)
"""


def ranked(ask: Ask, *, now: datetime, most: int | None = p.KEPT) -> list[Found]:
    """The best `most` candidates (None: all), the best first; one query."""
    limit = f"LIMIT {int(most)}" if most else ""
    with connection.cursor() as cursor:
        cursor.execute(statement(ask) + limit, _parameters(ask, now))
        return [Found(*row) for row in cursor.fetchall()]


def statement(ask: Ask) -> str:
    return TEXT.format(
        items=" UNION ALL ".join(_items(ask, listed) for listed in LISTS),
        helps_of_items=HELPS.format(unit="items.unit_id"),
        helps_of_units=HELPS.format(unit="unit.id"),
        items_may_help=MAY_HELP.format(unit="items.unit_id", left_on=LEFT_ON),
        units_may_help=MAY_HELP.format(unit="unit.id", left_on="unit.left_on"),
        reaches=_reaches(ask, "unit"),
        place=_place("unit"),
        category=_category(ask, "need.category_id"),
        in_group=_among("need.category_id", ask.related),
        unit_kind=int(Kind.UNIT),
        pair=p.PAIR,
        most_pairs=p.MOST_PAIRS,
        helped=p.HELPED,
        most_helps=p.MOST_HELPS,
    )


def _items(ask: Ask, listed: Listed) -> str:
    holds = [f"item.search_text LIKE %(pair{n})s" for n, _ in enumerate(ask.pairs)]
    return ITEMS.format(
        kind=int(listed.kind),
        table=listed.table,
        place=_place("item"),
        category=_category(ask, "item.category_id"),
        hits=" + ".join(f"CASE WHEN {one} THEN 1 ELSE 0 END" for one in holds) or "0",
        number=_number(ask, listed),
        in_time=_given(ask.wished_on, "item.valid_until >= %(wished)s", p.IN_TIME),
        fresh=_given(ask.urgent, "item.last_confirmed >= %(recently)s", p.FRESH),
        open=_open(ask, listed),
        reaches=_reaches(ask, "item"),
        related=f"({' OR '.join([_among('item.category_id', ask.related), *holds])})",
    )


def _place(row: str) -> str:
    return (
        f"CASE WHEN {row}.area_id = %(area)s THEN {p.SAME_COMMUNITY}"
        f" WHEN {row}.community_id = %(community)s THEN {p.SAME_COMMUNITY}"
        f" WHEN {row}.area_id = %(street)s THEN {p.WHOLE_STREET}"
        f" WHEN {row}.street_id = %(street)s THEN {p.SAME_STREET} ELSE {p.SAME_DISTRICT} END"
    )


def _reaches(ask: Ask, row: str) -> str:
    """A need of the district is reached from all of it."""
    if ask.street_id is None:
        return f"{row}.district_id = %(district)s"
    return f"({row}.street_id = %(street)s OR {row}.area_id = %(district)s)"


def _category(ask: Ask, key: str) -> str:
    return (
        f"CASE WHEN {key} = {ask.category_id} THEN {p.SAME_CATEGORY}"
        f" WHEN {_among(key, ask.near)} THEN {p.NEAR_CATEGORY}"
        f" WHEN {_among(key, ask.group)} THEN {p.SAME_GROUP} ELSE 0 END"
    )


def _number(ask: Ask, listed: Listed) -> str:
    if ask.number is None:
        return "0"
    said = f"item.{listed.people if ask.of_people else listed.things}"
    part = f" WHEN {said} > 0 THEN {p.IN_PART}" if ask.in_parts else ""
    return f"CASE WHEN {said} >= {ask.number} THEN {p.ENOUGH}{part} ELSE 0 END"


def _open(ask: Ask, listed: Listed) -> str:
    if not ask.on:
        usual = f"{_among('w.weekday', ask.days)} AND w.nth = {EVERY_WEEK}"
        return _given(ask.days, OPENS.format(key=listed.key, when=usual), p.OPEN)
    usual = f"w.weekday = {ask.on.isoweekday()} AND {_among('w.nth', nths_of(ask.on))}"
    opens = OPENS_ON.format(key=listed.key, usually=OPENS.format(key=listed.key, when=usual))
    return _given(ask.on, opens, p.OPEN)


def _given(asked: object, condition: str, points: int) -> str:
    """Points for the condition, where the need asks for it at all."""
    return f"CASE WHEN {condition} THEN {points} ELSE 0 END" if asked else "0"


def _among(column: str, numbers: Iterable[int]) -> str:
    return f"{column} IN ({', '.join(map(str, sorted(numbers))) or 'NULL'})"


def _parameters(ask: Ask, now: datetime) -> dict[str, Any]:
    today, ops = timezone.localdate(now), connection.ops
    days = {"today": today, "wished": ask.wished_on}
    days["recently"] = today - timedelta(days=p.FRESH_DAYS)
    moments = {"now": now, "lately": now - timedelta(days=p.HELP_DAYS)}
    moments["a_year_ago"] = now - timedelta(days=p.PAST_DAYS)
    return {
        "need": ask.pk,
        "asks": ask.unit_id,
        "area": ask.area_id,
        "community": ask.community_id,
        "street": ask.street_id,
        "district": ask.district_id,
        **{name: ops.adapt_datefield_value(day) for name, day in days.items()},
        **{name: ops.adapt_datetimefield_value(at) for name, at in moments.items()},
        **{f"pair{n}": f"%{pair}%" for n, pair in enumerate(ask.pairs)},
    }
