"""A hand-over from end to end: the old access is gone at once, the history is the successor's."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from meetings.models import LiaisonReport
from members.actions.links import make_link
from members.models import Person
from notices.jobs import raise_notices
from notices.models import Notice
from projects.models import Service
from tests.contract.conftest import listed

TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def no_tries_left_over():
    cache.clear()


@pytest.fixture
def history(unit, community, category, street_user, liaison_user):
    """What the first officer left: a report handed in, one that is due, an item, a notice."""
    from types import SimpleNamespace

    month = TODAY.replace(day=1)
    earlier = (month - timedelta(days=1)).replace(day=1)
    LiaisonReport.objects.create(
        unit=unit, area=community, month=earlier, due_on=month, status="submitted",
        submitted_at=timezone.now(), submitted_by=liaison_user, practice="办了义诊",
    )  # fmt: skip
    due = LiaisonReport.objects.create(
        unit=unit, area=community, month=month, due_on=max(TODAY, month + timedelta(days=1))
    )
    listed(Service, SimpleNamespace(unit=unit, community=community), liaison_user, title="免费义诊")
    raise_notices.run()
    return due


def hand_over(client, staff, unit) -> None:
    client.force_login(staff)
    page = f"/w/units/{unit.uuid}/liaison/"
    seen = client.get(page).context["form"].initial["seen"]
    given = {"name": "王芳", "phone": "13900001111", "since": TODAY, "seen": seen}
    assert client.post(page, given).url == unit.get_absolute_url()


def test_the_old_access_ends_at_once_and_the_new_officer_sees_the_history(
    client, street_user, unit, liaison_user, history
):
    token = make_link(liaison_user.person, by=street_user, now=timezone.now())
    old, new = Client(), Client()
    assert old.post(f"/in/{token}/").status_code == 302
    report = old.get(history.phone_url)
    assert report.status_code == 200
    assert Notice.objects.visible_to(liaison_user).filter(kind="report_due").count() == 1

    hand_over(client, street_user, unit)

    # The old session, its pages and its link.
    for page in ("/l/", "/l/year/", "/l/me/", history.phone_url, "/l/notices/"):
        assert old.get(page).url.startswith("/in/?next="), page
    assert old.post(history.phone_url, {"practice": "再写一次"}).url.startswith("/in/?next=")
    assert Client().post(f"/in/{token}/").status_code == 404

    # The new officer, by a link of their own.
    successor = Person.objects.get(name="王芳")
    assert (
        new.post(f"/in/{make_link(successor, by=street_user, now=timezone.now())}/").status_code
        == 302
    )
    home = new.get("/l/").content.decode()
    assert f"{history.month.month} 月联络员月报" in home
    assert "免费义诊" in home
    assert "免费义诊" in new.get("/l/items/").content.decode()
    reports = new.get("/l/reports/").content.decode()
    earlier = LiaisonReport.objects.get(status="submitted")
    assert f"{earlier.month.year} 年 {earlier.month.month} 月" in reports
    assert "办了义诊" in new.get(earlier.phone_url).content.decode()
    assert "李建国" in new.get("/l/year/").content.decode()
    raise_notices.run()
    inbox = new.get("/l/notices/").content.decode()
    assert f"{history.month.month} 月联络员月报" in inbox
    assert new.get(history.phone_url).status_code == 200


def test_the_report_that_the_new_officer_hands_in_is_the_unit_s(
    client, street_user, unit, liaison_user, history
):
    hand_over(client, street_user, unit)
    successor = Person.objects.get(name="王芳")
    new = Client()
    new.post(f"/in/{make_link(successor, by=street_user, now=timezone.now())}/")
    page = history.phone_url
    answer = new.post(f"{page}check/", {"no_change": "1"}, follow=True)
    assert answer.status_code == 200
    history.refresh_from_db()
    assert (history.status, history.submitted_by) == ("submitted", successor.user)
    assert date.fromisoformat(str(history.month)).day == 1
