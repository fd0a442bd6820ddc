"""The audit trail: a district's auditors and administrators read it, nobody changes it."""

import pytest

from common import audit
from grids.models import Area
from members.actions.accounts import change_mail
from members.models import Posting, User
from tests.conftest import START


@pytest.fixture
def deeds(street_user, liaison_user, other_street_user, unit):
    """One deed each of staff, of an officer, and of a job."""
    change_mail(street_user, "a@example.com")
    change_mail(liaison_user, "b@example.com")
    audit.record(unit, "export", by=street_user, reason="成员单位：3 家")
    audit.record(unit, "replan", by=None)


@pytest.mark.parametrize("reader", ["auditor", "district_user"])
def test_who_did_what_in_the_district(client, request, reader, deeds):
    client.force_login(request.getfixturevalue(reader))

    page = client.get("/w/audit/")

    assert page.context["list"].count >= 3
    words = page.content.decode()
    for shown in ("周敏", "李建国", "修改提醒邮箱", "导出 Excel", "成员单位：3 家"):
        assert shown in words


@pytest.mark.parametrize("stranger", ["street_user", "community_user", "liaison_user"])
def test_for_others_it_does_not_exist(client, request, stranger):
    client.force_login(request.getfixturevalue(stranger))

    assert client.get("/w/audit/").status_code == 404


def test_deeds_of_another_district_do_not_show(client, auditor, deeds):
    elsewhere = Area.objects.create(
        kind="district", code="210299", name="别区", parent=None, valid_from=START
    )
    far = User.objects.create(username="far", name="远处的人")
    Posting.objects.create(user=far, role="district", area=elsewhere, since=START)
    change_mail(far, "c@example.com")
    client.force_login(auditor)

    assert "远处的人" not in client.get("/w/audit/").content.decode()


def test_it_is_read_only(client, auditor, deeds):
    client.force_login(auditor)

    assert client.post("/w/audit/").status_code in (403, 405)


@pytest.mark.parametrize(
    ("query", "found"), [("?day=2000-01-01", 0), ("?day=x", 0), ("?actor=李建国", 1)]
)
def test_filters(client, auditor, deeds, query, found):
    client.force_login(auditor)

    assert client.get(f"/w/audit/{query}").context["list"].count == found


@pytest.mark.parametrize("count", [1, 3, 100])
def test_queries_do_not_grow(
    client, auditor, street_user, unit, count, django_assert_max_num_queries
):
    audit.record_many([unit] * count, "export", by=street_user)
    client.force_login(auditor)

    with django_assert_max_num_queries(8):
        client.get("/w/audit/?size=100")
