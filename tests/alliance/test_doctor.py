"""manage.py doctor: what is wrong with the installation, in plain words."""

import os
import shutil
import subprocess
import sys
import time
from collections import namedtuple
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from alliance import doctor
from common.models import JobRun
from grids.calendar import set_year
from grids.models import Area
from notices.models import Delivery, Notice
from projects.models import Service
from tests.conftest import START, at

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def clock():
    return timezone.now()


def ran(name, ago, now):
    moment = now - ago
    JobRun.objects.create(name=name, at=moment, started_at=moment, finished_at=moment)


def test_the_database(db, clock):
    assert doctor.database(clock) == (doctor.OK, f"可以访问（{connection.vendor}）")


def test_without_a_database_nothing_else_is_asked(db, clock):
    def refuse(execute, sql, params, many, context):
        raise OperationalError

    with connection.execute_wrapper(refuse):
        findings = list(doctor.examine(clock))

    assert [(level, what) for level, what, _ in findings] == [(doctor.FAIL, "数据库")]


def test_a_migration_that_is_missing_comes_before_what_needs_it(db, clock):
    assert doctor.migrations(clock) == (doctor.OK, "是最新的")

    last = MigrationRecorder.Migration.objects.filter(app="meetings").latest("id")
    last.delete()

    assert doctor.migrations(clock) == (
        doctor.FAIL,
        "有 1 步没有执行，请运行 manage.py migrate",
    )
    assert [what for _, what, _ in doctor.examine(clock)] == ["数据库", "数据表"]


@pytest.mark.parametrize(
    ("apart", "level"),
    [(0, doctor.OK), (20, doctor.WARN), (-20, doctor.WARN), (300, doctor.FAIL)],
)
def test_the_clock_beside_the_database_s(db, apart, level):
    said = doctor.clock(timezone.now() + timedelta(seconds=apart))

    assert said[0] == level
    assert said[1].startswith("与数据库相差 ")


def test_the_broker(db, clock, settings, tmp_path):
    settings.REDIS_URL, settings.BROKER_DIR = "", tmp_path
    assert doctor.broker(clock) == (doctor.OK, "可以访问")

    settings.BROKER_DIR = tmp_path / "gone"
    assert doctor.broker(clock)[0] == doctor.FAIL


def test_no_worker(db, clock):
    assert doctor.worker(clock) == (doctor.FAIL, "2 秒内没有应答，请启动 celery worker")


def test_a_worker(db, clock):
    command = ["-m", "celery", "-q", "-A", "alliance", "worker", "--pool", "solo"]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "ERROR"]
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    process = subprocess.Popen([sys.executable, *command, *quiet], env=env)
    try:
        end = time.monotonic() + 60
        while (said := doctor.worker(clock))[0] == doctor.FAIL and time.monotonic() < end:
            assert process.poll() is None
        assert said == (doctor.OK, "1 个在工作")
    finally:
        process.terminate()
        process.wait(timeout=30)


def test_a_broker_that_is_away_is_a_worker_that_is_away(db, clock, monkeypatch):
    monkeypatch.setenv("CELERY_BROKER_READ_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")

    assert doctor.worker(clock)[0] == doctor.FAIL


def test_beat(db, clock):
    assert doctor.beat(clock) == (doctor.FAIL, "从未发出任务，请启动 celery beat")

    ran("raise_notices", timedelta(minutes=2), clock)
    assert doctor.beat(clock) == (doctor.OK, "在工作")

    assert doctor.beat(clock + timedelta(minutes=5)) == (
        doctor.FAIL,
        "已停 7 分钟，请检查 celery beat",
    )


