"""The demonstration district: loaded by the very importers, and the same the second time."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from alliance.demo.living import settle
from alliance.demo.load import load
from common.tree import check
from grids.models import Area, AreaGroup, ServiceStation, ServiceTeam, TeamFunction, TeamGrid
from meetings.clashes import units_elsewhere
from meetings.models import LiaisonReport, Meeting
from members.models import (
    Alliance,
    CheckIn,
    HouseholdContact,
    Liaison,
    MemberUnit,
    PartyOrganization,
    SupportLink,
    User,
)
from members.models.rosters import Category as RosterCategory
from notices.models import Notice
from projects.models import Category, Demand, Resource, Service, Synonym
from projects.seeds import seed_categories
from tests.conftest import at

NOW = at("2026-11-22")
MODELS: list[Any] = [
    Area,
    ServiceStation,
    ServiceTeam,
    TeamFunction,
    TeamGrid,
    AreaGroup,
    MemberUnit,
    Liaison,
    Alliance,
    Meeting,
    LiaisonReport,
    Notice,
    User,
]
LISTS: list[Any] = [Resource, Service, Demand]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The district, loaded once for all tests of this file; the letters sent meanwhile."""
    with django_db_blocker.unblock():
        seed_categories(Category, Synonym)  # lost when a test with real transactions ran before
        load(password="alliance-demo", now=NOW)
        yield list(mail.outbox)
        call_command("flush", interactive=False, verbosity=0)
        seed_categories(Category, Synonym)


@pytest.fixture
def demo(loaded, db):
    """The loaded district; what a test changes is taken back."""
    return loaded


def counts() -> list[int]:
    return [model.objects.count() for model in [*MODELS, *LISTS]]


def test_a_second_load_changes_nothing(demo):
    before = counts()

    load(password="alliance-demo", now=NOW)

    assert counts() == before
    assert check(Area) == 0


def test_the_figures_of_dalianwan_come_out_to_the_digit_on_the_street_s_page(client, demo):
    client.force_login(User.objects.get(username="street"))
    page = client.get("/w/").content.decode()
    table = re.sub(r"<[^>]+>", " ", page[page.index('id="h-table"') :])
    words = " ".join(table.split())

    for figure in [
        "69.55",
        "52,000 人 46 %",
        "61,000 人 54 %",
        "113,000",
        "35 21 14",
        "404 141 263",
        "6,825（6 %） 2,721（2.4 %） 4,104（3.6 %）",
    ]:
        assert figure in words, (figure, words[:900])
    assert re.search(r"村 14\b", words)
    assert re.search(r"社区 1\b", words)
    assert re.search(r"军警单位 6\b", words)
    assert re.search(r"国企 5\b", words)


def test_every_grid_of_the_district_gets_a_full_answer(client, demo):
    grids = Area.objects.current().filter(kind__in=("grid", "micro"))
    assert grids.count() > 40
    for grid in grids:
        answer = client.get(grid.get_absolute_url()).context["answer"]
        assert answer.responsible.first, grid.code
        assert answer.stations, grid.code
        assert answer.organizations or answer.upper, grid.code
        assert answer.beside.services, grid.code


def test_its_public_page_shows_area_and_population_only(client, demo):
    street = Area.objects.get(name="大连湾街道")
    page = re.sub(r"<[^>]+>", " ", client.get(street.get_absolute_url()).content.decode())

    assert "69.55" in page
    assert "113,000" in page
    for hidden in ("6,825", "2,721", "4,104", "404", "军警", "党员"):
        assert hidden not in page


@pytest.mark.parametrize(
    ("username", "home"),
    [
        ("district", "/w/"),
        ("street", "/w/"),
        ("community", "/w/"),
        ("auditor", "/w/"),
        ("otherstreet", "/w/"),
        ("grid", "/l/"),
        ("tutor", "/l/"),
        ("liaison", "/l/"),
        ("liaison2", "/l/"),
    ],
)
def test_every_account_signs_in_and_finds_its_home(client, demo, username, home):
    response = client.post("/in/", {"login": username, "password": "alliance-demo"}, follow=True)

    assert response.status_code == 200
    assert response.request["PATH_INFO"] == home


def test_a_submitted_report_is_seen_by_the_street(client, demo):
    client.force_login(User.objects.get(username="street"))

    assert (
        "周六组织党员服务队"
        in client.get(
            LiaisonReport.objects.get(unit__name="大连湾供电所").get_absolute_url()
        ).content.decode()
    )
    assert "审核联络员月报 2 份" in client.get("/w/").content.decode()
    assert Resource.objects.filter(status="submitted").exists()
    kinds = {fact["kind"] for report in LiaisonReport.objects.all() for fact in report.facts}
    assert "resolution" in kinds  # handed in after the month's records were made


def test_streets_and_communities_call_no_unit_elsewhere_at_one_time(demo):
    regional = Meeting.objects.ahead(NOW).filter(rule__alliance__kind="regional")
    for meeting in regional.filter(period__year=2026):  # then Spring Festival moves them together
        assert units_elsewhere(meeting) == 0, str(meeting)


def test_reminders_are_raised_and_delivered(demo):
    assert Notice.objects.filter(kind="report_due").count() == Liaison.objects.count() - 2
    terms = Notice.objects.filter(kind="post_terms")
    assert sorted(terms.values_list("recipient__username", flat=True)) == ["community", "street"]
    told = sorted(to.removesuffix("@demo.invalid") for letter in demo for to in letter.to)
    checked_in = {"check_ins_waiting": "community", "check_in_answered": "liaison2"}
    for kind, username in checked_in.items():
        assert Notice.objects.get(kind=kind).recipient.username == username
    for kind in ("claim", "proposal", "report", "sent_back", "idle", "news"):
        assert Notice.objects.filter(kind=f"engagement_{kind}").exists(), kind
    works = ("milestone_due", "project_led", "project_joined", "round_called")
    institutions = ("meeting_called", "resolution_news", "bulletin_issued", "tutor_assigned")
    for kind in (*works, *institutions):
        assert Notice.objects.filter(kind=kind).exists(), kind
    assert len(told) == Notice.objects.exclude(recipient__email="").count()
    assert set(told) == {"community", "grid", "liaison", "liaison2", "liaison3", "street", "tutor"}


def test_members_live_in_the_district(demo):
    branch = PartyOrganization.objects.get(is_composite=True, project_key=None)
    assert set(branch.roster.values_list("category", flat=True)) == set(RosterCategory.values)
    assert set(CheckIn.objects.values_list("status", flat=True)) == set(CheckIn.Status.values)
    assert HouseholdContact.objects.filter(organization=branch).count() == 4
    assert SupportLink.objects.current().filter(area=branch.area).count() == 2
    assert "兼合式党支部名册 8 人" in settle(timezone.now())  # a second time nothing is added
