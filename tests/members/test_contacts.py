"""Household contact 联户: adding, changing, ending, hints; register, plate, Excel."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from common.sheets.batches import import_workbook
from common.sheets.importer import ImportRefused
from grids.models import Area
from members.actions import contacts, rosters
from members.actions.errors import AreaEnded, RecordChanged, WrongDay
from members.actions.posts import WhichMember
from members.importers.contacts import ContactImport
from members.models import HouseholdContact, PartyOrganization
from tests.books import workbook
from tests.conftest import START

PHONE = "13812341234"
DOORS = "幸福里 3 幢 1–20 号"


def add(branch, grid, by, now, **more) -> HouseholdContact:
    facts = {"area": grid, "doors": DOORS, "households": 20, "residents": None, "since": START}
    return contacts.add_contact(branch, by=by, now=now, **facts | more)


@pytest.fixture
def group(branch, grid, street_user, now) -> HouseholdContact:
    return add(branch, grid, street_user, now)


@pytest.fixture
def member(branch, grid, street_user, now) -> HouseholdContact:
    facts = {"name": "王建军", "phone": PHONE, "households": None, "residents": 6}
    return add(branch, grid, street_user, now, **facts)


def page_of(contact, verb="") -> str:
    return f"/w/contacts/{contact.uuid}/{verb}"


def hints_of(contact) -> list[str]:
    return contacts.hints(contact, list(HouseholdContact.objects.current()))


# --- actions ----------------------------------------------------------------------------------


def test_a_member_of_the_roster_is_found_by_name_alone(branch, grid, street_user, now):
    with pytest.raises(WhichMember):
        add(branch, grid, street_user, now, name="王建军", residents=6)
    entry = rosters.enrol(
        branch,
        name="王建军",
        phone=PHONE,
        home="",
        category="resident",
        since=START,
        by=street_user,
        now=now,
    )
    made = add(branch, grid, street_user, now, name="王建军", residents=6, households=None)
    assert made.person == entry.person


def test_what_cannot_be_is_refused(group, branch, grid, street_user, now):
    with pytest.raises(ValidationError):
        add(branch, grid, street_user, now)
    with pytest.raises(WrongDay):
        add(branch, grid, street_user, now, doors="4 幢", since=date(2026, 11, 11))
    Area.objects.filter(pk=grid.pk).update(valid_to=START)
    with pytest.raises(AreaEnded):
        add(branch, grid, street_user, now, doors="4 幢")


def test_a_change_notices_what_another_changed(group, street_user):
    facts = {name: getattr(group, name) for name in contacts.FIELDS}
    seen = contacts.seen_as(group)
    assert contacts.change_contact(group, by=street_user, seen=seen, **facts | {"households": 19})
    with pytest.raises(RecordChanged):
        contacts.change_contact(group, by=street_user, seen=seen, **facts)
    group.refresh_from_db()
    assert group.households == 19
    same = facts | {"households": 19}
    assert not contacts.change_contact(group, by=street_user, **same)


def test_a_contact_ends_once(group, street_user, now):
    with pytest.raises(WrongDay):
        contacts.end_contact(group, on=START - timedelta(days=1), by=street_user, now=now)
    contacts.end_contact(group, on=date(2026, 5, 1), by=street_user, now=now)
    with pytest.raises(RecordChanged):
        contacts.end_contact(group, on=date(2026, 5, 1), by=street_user, now=now)


@pytest.mark.parametrize(
    ("households", "said"),
    [(17, ["党小组一般联系 18–20 户，现为 17 户。"]), (18, []), (20, []), (21, ["…"])],
)
def test_a_group_s_number_is_hinted_at(group, households, said):
    group.households = households
    assert len(hints_of(group)) == len(said)


@pytest.mark.parametrize(("residents", "count"), [(4, 1), (5, 0), (8, 0), (9, 1)])
def test_a_member_s_number_is_hinted_at(member, residents, count):
    member.residents = residents
    assert len(hints_of(member)) == count


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        ("3 幢 1–10 号", "3幢 8-12 号", True),
        ("3 幢 1–10 号", "3 幢 10 号", True),
        ("3 幢 1–10 号", "3 幢 11–20 号", False),
        ("3 幢 1–10 号", "4 幢 1–10 号", False),
        ("3 幢", "3 幢 1–10 号", False),
        ("南院", "南院", True),
        ("南院", "北院", False),
    ],
)
def test_doors_that_overlap(one, other, meets):
    assert contacts.overlap(one, other) is meets
    assert contacts.overlap(other, one) is meets


def test_the_same_doors_of_two_groups_are_hinted_at(group, member, branch, grid, street_user, now):
    assert hints_of(group) == []  # a member of the group contacts them too: as it should be
    add(branch, grid, street_user, now, doors="幸福里 3 幢 18–40 号", households=20)
    assert hints_of(group) == [f"与{branch.name}登记的“幸福里 3 幢 18–40 号”有重合。"]


# --- pages ------------------------------------------------------------------------------------


def test_who_may_read_and_who_may_change(
    client, member, branch, other_street_user, auditor, liaison_user, street_user
):
    urls = [page_of(member, "edit/"), page_of(member, "end/")]
    urls.append(f"/w/organizations/{branch.uuid}/contacts/add/")
    pages = [page_of(member), page_of(member, "plate/")]
    for stranger in (other_street_user, liaison_user):
        client.force_login(stranger)
        assert [client.get(url).status_code for url in [*pages, *urls]] == [404] * 5
        assert [client.post(url).status_code for url in urls] == [404] * 3
    client.force_login(auditor)
    assert [client.get(url).status_code for url in pages] == [200] * 2
    assert [client.get(url).status_code for url in urls] == [403] * 3
    client.force_login(street_user)
    assert [client.get(url).status_code for url in [*pages, *urls]] == [200] * 5


def test_adding_by_the_page(client, branch, grid, street_user):
    client.force_login(street_user)
    assert branch.name in client.get("/w/contacts/add/?q=幸福").content.decode()
    assert "没有找到" in client.get("/w/contacts/add/?q=没有的").content.decode()
    url = f"/w/organizations/{branch.uuid}/contacts/add/"
    data = {"who": "member", "area": grid.code, "doors": DOORS, "since": "2026-03-01"}
    lacking = client.post(url, data).content.decode()
    for words in ("请填写党员姓名。", "请填写人数。", f'value="{DOORS}"'):
        assert words in lacking
    data |= {"name": "王建军", "phone": PHONE, "residents": "9"}
    page = client.post(url, data, follow=True).content.decode()
    assert "党员一般联系 5–8 人，现为 9 人。" in page
    assert PHONE not in page


def test_editing_and_ending_by_the_pages(client, group, grid, street_user):
    client.force_login(street_user)
    data = {"area": grid.code, "doors": "5 幢", "households": "18"}
    data["seen"] = contacts.seen_as(group)
    assert client.post(page_of(group, "edit/"), data).url == page_of(group)
    assert "他人修改过" in client.post(page_of(group, "edit/"), data).content.decode()
    assert client.post(page_of(group, "end/"), {"on": "2026-05-01"}).url == page_of(group)
    group.refresh_from_db()
    assert (group.doors, group.until) == ("5 幢", date(2026, 5, 1))


def test_the_plate_hangs_in_public_and_names_nobody(client, member, post, branch, street_user):
    client.force_login(street_user)
    page = client.get(page_of(member, "plate/")).content.decode()
    for words in ("联户党员", branch.name, DOORS, post.duty_phone, "本人签名"):
        assert words in page
    main = page.partition("<main")[2].partition("</main>")[0]
    for name in ("王建军", "138****1234", post.name, post.stand_in, "周敏"):
        assert name not in main


def test_a_military_organisation_is_not_on_a_plate(client, member, military_unit, street_user):
    PartyOrganization.objects.filter(pk=member.organization_id).update(unit=military_unit)
    client.force_login(street_user)
    page = client.get(page_of(member, "plate/")).content.decode()
    assert "幸福里小区兼合式党支部" not in page
    assert "驻街单位甲" not in page


def test_the_register_finds_what_is_out_of_the_usual(client, group, member, street_user):
    HouseholdContact.objects.filter(pk=member.pk).update(residents=30)
    client.force_login(street_user)
    assert "共 2 条" in client.get("/w/contacts/").content.decode()
    page = client.get("/w/contacts/?range=out").content.decode()
    assert ("共 1 条" in page, "王建军" in page) == (True, True)
    assert "共 1 条" in client.get("/w/contacts/?range=in&kind=group").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_does_the_same_queries_for_any_number(
    client, branch, grid, street_user, now, count, django_assert_max_num_queries
):
    for number in range(count):
        add(branch, grid, street_user, now, doors=f"{number} 幢")
    client.force_login(street_user)
    with django_assert_max_num_queries(8):
        client.get("/w/contacts/")


# --- Excel ------------------------------------------------------------------------------------

HEADER = [column.title for column in ContactImport.columns]


def row(name="", phone="", doors=DOORS, households=20.0, residents="", grid="210211013001001"):
    code, branch = "210211013001", "幸福里小区兼合式党支部"
    return [branch, code, grid, name, phone, doors, households, residents, ""]


def load(by, now, *rows):
    return import_workbook(ContactImport, workbook(HEADER, *rows), by=by, now=now)


def test_a_file_adds_and_changes_counts(branch, grid, street_user, now):
    rows = [row(), row("王建军", PHONE, households="", residents=6.0)]
    assert load(street_user, now, *rows).created == 2
    again = load(street_user, now, row(households=19.0), rows[1])
    assert (again.created, again.updated, again.unchanged) == (0, 1, 1)
    assert HouseholdContact.objects.get(person=None).households == 19


def test_a_group_stands_once_in_a_file(branch, grid, street_user, now):
    with pytest.raises(ImportRefused) as error:
        load(street_user, now, row(), row(households=19.0))
    assert [one.text for one in error.value.checked.problems] == ["与第 2 行是同一处联户"]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (row(households=""), "党小组填户数"),
        (row("王建军", residents=6.0), "名册上没有唯一的同名党员"),
        (row("", PHONE), "还要填姓名"),
        (row(grid="210211009001001"), "没有这个网格"),
    ],
)
def test_a_file_with_a_mistake_writes_nothing(
    branch, grid, other_grid, street_user, now, bad, words
):
    with pytest.raises(ImportRefused) as error:
        load(street_user, now, bad, row(doors="9 幢"))
    assert words in str(error.value.checked.problems[0])
    assert not HouseholdContact.objects.exists()


def test_an_export_imports_again_unchanged(client, group, member, street_user):
    client.force_login(street_user)
    for person in ("王建军",):
        rosters.enrol(
            group.organization,
            name=person,
            phone=PHONE,
            home="",
            category="resident",
            since=START,
            by=street_user,
            now=timezone.now(),
        )
    data = client.get("/w/contacts/?export=xlsx").getvalue()
    written = import_workbook(ContactImport, data, by=street_user, now=timezone.now())
    assert (written.created, written.updated, written.unchanged) == (0, 0, 2)
