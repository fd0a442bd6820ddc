"""find_gaps: what is missing is found and closed exactly as a plain walk over the records says."""

import random
from datetime import date, timedelta
from itertools import islice
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from alliance import gaps
from alliance.models import Gap
from grids.actions.areas import end_area
from grids.models import Area, GridPost
from members.models import HouseholdContact, PartyOrganization
from projects.models import Demand, Engagement, Service
from tests.conftest import START, at

TODAY = date(2026, 11, 10)
LATER = TODAY + timedelta(days=3)


def found(kind: str = "") -> set[tuple[str, str]]:
    """(kind, name of the area) of the open gaps."""
    rows = Gap.objects.open().filter(**({"kind": kind} if kind else {}))
    return set(rows.values_list("kind", "area__name"))


def hold(area: Area, role: str = "head", **more) -> GridPost:
    facts = {"name": "某人", "duty_phone": "0411-87600900", "since": START}
    return GridPost.objects.create(area=area, role=role, **{**facts, **more})


def organize(area: Area, name: str = "小区党支部", **more) -> PartyOrganization:
    return PartyOrganization.objects.create(
        area=area, name=name, **{"kind": "branch", "founded_on": START, **more}
    )


def published(model, unit, area, category, by, **more):
    facts = {
        "contact": "办公室",
        "phone": "0411-87600000",
        "is_public": True,
        "status": "published",
        "created_at": at("2026-06-01"),
        "published_at": at("2026-06-01"),
        "last_confirmed": START,
        "valid_until": date(2099, 1, 1),
    }
    return model.objects.create(
        unit=unit, area=area, category=category, created_by=by, reviewed_by=by, **{**facts, **more}
    )


# --- one by one -----------------------------------------------------------------------------------


def test_a_bare_grid_lacks_a_post_and_a_party_organisation(grid):
    gaps.find(TODAY)
    assert found() == {
        ("no_post", "第1网格"),
        ("no_party", "第1网格"),
        ("no_service", "海青社区"),
    }
    gap = Gap.objects.get(kind="no_post")
    assert (gap.opened_on, gap.closed_on, gap.owner) == (TODAY, None, grid.community)
    assert (gap.community, gap.street, gap.district) == (grid.community, grid.street, grid.district)


def test_a_gap_closes_by_itself_and_opens_again_as_a_new_one(grid, post):
    gaps.find(TODAY)
    assert found("no_post") == set()
    GridPost.objects.update(until=TODAY)
    gaps.find(TODAY)
    assert found("no_post") == {("no_post", "第1网格")}
    again = hold(grid, "part_time", since=LATER)
    gaps.find(LATER)
    assert found("no_post") == set()
    assert Gap.objects.get(kind="no_post").closed_on == LATER
    again.until = LATER + timedelta(days=5)
    again.save()
    gaps.find(LATER + timedelta(days=9))
    assert list(Gap.objects.filter(kind="no_post").values_list("opened_on", "closed_on")) == [
        (TODAY, LATER),
        (LATER + timedelta(days=9), None),
    ]


def test_a_second_run_changes_nothing(grid):
    assert gaps.find(TODAY) == (3, 0)
    before = list(Gap.objects.values_list().order_by("pk"))
    assert gaps.find(TODAY) == (0, 0)
    assert gaps.find(LATER) == (0, 0)
    assert list(Gap.objects.values_list().order_by("pk")) == before


@pytest.mark.parametrize(
    ("held", "after", "vacant"),
    [
        ("head", None, True),
        ("head", "head", False),
        ("head", "full_time", True),
        ("full_time", "all_round", False),
        ("all_round", "part_time", True),
        ("part_time", None, False),
        ("guide", None, False),
    ],
)
def test_a_key_post_is_vacated_until_somebody_follows(grid, held, after, vacant):
    hold(grid, held, until=TODAY)
    if after:
        hold(grid, after, name="后任", since=TODAY)
    gaps.find(TODAY)
    assert found("vacated") == ({("vacated", "第1网格")} if vacant else set())


