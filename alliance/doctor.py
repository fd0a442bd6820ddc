"""Is the whole installation well? One finding for each thing that can be wrong, in plain words."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from celery.exceptions import CeleryError
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from kombu.exceptions import KombuError

from alliance.celery import app
from alliance.health import broker_answers, database_answers
from common.models import JobRun
from common.tree import check, tree_models
from grids.calendar import unofficial_years_in_use
from notices.models import Delivery
from projects.models import Demand, Resource, Service

OK, WARN, FAIL = "正常", "注意", "故障"
ANSWER = 2.0  # seconds a worker has to answer
TICK = timedelta(minutes=3)  # `raise_notices` runs every minute
WAITING = timedelta(hours=1)
MEGABYTE = 1024 * 1024
LOW, LEAST = 1024 * MEGABYTE, 200 * MEGABYTE
APART, FAR_APART = timedelta(seconds=5), timedelta(minutes=1)
CLOCKS = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')",
}


class Finding(NamedTuple):
    level: str
    what: str
    text: str


Check = Callable[[datetime], tuple[str, str]]


def examine(now: datetime) -> Iterator[Finding]:
    """All findings as of `now`; without a database, or its tables, only what can be told then."""
    for what, look in (*FIRST, *THEN):
        level, text = look(now)
        yield Finding(level, what, text)
        if level == FAIL and (what, look) in FIRST:
            return


def database(now: datetime) -> tuple[str, str]:
    if not database_answers():
        return FAIL, "连不上，请检查 DATABASE_URL 和数据库服务"
    return OK, f"可以访问（{connection.vendor}）"


def clock(now: datetime) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(CLOCKS[connection.vendor])
        (said,) = cursor.fetchone()
    moment = said if isinstance(said, datetime) else datetime.fromisoformat(said)
    apart = abs(moment - now)
    level = FAIL if apart > FAR_APART else WARN if apart > APART else OK
    return level, f"与数据库相差 {apart.total_seconds():.0f} 秒"


def migrations(now: datetime) -> tuple[str, str]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return FAIL, f"有 {len(missing)} 步没有执行，请运行 manage.py migrate"
    return OK, "是最新的"


def broker(now: datetime) -> tuple[str, str]:
    if not broker_answers():
        return FAIL, "连不上，请检查 REDIS_URL 或 DATA_DIR 下的 broker 目录；提醒会推迟，不会丢失"
    return OK, "可以访问"


def worker(now: datetime) -> tuple[str, str]:
    try:
        answers = app.control.inspect(timeout=ANSWER).ping() or {}
    except (CeleryError, KombuError, OSError):
        answers = {}
    if not answers:
        return FAIL, f"{ANSWER:.0f} 秒内没有应答，请启动 celery worker"
    return OK, f"{len(answers)} 个在工作"


def beat(now: datetime) -> tuple[str, str]:
    last = JobRun.objects.filter(name="raise_notices").first()
    if last is None:
        return FAIL, "从未发出任务，请启动 celery beat"
    ago = now - last.finished_at
    if ago > TICK:
        return FAIL, f"已停 {ago.total_seconds() / 60:.0f} 分钟，请检查 celery beat"
    return OK, "在工作"


def jobs(now: datetime) -> tuple[str, str]:
    """Each job had its turn: at most twice its interval ago, and never less than TICK."""
    runs = dict(JobRun.objects.values_list("name", "finished_at"))
    late = [
        name
        for name, seconds in settings.JOB_SECONDS.items()
        if name not in runs or now - runs[name] > max(2 * timedelta(seconds=seconds), TICK)
    ]
    if late:
        return WARN, f"没有按时运行：{'、'.join(late)}"
    return OK, f"{len(settings.JOB_SECONDS)} 项都按时运行"


def disk(now: datetime) -> tuple[str, str]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    level = FAIL if free < LEAST else WARN if free < LOW else OK
    return level, f"还剩 {free // MEGABYTE} MB"


def trees(now: datetime) -> tuple[str, str]:
    wrong = sum(check(model) for model in tree_models())
    if wrong:
        return FAIL, f"{wrong} 行有误，请运行 manage.py check_trees --repair"
    return OK, "没有错误的行"


def content(now: datetime) -> tuple[str, str]:
    today = timezone.localdate(now)
    old = sum(
        model.objects.published().filter(valid_until__lt=today).count()
        for model in (Resource, Service, Demand)
    )
    if old:
        return WARN, f"{old} 项已过有效期而未撤下，居民看不到，请检查任务 lapse_items"
    return OK, "没有过期未撤下的条目"


def calendar(now: datetime) -> tuple[str, str]:
    years = unofficial_years_in_use(now)
    if years:
        said = "、".join(map(str, years))
        return WARN, f"{said} 年还不是国务院公布的安排，请在“设置—工作日历”上传"
    return OK, "用到的年份都是国务院公布的安排"


def mail(now: datetime) -> tuple[str, str]:
    failed = Delivery.objects.failed().count()
    due = {"status": Delivery.Status.WAITING, "not_before__lt": now - WAITING}
    waiting = Delivery.objects.filter(**due).count()
    if failed or waiting:
        return WARN, f"未送达 {failed} 封，等待超过一小时 {waiting} 封"
    return OK, "没有未送达的提醒"


FIRST: tuple[tuple[str, Check], ...] = (
    ("数据库", database),
    ("数据表", migrations),
)
THEN: tuple[tuple[str, Check], ...] = (
    ("时钟", clock),
    ("消息队列", broker),
    ("后台进程", worker),
    ("定时进程", beat),
    ("定时任务", jobs),
    ("磁盘", disk),
    ("树", trees),
    ("清单内容", content),
    ("工作日历", calendar),
    ("提醒邮件", mail),
)
