"""Rosters of composite branches: enrolling, changing, ending; the page, the register, Excel."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from common.fields import blind_index
from common.races import TakenMeanwhile
from common.sheets.batches import import_workbook
from common.sheets.importer import ImportRefused
from members.actions import rosters
from members.actions.errors import (
    HomeElsewhere,
    NotComposite,
    OrganizationHasEnded,
    PhoneOfSomebodyElse,
    RecordChanged,
    WrongDay,
)
from members.importers.rosters import RosterImport
from members.models import PartyOrganization, Person, RosterEntry
from tests.books import workbook
from tests.conftest import START

PHONE = "13812341234"
FACTS = {"category": "island", "availability": "evenings", "skills": "电工"}


def enrol(branch, by, now, name="王建军", phone=PHONE, home="东极镇庙子湖村党支部", **more):
    facts = FACTS | {"since": START} | more
    return rosters.enrol(branch, name=name, phone=phone, home=home, by=by, now=now, **facts)


@pytest.fixture
def entry(branch, street_user, now) -> RosterEntry:
    return enrol(branch, street_user, now)


def page_of(branch, verb="") -> str:
    return f"/w/organizations/{branch.uuid}/roster/{verb}"


# --- actions ----------------------------------------------------------------------------------


def test_a_member_keeps_the_home_organisation(entry, branch):
    person = entry.person
    assert (person.name, person.home, person.home_name) == ("王建军", None, "东极镇庙子湖村党支部")
    assert person.phone_index == blind_index(PHONE)
    branch.refresh_from_db()
    assert branch.member_count == 0


def test_the_phone_finds_the_person_again(entry, other_branch, other_street_user, now):
    again = enrol(other_branch, other_street_user, now, home="")
    assert again.person == entry.person
    assert Person.objects.count() == 1


def test_another_name_for_the_phone_is_refused(entry, other_branch, other_street_user, now):
    with pytest.raises(PhoneOfSomebodyElse) as error:
        enrol(other_branch, other_street_user, now, name="王建国")
    assert "王建军" not in str(error.value)


def test_one_home_organisation_told_only_to_who_may_read_it(
    entry, branch, other_branch, street_user, other_street_user, now
):
    with pytest.raises(HomeElsewhere) as ours:
        rosters.set_home(entry.person, "供电所党支部", by=street_user)
    assert "东极镇庙子湖村党支部" in str(ours.value)
    with pytest.raises(HomeElsewhere) as theirs:
        enrol(other_branch, other_street_user, now, home="供电所党支部")
    assert "在另一处" in str(theirs.value)
    assert "东极镇" not in str(theirs.value)


def test_only_a_standing_composite_branch_keeps_a_roster(unit_branch, branch, street_user, now):
    with pytest.raises(NotComposite):
        enrol(unit_branch, street_user, now)
    PartyOrganization.objects.filter(pk=branch.pk).update(ended_on=date(2026, 5, 1))
    with pytest.raises(OrganizationHasEnded):
        enrol(branch, street_user, now)
    assert not Person.objects.exists()


def test_nobody_is_on_a_roster_twice_or_from_tomorrow(entry, branch, street_user, now):
    with pytest.raises(ValidationError):
        enrol(branch, street_user, now)
    with pytest.raises(WrongDay):
        enrol(branch, street_user, now, phone="13812340000", since=date(2026, 11, 11))


def test_the_loser_of_a_race_is_told(entry, branch, street_user, now, monkeypatch):
    monkeypatch.setattr(RosterEntry, "full_clean", lambda self: None)
    with pytest.raises(TakenMeanwhile):
        enrol(branch, street_user, now)


def test_a_change_notices_what_another_changed(entry, street_user):
    seen = rosters.seen_as(entry)
    facts = FACTS | {"skills": "法律"}
    assert rosters.change_entry(entry, home="", by=street_user, seen=seen, **facts)
    assert not rosters.change_entry(entry, home="", by=street_user, **facts)
    with pytest.raises(RecordChanged):
        rosters.change_entry(entry, home="", by=street_user, seen=seen, **FACTS)
    entry.refresh_from_db()
    assert entry.skills == "法律"


def test_the_home_is_changed_by_who_has_the_whole_say(
    entry, branch, other_branch, street_user, other_street_user, now
):
    assert rosters.change_entry(entry, home="普陀区党支部", by=street_user, **FACTS)
    enrol(other_branch, other_street_user, now, home="")
    with pytest.raises(HomeElsewhere):
        rosters.change_entry(entry, home="别处党支部", by=street_user, **FACTS)


def test_an_entry_ends_once(entry, street_user, now):
    with pytest.raises(WrongDay):
        rosters.end_entries([entry], on=START - timedelta(days=1), by=street_user, now=now)
    day = date(2026, 11, 1)
    assert rosters.end_entries([entry], on=day, by=street_user, now=now) == [entry]
    assert rosters.end_entries([entry], on=day, by=street_user, now=now) == []


# --- pages ------------------------------------------------------------------------------------


def test_the_page_groups_by_category_and_masks_phones(client, entry, branch, street_user, now):
    enrol(branch, street_user, now, "李敏", "13812340001", category="retired", skills="法律")
    client.force_login(street_user)
    page = client.get(page_of(branch)).content.decode()
    for words in ("离岛党员（1 人）", "离退休党员（1 人）", "138****1234", "东极镇庙子湖村党支部"):
        assert words in page
    assert PHONE not in page
    for query, there, gone in (("free=evenings&skill=法律", "李敏", "王建军"),):
        page = client.get(page_of(branch), dict(one.split("=") for one in query.split("&")))
        assert there in page.content.decode()
        assert gone not in page.content.decode()


def test_who_may_read_and_who_may_change(
    client, entry, branch, other_street_user, auditor, liaison_user, street_user
):
    urls = [page_of(branch, "add/"), *[f"/w/rosters/{entry.uuid}/{v}/" for v in ("edit", "end")]]
    for stranger in (other_street_user, liaison_user):
        client.force_login(stranger)
        assert [client.get(url).status_code for url in [page_of(branch), *urls]] == [404] * 4
        assert [client.post(url).status_code for url in urls] == [404] * 3
    client.force_login(auditor)
    assert client.get(page_of(branch)).status_code == 200
    assert [client.get(url).status_code for url in urls] == [403] * 3
    client.force_login(street_user)
    assert [client.get(url).status_code for url in urls] == [200] * 3


def test_enrolling_offers_registered_homes_to_choose_from(client, branch, unit_branch, street_user):
    client.force_login(street_user)
    form = FACTS | {"name": "赵强", "phone": PHONE, "since": "2026-03-01", "home": "第二医院"}
    asked = client.post(page_of(branch, "add/"), form).content.decode()
    assert "都不是，照写“第二医院”" in asked
    assert 'value="赵强"' in asked
    form["home_pick"] = str(unit_branch.uuid)
    assert client.post(page_of(branch, "add/"), form).status_code == 302
    assert branch.roster.get().person.home == unit_branch


def test_a_military_organisation_is_never_offered(client, branch, military_unit, street_user):
    PartyOrganization.objects.create(
        kind="branch",
        name="某部警卫连党支部",
        area=military_unit.area,
        unit=military_unit,
        founded_on=START,
    )
    client.force_login(street_user)
    form = FACTS | {"name": "赵强", "phone": PHONE, "since": "2026-03-01", "home": "警卫连"}
    assert client.post(page_of(branch, "add/"), form).status_code == 302
    assert branch.roster.get().person.home_name == "警卫连"


def test_an_ordinary_branch_has_no_roster(client, unit_branch, street_user):
    client.force_login(street_user)
    assert client.get(page_of(unit_branch)).status_code == 404


def test_editing_and_ending_by_the_pages(client, entry, branch, street_user):
    client.force_login(street_user)
    url = f"/w/rosters/{entry.uuid}/"
    data = FACTS | {"home": "东极镇庙子湖村党支部", "skills": "摄影"}
    data["seen"] = rosters.seen_as(entry)
    assert client.post(f"{url}edit/", data).url == page_of(branch)
    stale = client.post(f"{url}edit/", data | {"skills": "书法"})
    assert "刚刚被他人修改过" in stale.content.decode()
    assert client.post(f"{url}end/", {"on": "2026-03-01"}).url == page_of(branch)
    entry.refresh_from_db()
    assert (entry.skills, entry.until) == ("摄影", date(2026, 3, 1))


def test_the_register_counts_island_members_by_community(client, entry, community, street_user):
    client.force_login(street_user)
    page = client.get("/w/rosters/?category=island").content.decode()
    assert f"place={community.code}" in page
    assert "海青社区 1 人" in page
    assert "共 1 人" in page


@pytest.mark.parametrize("count", [1, 3])
def test_lists_do_the_same_queries_for_any_number(
    client, branch, street_user, now, count, django_assert_max_num_queries
):
    for number in range(count):
        enrol(branch, street_user, now, f"党员{number}", f"1381234000{number}")
    client.force_login(street_user)
    for url in ("/w/rosters/", page_of(branch)):
        with django_assert_max_num_queries(8):
            client.get(url)


# --- Excel ------------------------------------------------------------------------------------

HEADER = [column.title for column in RosterImport.columns]


def row(name, phone, category="离岛党员", home="", skills="", code="210211013001"):
    return ["幸福里小区兼合式党支部", code, name, phone, category, home, "周末", skills, ""]


def load(by, now, *rows):
    return import_workbook(RosterImport, workbook(HEADER, *rows), by=by, now=now)


def test_a_file_puts_on_the_roster_and_changes(branch, unit_branch, street_user, now):
    rows = [row("王建军", PHONE, home=unit_branch.name), row("李敏", "13812340001")]
    written = load(street_user, now, *rows)
    assert (written.created, written.updated) == (2, 0)
    assert Person.objects.get(name="王建军").home == unit_branch
    again = load(street_user, now, rows[0], row("李敏", "13812340001", skills="法律"))
    assert (again.created, again.updated, again.unchanged) == (0, 1, 1)
    masked = load(street_user, now, row("王建军", "138****1234"))
    assert (masked.unchanged, RosterEntry.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (row("王建军", "123"), "手机号应为 11 位"),
        (row("王建国", PHONE), "已登记的姓名不一致"),
        (row("王建军", PHONE, home="别处党支部"), "已登记另一处组织关系"),
        (row("王建军", PHONE, code="210211009001"), "没有这个兼合式党组织"),
        (row("王建军", "139****0000"), "手机号应为 11 位"),
    ],
)
def test_a_file_with_a_mistake_writes_nothing(entry, branch, street_user, now, bad, words):
    with pytest.raises(ImportRefused) as error:
        load(street_user, now, bad, row("李敏", "13812340001"))
    assert [words in str(one) for one in error.value.checked.problems] == [True]
    assert RosterEntry.objects.count() == 1


def test_an_export_imports_again_unchanged(client, entry, street_user, now):
    client.force_login(street_user)
    data = client.get("/w/rosters/?export=xlsx").getvalue()
    written = import_workbook(RosterImport, data, by=street_user, now=timezone.now())
    assert (written.created, written.updated, written.unchanged) == (0, 0, 1)