def test_jobs_that_missed_their_turn(db, clock, settings):
    for name in settings.JOB_SECONDS:
        ran(name, timedelta(minutes=1), clock)
    assert doctor.jobs(clock) == (doctor.OK, f"{len(settings.JOB_SECONDS)} 项都按时运行")

    later = clock + timedelta(hours=2)
    late = [name for name, seconds in settings.JOB_SECONDS.items() if seconds <= 3600]
    assert {"plan_meetings", "lapse_items", "release_idle_engagements"} < set(late)
    assert doctor.jobs(later) == (doctor.WARN, f"没有按时运行：{'、'.join(late)}")


@pytest.mark.parametrize(
    ("free", "level"), [(5000, doctor.OK), (900, doctor.WARN), (100, doctor.FAIL)]
)
def test_the_disk(free, level, clock, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1, 1, free * 1024 * 1024))

    assert doctor.disk(clock) == (level, f"还剩 {free} MB")


def test_the_trees(db, clock, grid):
    assert doctor.trees(clock) == (doctor.OK, "没有错误的行")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE grids_area SET lft = 99 WHERE id = %s", [grid.pk])

    assert doctor.trees(clock) == (
        doctor.FAIL,
        "1 行有误，请运行 manage.py check_trees --repair",
    )
    assert Area.objects.get(pk=grid.pk).lft == 99  # looking mends nothing


def test_content_past_its_day(clock, unit, community, category, street_user):
    item = Service.objects.create(
        unit=unit, area=community, category=category, title="量血压", contact="办公室",
        phone="0411-87600202", audience="居民", place="卫生站", hours="周一", status="published",
        created_at=at("2026-02-01"), created_by=street_user, reviewed_by=street_user,
        published_at=at("2026-02-01"), last_confirmed=START, valid_until=timezone.localdate(clock),
    )  # fmt: skip
    assert doctor.content(clock) == (doctor.OK, "没有过期未撤下的条目")

    Service.objects.filter(pk=item.pk).update(valid_until=date(2026, 3, 1))

    assert doctor.content(clock)[0] == doctor.WARN
    assert doctor.content(clock)[1].startswith("1 项已过有效期")


def test_a_calendar_that_is_not_official(db):
    march = at("2026-03-02")
    set_year(2026, [], official=False, source="推算", now=march)
    assert doctor.calendar(march)[0] == doctor.WARN
    assert doctor.calendar(march)[1].startswith("2026 年还不是")

    set_year(2026, [], official=True, source="国务院办公厅通知", now=march)
    assert doctor.calendar(march)[0] == doctor.OK
    assert doctor.calendar(at("2026-11-02"))[1].startswith("2027 年还不是")


def test_mail_that_was_not_delivered(db, clock, liaison_user):
    notice = Notice.objects.create(
        recipient=liaison_user, kind="report_due", subject=1, slot="T-5", raised_at=clock
    )
    due = Delivery.objects.create(notice=notice, channel="email", not_before=clock)
    assert doctor.mail(clock) == (doctor.OK, "没有未送达的提醒")

    assert doctor.mail(clock + timedelta(hours=2))[1] == "未送达 0 封，等待超过一小时 1 封"

    Delivery.objects.filter(pk=due.pk).update(status="failed", last_error="550")
    assert doctor.mail(clock) == (doctor.WARN, "未送达 1 封，等待超过一小时 0 封")


def told() -> str:
    out = StringIO()
    call_command("doctor", stdout=out)
    return out.getvalue()


def test_a_failure_ends_the_command_with_an_error(db, clock):
    out = StringIO()
    with pytest.raises(CommandError, match="2 项故障") as raised:
        call_command("doctor", stdout=out)

    assert raised.value.returncode == 1
    lines = out.getvalue().splitlines()
    assert len(lines) == 12
    assert [line.split("：")[0] for line in lines if line.startswith("故障")] == [
        "故障  后台进程",
        "故障  定时进程",
    ]


def test_warnings_do_not(db, clock, monkeypatch):
    monkeypatch.setattr(doctor, "THEN", (("工作日历", doctor.calendar), ("磁盘", doctor.disk)))

    assert [line[:2] for line in told().splitlines()][:3] == ["正常", "正常", "注意"]
