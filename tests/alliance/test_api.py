"""/api/v1/: the same records and the same scope as the pages, in JSON."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from grids.models import Area
from meetings.models import LiaisonReport, Meeting, MeetingRule
from members.models import MemberUnit
from projects.models import Demand, Resource, Service
from tests.conftest import START, at

FAR = date(2099, 1, 1)
NAMES = ["areas", "units", "resources", "services", "demands", "meetings", "reports"]
OWN_FACTS = {
    Resource: {"form": "venue"},
    Service: {"audience": "居民", "place": "卫生站", "hours": "周一"},
    Demand: {},
}


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    cache.clear()


@pytest.fixture
def listed(unit, category, community, street_user):
    """listed(Service, **facts): a published item, public unless said otherwise."""

    def make(kind=Service, **facts):
        given = {"unit": unit, "area": community, "category": category, "title": "免费量血压"}
        given |= {"contact": "党群办公室", "phone": "0411-87600202", "is_public": True}
        given |= {"created_at": at("2026-11-01"), "created_by": street_user}
        given |= {"reviewed_by": street_user, "published_at": at("2026-11-02")}
        given |= {"status": "published", "last_confirmed": START, "valid_until": FAR}
        return kind.objects.create(**given | OWN_FACTS[kind] | facts)

    return make


@pytest.fixture
def report(alliance, unit, liaison_user):
    return LiaisonReport.objects.create(
        unit=unit, area=unit.area, month=date(2026, 11, 1), due_on=date(2026, 11, 27)
    )


@pytest.fixture
def meeting(alliance):
    rule = MeetingRule.objects.create(alliance=alliance, kind="joint", week=2, weekday=2)
    return Meeting.objects.create(
        rule=rule, period=date(2026, 10, 1), starts_at=at("2026-12-09", "14:30")
    )


@pytest.fixture
def ask(client):
    """ask("units", by=user, type="school"): the rows of that list."""

    def get(name, *, by=None, **query):
        if by:
            by.refresh_from_db()
            client.force_login(by)
        return client.get(f"/api/v1/{name}/", query).json()["results"]

    return get


# --- what everybody may read ------------------------------------------------------------------


def test_a_visitor_lists_the_current_areas(ask, grid, other_street):
    Area.objects.filter(pk=other_street.pk).update(valid_to=date(2026, 6, 1))

    assert [area["name"] for area in ask("areas")] == [
        "甘井子区",
        "大连湾街道",
        "海青社区",
        "第1网格",
    ]
    assert ask("areas", kind="grid") == [
        {
            "uuid": str(grid.uuid),
            "kind": "grid",
            "code": "210211013001001",
            "name": "第1网格",
            "setting": "urban",
            "boundary": "幸福里小区 1–8 幢",
            "parent": str(grid.parent.uuid),
            "valid_from": "2026-01-01",
        }
    ]


@pytest.mark.parametrize(("kind", "name"), [(Service, "services"), (Resource, "resources")])
def test_a_visitor_lists_what_is_public(ask, client, listed, military_unit, kind, name):
    shown = listed(kind)
    yesterday = timezone.localdate() - timedelta(days=1)
    hidden = [
        listed(kind, is_public=False),
        listed(kind, status="lapsed"),
        listed(kind, status="draft"),
        listed(kind, valid_until=yesterday),
        listed(kind, unit=military_unit),
    ]

    assert [row["uuid"] for row in ask(name)] == [str(shown.uuid)]
    assert client.get(f"/api/v1/{name}/{shown.uuid}/").status_code == 200
    answers = [client.get(f"/api/v1/{name}/{item.uuid}/").status_code for item in hidden]
    assert answers == [404] * 5


@pytest.mark.parametrize("name", ["units", "demands", "meetings", "reports"])
def test_a_visitor_is_told_nothing_of_the_rest(client, db, name):
    for path in (f"/api/v1/{name}/", f"/api/v1/{name}/{uuid.uuid4()}/"):
        answer = client.get(path)
        assert (answer.status_code, list(answer.json())) == (403, ["detail"])


# --- the scope of who is signed in -------------------------------------------------------------


def test_staff_list_what_their_pages_list(
    ask, street_user, other_street_user, unit, military_unit, other_unit, listed, meeting, report
):
    for item in (listed(Resource), listed(Service), listed(Demand)):
        assert [row["uuid"] for row in ask(f"{item.KIND}s", by=street_user)] == [str(item.uuid)]
        assert ask(f"{item.KIND}s", by=other_street_user) == []
    names = [row["name"] for row in ask("units", by=street_user)]
    assert names == ["区第二医院", "驻街单位甲", "大连湾供电所"]
    assert [row["name"] for row in ask("units", by=other_street_user)] == ["红旗小学"]
    assert [row["uuid"] for row in ask("meetings", by=street_user)] == [str(meeting.uuid)]
    assert [row["uuid"] for row in ask("reports", by=street_user)] == [str(report.uuid)]
    assert ask("meetings", by=other_street_user) == ask("reports", by=other_street_user) == []


def test_a_liaison_officer_lists_what_is_the_unit_s(
    ask, liaison_user, liaison2_user, listed, meeting, report, unit
):
    item = listed(Demand)

    assert [row["uuid"] for row in ask("units", by=liaison_user)] == [str(unit.uuid)]
    assert [row["uuid"] for row in ask("demands", by=liaison_user)] == [str(item.uuid)]
    assert [row["uuid"] for row in ask("reports", by=liaison_user)] == [str(report.uuid)]
    assert ask("demands", by=liaison2_user) == ask("reports", by=liaison2_user) == []
    assert [row["uuid"] for row in ask("meetings", by=liaison2_user)] == [str(meeting.uuid)]


def test_a_stranger_s_record_does_not_exist(client, other_street_user, listed, report, meeting):
    client.force_login(other_street_user)
    paths = {
        "units": report.unit,
        "meetings": meeting,
        "reports": report,
        "services": listed(Service),
        "resources": listed(Resource),
        "demands": listed(Demand),
    }

    answers = {n: client.get(f"/api/v1/{n}/{o.uuid}/").status_code for n, o in paths.items()}
    assert answers == dict.fromkeys(paths, 404)


def test_an_address_that_is_no_uuid_is_not_found(client, street_user):
    client.force_login(street_user)

    assert [client.get(f"/api/v1/{name}/1/").status_code for name in NAMES] == [404] * 7


# --- narrowing and paging ----------------------------------------------------------------------


def test_lists_are_narrowed_by_their_query(ask, district_user, listed, other_unit, report):
    away = listed(Demand, unit=other_unit, area=other_unit.area, status="lapsed", title="缺教室")
    here = listed(Demand)
    given = {
        "area": other_unit.area.street.uuid,
        "unit": other_unit.uuid,
        "status": "lapsed",
    }

    for name, value in given.items():
        rows = ask("demands", by=district_user, **{name: value})
        assert [row["uuid"] for row in rows] == [str(away.uuid)], name
    both = ask("demands", category="meals", area=here.area.district.uuid)
    assert [row["title"] for row in both] == ["缺教室", "免费量血压"]
    assert ask("demands", category="checkup") == []
    assert [row["month"] for row in ask("reports", month="2026-11")] == ["2026-11-01"]
    assert ask("reports", month="2026-10") == []
    assert [row["name"] for row in ask("units", type="school")] == ["红旗小学"]
    assert ask("meetings", kind="joint") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [("reports/?month=November", "month"), ("units/?area=1", "area"), ("areas/?kind=x", "kind")],
)
def test_a_parameter_that_means_nothing_is_refused(client, street_user, query, field):
    client.force_login(street_user)

    answer = client.get(f"/api/v1/{query}")

    assert (answer.status_code, list(answer.json())) == (400, [field])


def test_narrowing_never_widens_the_scope(ask, other_street_user, unit):
    assert ask("units", by=other_street_user, area=unit.area.uuid) == []


def test_a_page_holds_fifty_rows_and_never_more_than_two_hundred(client, district):
    Area.objects.bulk_create(
        Area(kind="street", code=f"210211{n:03}", name="街道", parent=district, valid_from=START)
        for n in range(210)
    )

    first = client.get("/api/v1/areas/").json()
    assert (first["count"], len(first["results"])) == (211, 50)
    assert first["next"] == "http://testserver/api/v1/areas/?limit=50&offset=50"
    assert len(client.get("/api/v1/areas/?limit=5000").json()["results"]) == 200
    assert len(client.get("/api/v1/areas/?limit=200&offset=200").json()["results"]) == 11


@pytest.mark.parametrize("name", NAMES)
def test_a_list_costs_the_same_however_long_it_is(
    name, client, street_user, grow, django_assert_max_num_queries
):
    client.force_login(street_user)
    counts = []
    for rows in (1, 3, 30):
        grow(rows)
        with django_assert_max_num_queries(8) as found:
            answer = client.get(f"/api/v1/{name}/?limit=200").json()
        assert answer["count"] >= rows
        counts.append(len(found))

    assert counts[0] == counts[1] == counts[2]


@pytest.fixture
def grow(alliance, community, category, listed):
    """grow(n): so many units in the community, each with an item of every list and a report."""
    made = []

    def more(rows):
        for number in range(len(made), rows):
            unit = MemberUnit.objects.create(
                name=f"单位{number}", area=community, type="public", joined_on=START
            )
            for kind in (Resource, Service, Demand):
                listed(kind, unit=unit)
            LiaisonReport.objects.create(
                unit=unit, area=community, month=date(2026, 11, 1), due_on=date(2026, 11, 27)
            )
            _meeting(alliance, number)
            _grid(community, number)
            made.append(unit)

    return more


def _meeting(alliance, number):
    rule, _ = MeetingRule.objects.get_or_create(
        alliance=alliance, kind="liaison", defaults={"week": 1, "weekday": 1}
    )
    period = date(2026 + number // 12, number % 12 + 1, 1)
    Meeting.objects.create(rule=rule, period=period, starts_at=at("2026-12-01"))


def _grid(community, number):
    code, name = f"{community.code}{number:03}", f"第{number}网格"
    Area.objects.create(kind="grid", code=code, name=name, parent=community, valid_from=START)


# --- what is said of a record ------------------------------------------------------------------

FIELDS = {
    "units": "uuid name type area industry joined_on left_on",
    "services": "uuid title description category unit unit_name area contact phone status"
    " is_public last_confirmed confirmed_by confirmed_how valid_until"
    " audience place hours quota booking bring",
    "resources": "uuid title description category unit unit_name area contact phone status"
    " is_public last_confirmed confirmed_by confirmed_how valid_until"
    " form quantity capacity address opening conditions",
    "demands": "uuid title description category unit unit_name area contact phone status"
    " is_public last_confirmed confirmed_by confirmed_how valid_until urgency wished_on quantity"
    " amount opened_on met_on",
    "meetings": "uuid title kind alliance period starts_at place status",
    "reports": "uuid unit unit_name month due_on status practice problems plans advice no_change"
    " submitted_at return_note",
}


def test_no_answer_names_a_person_or_a_private_phone(ask, client, grow, street_user, liaison_user):
    liaison_user.person.phone = "13898760001"
    liaison_user.person.save()
    LiaisonReport.objects.create(
        unit=liaison_user.person.liaisons.get().unit,
        area=Area.objects.get(kind="community"),
        month=date(2026, 11, 1),
        due_on=date(2026, 11, 27),
        status="submitted",
        submitted_at=at("2026-11-20"),
        submitted_by=liaison_user,
    )
    grow(1)

    for name, fields in FIELDS.items():
        rows = ask(name, by=street_user)
        assert [list(row) for row in rows] == [fields.split()] * len(rows), name
        assert len(rows) > 0
        said = client.get(f"/api/v1/{name}/").content.decode()
        assert not [secret for secret in ("周敏", "李建国", "13898760001") if secret in said]


# --- handing in a report -----------------------------------------------------------------------


def submit(client, report, **data):
    path = f"/api/v1/reports/{report.uuid}/submit/"
    return client.post(path, data, content_type="application/json")


def stored(report):
    return LiaisonReport.objects.values_list("status", "practice", "no_change").get(pk=report.pk)


def test_an_officer_hands_in_once(client, report, liaison_user):
    client.force_login(liaison_user)

    first = submit(client, report, practice="组织义诊")
    second = submit(client, report, practice="又一次")

    assert (first.status_code, first.json()["status"]) == (200, "submitted")
    assert (second.status_code, list(second.json())) == (409, ["detail"])
    assert stored(report) == ("submitted", "组织义诊", False)
    report.refresh_from_db()
    assert report.submitted_by == liaison_user


def test_nothing_at_all_is_refused_but_no_change_is_enough(client, report, liaison_user):
    client.force_login(liaison_user)

    assert submit(client, report).status_code == 400
    assert stored(report) == ("open", "", False)
    assert submit(client, report, no_change=True).status_code == 200
    assert stored(report) == ("submitted", "", True)


def test_overlong_text_is_refused(client, report, liaison_user):
    client.force_login(liaison_user)

    answer = submit(client, report, practice="长" * 1001)

    assert (answer.status_code, list(answer.json())) == (400, ["practice"])
    assert stored(report) == ("open", "", False)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("street_user", 403),
        ("district_user", 403),
        ("auditor", 403),
        ("liaison2_user", 404),
        ("other_liaison_user", 404),
        ("other_street_user", 404),
        ("grid_user", 404),
    ],
)
def test_nobody_else_hands_it_in(client, request, report, who, status):
    client.force_login(request.getfixturevalue(who))

    assert submit(client, report, practice="代交").status_code == status
    assert stored(report) == ("open", "", False)


def test_a_session_needs_its_csrf_token(report, liaison_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(liaison_user)

    assert submit(client, report, no_change=True).status_code == 403
    assert stored(report) == ("open", "", False)


# --- how it behaves ----------------------------------------------------------------------------


def test_json_is_all_it_speaks(client, liaison_user, report):
    client.force_login(liaison_user)

    page = client.get("/api/v1/areas/", headers={"accept": "text/html"})
    form = client.post(f"/api/v1/reports/{report.uuid}/submit/", {"no_change": "on"})

    assert page["Content-Type"] == "application/json"
    assert form.status_code == 415
    assert stored(report) == ("open", "", False)


@pytest.mark.parametrize(("signed_in", "most"), [(False, 120), (True, 600)])
def test_who_asks_too_often_is_told_to_wait(client, request, db, signed_in, most):
    if signed_in:
        client.force_login(request.getfixturevalue("street_user"))
    answers = {client.get("/api/v1/areas/").status_code for _ in range(most)}

    refused = client.get("/api/v1/areas/")
    assert answers == {200}
    assert (refused.status_code, refused["Retry-After"].isdigit()) == (429, True)


@pytest.fixture(autouse=True)
def _nobody_was_here():
    from django.core.cache import cache

    cache.clear()
