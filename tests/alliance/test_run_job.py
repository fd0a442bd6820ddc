"""manage.py run_job: a periodic job, now or as of a moment; nothing is left for a second run."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from alliance.celery import app
from common.models import JobRun
from meetings.models import LiaisonReport, Meeting
from notices.models import Delivery, Notice
from projects.models import Service
from tests.conftest import START, at

MOMENT = "2026-11-25T09:00"
ROOMS = ("common", "notices", "grids", "members", "projects", "meetings", "alliance")


def run(*args: str) -> str:
    out = StringIO()
    call_command("run_job", *args, stdout=out)
    return out.getvalue()


def stored() -> dict[str, list[tuple]]:
    """Every row of every room, and the audit trail; of a job's run only that it was."""
    models = [m for room in ROOMS for m in apps.get_app_config(room).get_models() if m != JobRun]
    return {m.__name__: sorted(m.objects.values_list(), key=str) for m in [*models, LogEntry]}


@pytest.fixture
def busy(alliance, liaison_user, liaison2_user, street_user, unit, community, category):
    """Something for every job: units without reports, an officer with mail, an item out of date."""
    type(liaison_user).objects.filter(pk=liaison_user.pk).update(email="officer@example.org")
    return Service.objects.create(
        unit=unit,
        area=community,
        category=category,
        title="免费量血压",
        contact="党群办公室",
        phone="0411-87600202",
        audience="居民",
        place="卫生站",
        hours="周一",
        is_public=True,
        created_at=at("2026-02-01"),
        created_by=street_user,
        status="published",
        reviewed_by=street_user,
        published_at=at("2026-02-01"),
        last_confirmed=START,
        valid_until=date(2026, 3, 1),
    )


def test_lists_every_job_that_runs_by_itself():
    lines = run("--list").splitlines()

    assert lines == [f"{name}\tevery {s} s" for name, s in settings.JOB_SECONDS.items()]
    assert {line.split("\t")[0] for line in lines} == {
        "plan_meetings",
        "open_reports",
        "carry_plans",
        "raise_notices",
        "deliver_notices",
        "lapse_items",
        "release_idle_engagements",
        "match_needs",
        "find_gaps",
        "anonymise_expired",
        "check_trees",
    }


def test_every_scheduled_job_is_a_task_of_its_name():
    app.loader.import_default_modules()

    assert [name for name in settings.JOB_SECONDS if name not in app.tasks] == []
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled == set(settings.JOB_SECONDS)


@pytest.mark.parametrize("names", [["plan_everything"], []])
def test_an_unknown_name_is_refused_with_the_names_there_are(names, db):
    with pytest.raises(CommandError, match="there are: plan_meetings, open_reports"):
        run(*names)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-25T09:00", datetime(2026, 11, 25, 1, tzinfo=UTC)),
        ("2026-11-25", datetime(2026, 11, 24, 16, tzinfo=UTC)),
        ("2026-11-25T09:00+00:00", datetime(2026, 11, 25, 9, tzinfo=UTC)),
        ("2026-11-25T09:00Z", datetime(2026, 11, 25, 9, tzinfo=UTC)),
    ],
)
def test_runs_as_of_the_moment_given(said, meant, db):
    run("lapse_items", "--at", said)

    assert JobRun.objects.get(name="lapse_items").at == meant


def test_runs_now_otherwise(db):
    before = timezone.now()

    run("lapse_items")

    assert before <= JobRun.objects.get(name="lapse_items").at <= timezone.now()


@pytest.mark.parametrize("said", ["tomorrow", "25/11/2026", "2026-13-01"])
def test_a_moment_that_is_none_is_refused(said, db):
    with pytest.raises(CommandError, match=f"--at {said} is no moment"):
        run("lapse_items", "--at", said)
    assert not JobRun.objects.exists()


def test_every_job_does_its_work_once(busy, settings):
    for name in settings.JOB_SECONDS:
        assert run(name, "--at", MOMENT).strip() != ""
    first, sent = stored(), len(mail.outbox)

    for name in settings.JOB_SECONDS:
        run(name, "--at", MOMENT)
        assert stored() == first, name
    assert len(mail.outbox) == sent

    # There was work for each of them.
    busy.refresh_from_db()
    assert busy.status == "lapsed"
    assert Meeting.objects.exists()
    assert LiaisonReport.objects.count() == 2
    assert Notice.objects.filter(recipient__username="liaison").exists()
    assert Delivery.objects.filter(status="sent").count() == sent > 0