def test_a_post_that_ends_tomorrow_is_held_today(grid):
    hold(grid, until=TODAY + timedelta(days=1))
    gaps.find(TODAY)
    assert found("vacated") | found("no_post") == set()
    gaps.find(TODAY + timedelta(days=1))
    assert found("vacated") | found("no_post") == {
        ("vacated", "第1网格"),
        ("no_post", "第1网格"),
    }


def test_what_covers_a_grid(grid, community):
    micro = Area.objects.create(
        parent=grid, kind="micro", code="210211013001001001", name="一号楼", valid_from=START
    )
    above = organize(community, "社区党委")
    gaps.find(TODAY)
    assert found("no_party") == {("no_party", "第1网格")}
    contact = {"organization": above, "doors": "1–3 幢", "households": 18, "since": START}
    for covers in (
        lambda: organize(grid),
        lambda: organize(micro, "楼院党小组"),
        lambda: HouseholdContact.objects.create(area=grid, **contact),
        lambda: HouseholdContact.objects.create(area=micro, **contact),
    ):
        cover = covers()
        gaps.find(TODAY)
        assert found("no_party") == set()
        cover.delete()
        gaps.find(TODAY)
        assert found("no_party") == {("no_party", "第1网格")}


def test_what_a_community_has_of_its_own(grid, community, street, unit, category, street_user):
    given = (unit, category, street_user)
    everywhere = published(Service, unit, street, category, street_user, title="全街道的")
    gaps.find(TODAY)
    assert found("no_service") == {("no_service", "海青社区")}
    own = published(Service, given[0], grid, given[1], given[2], title="楼下的")
    gaps.find(TODAY)
    assert found("no_service") == set()
    for changes in ({"status": "lapsed"}, {"is_public": False}, {"valid_until": TODAY}):
        Service.objects.filter(pk=own.pk).update(
            **{"status": "published", "is_public": True, "valid_until": date(2099, 1, 1)} | changes
        )
        gaps.find(LATER)
        assert found("no_service") == {("no_service", "海青社区")}
    assert Service.objects.filter(pk=everywhere.pk).exists()


def test_a_need_waits_fourteen_days(grid, community, unit, category, street_user):
    need = published(
        Demand,
        unit,
        grid,
        category,
        street_user,
        title="照明",
        published_at=at("2026-10-27", "23:59"),
    )
    gaps.find(TODAY - timedelta(days=1))
    assert found("unclaimed") == set()
    gaps.find(TODAY)
    assert found("unclaimed") == {("unclaimed", "海青社区")}
    Demand.objects.filter(pk=need.pk).update(status="withdrawn")
    gaps.find(TODAY)
    assert found("unclaimed") == set()


def test_gaps_of_an_ended_area_close(grid, community):
    gaps.find(TODAY)
    end_area(grid, on=LATER, by=None)
    gaps.find(LATER)
    assert found() == {("no_service", "海青社区")}
    closed = Gap.objects.filter(area=grid)
    assert {gap.closed_on for gap in closed} == {LATER}


def test_a_grid_that_moves_changes_its_owner(grid, other_community):
    gaps.find(TODAY)
    grid.move_to(other_community, expected=grid.community)
    gaps.find(TODAY)
    gap = Gap.objects.get(kind="no_post")
    assert (gap.owner, gap.community, gap.street) == (
        other_community,
        other_community,
        other_community.street,
    )


def test_a_run_as_of_an_earlier_day_keeps_the_order_of_days(grid):
    gaps.find(TODAY)
    hold(grid)
    gaps.find(TODAY - timedelta(days=30))
    assert Gap.objects.get(kind="no_post").closed_on == TODAY


def test_the_job_is_run_by_its_name(grid, capsys):
    call_command("run_job", "find_gaps", "--at", "2026-11-10T09:00")
    assert capsys.readouterr().out == "新发现缺口 3 个，已补上 0 个\n"
    assert set(Gap.objects.values_list("opened_on", flat=True)) == {TODAY}


# --- the database ---------------------------------------------------------------------------------


def gap(area: Area, **more) -> Gap:
    return Gap.objects.create(
        **{"area": area, "kind": "no_post", "owner": area, "opened_on": TODAY, **more}
    )


