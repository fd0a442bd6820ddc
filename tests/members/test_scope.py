"""What an account may see and change follows from its postings and its appointment."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from grids.models import Area, AreaSuccessor
from members.models import Alliance, Liaison, MemberUnit, Posting, User

DAY = date(2026, 1, 1)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def areas(queryset) -> set[str]:
    return set(queryset.values_list("code", flat=True))


@pytest.fixture
def places(grid, other_grid) -> None:
    """Both streets with a community and a grid each."""


ALL = {
    "210211",
    "210211013",
    "210211013001",
    "210211013001001",
    "210211009",
    "210211009001",
    "210211009001001",
}
HERE = {code for code in ALL if code.startswith("210211013")}


@pytest.mark.parametrize(
    ("who", "seen", "written"),
    [
        ("district_user", ALL, ALL),
        ("street_user", HERE, HERE),
        ("community_user", HERE - {"210211013"}, HERE - {"210211013"}),
        ("auditor", ALL, set()),
        ("grid_user", set(), set()),
        ("tutor_user", set(), set()),
        ("liaison_user", set(), set()),
    ],
)
def test_the_areas_of_each_role(request, places, who, seen, written):
    user = fresh(request.getfixturevalue(who))
    assert (areas(user.areas()), areas(user.writable_areas())) == (seen, written)
    assert areas(Area.objects.visible_to(user)) == seen


@pytest.mark.parametrize(
    ("who", "staff", "writes", "phone", "liaison", "accounts"),
    [
        ("district_user", True, True, False, False, True),
        ("street_user", True, True, False, False, False),
        ("community_user", True, True, False, False, False),
        ("auditor", True, False, False, False, True),
        ("grid_user", False, False, True, False, False),
        ("tutor_user", False, False, True, False, False),
        ("liaison_user", False, False, True, True, False),
    ],
)
def test_the_doors_of_each_role(request, who, staff, writes, phone, liaison, accounts):
    user = fresh(request.getfixturevalue(who))
    assert (user.is_staff_member, user.may_write) == (staff, writes)
    assert (user.uses_phone_pages, user.is_liaison) == (phone, liaison)
    assert user.sees_accounts is accounts
    assert user.administers_accounts is (who == "district_user")


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (0, None, True),
        (1, None, False),
        (-9, 0, False),
        (-9, 1, True),
    ],
)
def test_a_posting_counts_from_its_first_day_to_the_day_before_its_end(
    street, street_user, since, until, holds
):
    today = timezone.localdate()
    end = None if until is None else today + timedelta(days=until)
    street_user.postings.update(since=today + timedelta(days=since), until=end)
    assert fresh(street_user).is_staff_member is holds


def test_the_ended_areas_that_went_over_are_seen_too(street_user, street, community, district):
    former = Area.objects.create(
        kind="street",
        code="210211099",
        name="老街道",
        parent=district,
        valid_from=DAY,
        valid_to=date(2026, 6, 1),
    )
    AreaSuccessor.objects.create(area=former, successor=street, on=date(2026, 6, 1))
    assert "210211099" in areas(fresh(street_user).areas())


def test_units_and_alliances_of_each_role(
    request,
    unit,
    unit2,
    other_unit,
    alliance,
    liaison_user,
    street_user,
    other_street_user,
    grid_user,
):
    other = Alliance.objects.create(name="红旗", area=other_unit.street, founded_on=DAY)

    def seen(user: User) -> tuple[set, set]:
        user = fresh(user)
        assert set(user.units()) == set(MemberUnit.objects.visible_to(user))
        return set(user.units()), set(Alliance.objects.visible_to(user))

    assert seen(street_user) == ({unit, unit2}, {alliance})
    assert seen(other_street_user) == ({other_unit}, {other})
    assert seen(liaison_user) == ({unit}, {alliance})
    assert seen(grid_user) == (set(), set())
    assert set(Liaison.objects.visible_to(fresh(street_user))) == set(unit.liaisons.all())
    assert set(Liaison.objects.visible_to(fresh(other_street_user))) == set()


def test_the_former_officer_sees_nothing(unit, alliance, liaison_user):
    unit.liaisons.update(until=timezone.localdate())
    user = fresh(liaison_user)
    assert (list(user.units()), list(Alliance.objects.visible_to(user))) == ([], [])
    assert (user.is_liaison, user.uses_phone_pages) == (False, False)


def test_two_postings_add_up(places, street_user, other_street):
    Posting.objects.create(user=street_user, role="auditor", area=other_street, since=DAY)
    user = fresh(street_user)
    assert areas(user.areas()) == ALL - {"210211"}
    assert areas(user.writable_areas()) == HERE
    assert user.may_change(Area.objects.get(code="210211013001").pk) is True
    assert user.may_change(other_street.pk) is False


def test_the_postings_are_read_once(street_user, django_assert_num_queries, unit):
    user = fresh(street_user)
    with django_assert_num_queries(3):
        assert user.is_staff_member
        assert user.may_write
        assert list(user.units())
        assert list(user.areas())


def test_names_for_people(street_user, street, unit, alliance, liaison_user):
    assert str(street_user) == "周敏"
    assert str(User(username="x")) == "x"
    assert str(street_user.postings.get()) == "大连湾街道 街道工作人员"
    assert str(alliance.memberships.first()) == "大连湾街道区域化党建联合体 · 区第二医院"
    assert str(unit.liaisons.get()) == "区第二医院 李建国"
    assert liaison_user.person.masked_phone == ""


def test_public_units_leave_the_military_out(unit, military_unit, unit2):
    MemberUnit.objects.filter(pk=unit2.pk).update(left_on=timezone.localdate())
    assert list(MemberUnit.objects.public()) == [unit]