def test_an_area_has_one_open_gap_of_a_kind(grid):
    gap(grid, closed_on=TODAY)
    gap(grid)
    gap(grid, kind="vacated")
    with pytest.raises(IntegrityError), transaction.atomic():
        gap(grid)


def test_no_gap_closes_before_it_opens(grid):
    with pytest.raises(IntegrityError), transaction.atomic():
        gap(grid, closed_on=TODAY - timedelta(days=1))


def test_age_counts_to_the_day_it_closed(grid):
    assert gap(grid).age(LATER) == 3
    assert gap(grid, kind="vacated", closed_on=TODAY).age(LATER) == 0


# --- against a walk over everything ---------------------------------------------------------------


def brute_force(day: date) -> set[tuple[str, int]]:
    """(kind, key of the area), by plain loops over all records."""
    gaps_found = set()
    areas = [
        a
        for a in Area.objects.all()
        if a.valid_from <= day and not (a.valid_to and a.valid_to <= day)
    ]
    by_key = {area.pk: area for area in Area.objects.all()}

    def on(row, start="since", end="until"):
        ended = getattr(row, end)
        return getattr(row, start) <= day and not (ended and ended <= day)

    def within(row, area):
        return row.area_id == area.pk or by_key[row.area_id].parent_id == area.pk

    posts = list(GridPost.objects.all())
    for area in (a for a in areas if a.kind == "grid"):
        own = [post for post in posts if post.area_id == area.pk]
        now = {post.role for post in own if on(post)}
        past = {post.role for post in own if post.until and post.until <= day}
        if not now:
            gaps_found.add(("no_post", area.pk))
        for roles in ({"head"}, {"full_time", "all_round"}):
            if past & roles and not now & roles:
                gaps_found.add(("vacated", area.pk))
        covers = [o for o in PartyOrganization.objects.all() if on(o, "founded_on", "ended_on")]
        covers += [c for c in HouseholdContact.objects.all() if on(c)]
        if not any(within(cover, area) for cover in covers):
            gaps_found.add(("no_party", area.pk))
    for area in (a for a in areas if a.kind == "community"):
        services = [s for s in Service.objects.filter(status="published") if s.valid_until >= day]
        services = [s for s in services if s.is_public and s.unit.type != "military"]
        if not any(s.community_id == area.pk for s in services):
            gaps_found.add(("no_service", area.pk))
        for need in Demand.objects.filter(status="published", community=area.pk):
            if need.met_on or any(one.is_live for one in need.engagements.all()):
                continue
            if (day - need.published_at.astimezone(at("2026-01-01").tzinfo).date()).days >= 14:
                gaps_found.add(("unclaimed", area.pk))
    return gaps_found


@pytest.fixture
def plenty(district, unit, military_unit, category, street_user):
    """Two streets with communities, grids and micro-grids, and anything at all in them."""
    chance = random.Random(20261110)
    areas = []
    for s in range(2):
        street = Area.objects.create(
            parent=district, kind="street", code=f"2102119{s:02}", name=f"街{s}", valid_from=START
        )
        for c in range(4):
            areas += _community(street, c, chance)
    units, numbers = (unit, military_unit), iter(range(1000))

    def more(count: int) -> None:
        for n in islice(numbers, count):
            _something(n, chance.choice(areas), chance, units, category, street_user)

    more(160)
    return SimpleNamespace(areas=areas, chance=chance, more=more)


def _community(street, number, chance):
    community = Area.objects.create(
        parent=street, kind="community", code=f"{street.code}{number:03}", name=f"社{number}",
        valid_from=START,
    )  # fmt: skip
    made = [community]
    for g in range(chance.randint(0, 5)):
        grid = Area.objects.create(
            parent=community, kind="grid", code=f"{community.code}{g:03}", name=f"格{g}",
            valid_from=START,
        )  # fmt: skip
        made.append(grid)
        if chance.random() < 0.4:
            made.append(
                Area.objects.create(
                    parent=grid, kind="micro", code=f"{grid.code}001", name="楼", valid_from=START
                )
            )
    return made


def _something(n, area, chance, units, category, by):
    """One record of any kind at the area, past, present or to come."""
    since = TODAY + timedelta(days=chance.randint(-60, 10))
    until = chance.choice([None, since + timedelta(days=chance.randint(0, 60))])
    kind = chance.choice(["post", "post", "organization", "contact", "service", "demand"])
    if kind == "post":
        role = chance.choice(GridPost.Role.values)
        taken = GridPost.objects.filter(area=area, role=role, until=None)
        if until or not taken.exists():
            hold(area, role, name=f"人{n}", since=since, until=until)
    elif kind == "organization":
        organize(area, f"支部{n}", founded_on=since, ended_on=until)
    elif kind == "contact":
        organization = organize(area.district, f"总支{n}")
        HouseholdContact.objects.create(
            organization=organization, area=area, doors=f"{n}号", households=18,
            since=since, until=until,
        )  # fmt: skip
    else:
        model = Service if kind == "service" else Demand
        item = published(
            model, chance.choice(units), chance.choice([area, area.street]), category, by,
            title=f"条目{n}", is_public=chance.random() < 0.7,
            status=chance.choice(["published", "published", "lapsed"]),
            published_at=at("2026-11-10") - timedelta(days=chance.randint(0, 30)),
            valid_until=TODAY + timedelta(days=chance.randint(0, 20)),
        )  # fmt: skip
        if model is Demand:
            _something_of_a_need(n, item, by)


def _something_of_a_need(n, need, by):
    """Somebody was at it, or is, or it is met; nothing for most."""
    facts = {"proposed_at": at("2026-11-01"), "touched_at": at("2026-11-01"), "proposed_by": by}
    if n % 5 == 0:
        Engagement.objects.create(demand=need, awaits="asker", **facts)
    elif n % 5 == 1:
        Engagement.objects.create(
            demand=need, awaits="asker", status="declined", reason="忙", **facts
        )
    elif n % 5 == 2:
        Demand.objects.filter(pk=need.pk).update(met_on=TODAY)


def open_gaps() -> set[tuple[str, int]]:
    rows = Gap.objects.open()
    assert rows.count() == len(set(rows.values_list("kind", "area")))
    return set(rows.values_list("kind", "area"))


def test_the_list_is_exact(plenty):
    seen = set()
    for step in range(8):
        day = TODAY + timedelta(days=4 * step)
        gaps.find(day)
        assert open_gaps() == brute_force(day)
        seen |= {kind for kind, _ in open_gaps()}
        _change(plenty, day + timedelta(days=1))
    closed = Gap.objects.exclude(closed_on=None)
    assert seen == set(closed.values_list("kind", flat=True)) == set(Gap.Kind.values)
    assert closed.filter(area__in=Gap.objects.open().values("area")).exists()


def _change(plenty, day):
    """Something is added, a gap of each kind is filled, grids merge, posts are given up."""
    plenty.more(40)
    Service.objects.filter(pk__in=Service.objects.order_by("pk")[:3].values("pk")).update(
        area=Gap.objects.open().filter(kind="no_service").first().area,
        status="published", is_public=True, valid_until=day + timedelta(days=5),
    )  # fmt: skip
    met = Demand.objects.filter(status="published", community__isnull=False).order_by(
        "community", "pk"
    )[:9]
    Demand.objects.filter(pk__in=[need.pk for need in met]).update(status="withdrawn")
    grids = [a for a in plenty.areas if a.kind == "grid" and not Area.objects.get(pk=a.pk).valid_to]
    one, other = plenty.chance.sample(grids, 2)
    leaf = Area.objects.get(pk=one.pk)
    if not leaf.children.current().exists():
        end_area(leaf, on=day, by=None, successors=[Area.objects.get(pk=other.pk)])
    for post in GridPost.objects.filter(until=None, since__lt=day).order_by("pk")[:3]:
        post.until = day
        post.save()


def test_statements_do_not_grow(plenty, grid, django_assert_num_queries):
    with django_assert_num_queries(2 + 2 * len(Gap.Kind.values) + 1):  # the transaction, its end
        gaps.find(TODAY)
