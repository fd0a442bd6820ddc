"""The private PostgreSQL and Redis of a test run: they answer, and they are always stopped."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.with_services import Services
from tests.tooling.processes import eventually, having

pytestmark = pytest.mark.contract
SCRIPT = Path(__file__).parents[2] / "scripts" / "with_services.py"
LOOK = """
import os, psycopg2, redis
with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
    cursor.execute("SHOW server_encoding")
    print(cursor.fetchone()[0])
address = os.environ["REDIS_URL"].rpartition("/")[0]
print(redis.Redis.from_url(address + "/63").ping())
raise SystemExit(7)
"""


@pytest.fixture
def env(tmp_path):
    """Without services of its own; what is started carries a mark to be found by."""
    own = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    return own | {"STARTED_BY": str(tmp_path)}


def start(env, *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, SCRIPT, "--", *command], env=env, text=True, stdout=subprocess.PIPE
    )


def test_both_answer_and_the_exit_code_is_passed_on(env):
    done = start(env, sys.executable, "-c", LOOK)
    assert done.communicate(timeout=60)[0].split() == ["UTF8", "True"]
    assert done.returncode == 7
    assert having("STARTED_BY", env["STARTED_BY"]) == {}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_the_command_and_the_servers(env, number):
    running = start(
        env, sys.executable, "-c", "print('up', flush=True); import time; time.sleep(99)"
    )
    assert running.stdout.readline() == "up\n"
    assert any(
        "postgres" in command for command in having("STARTED_BY", env["STARTED_BY"]).values()
    )
    running.send_signal(number)
    assert running.wait(30) != 0
    running.communicate()
    assert eventually(lambda: having("STARTED_BY", env["STARTED_BY"]) == {}, 5)


def test_what_is_given_is_used_and_nothing_is_started(env):
    given = env | {"DATABASE_URL": "postgres://a@b/c", "REDIS_URL": "redis://b/0"}
    told = start(given, "sh", "-c", "echo $DATABASE_URL $REDIS_URL").communicate(timeout=20)[0]
    assert told.split() == ["postgres://a@b/c", "redis://b/0"]


def test_why_a_program_failed_is_said():
    services = Services()
    try:
        with pytest.raises(SystemExit, match="sh failed with 3:\nno room on the disk"):
            services._prepare("sh", "-c", "echo no room on the disk >&2; exit 3")
    finally:
        services.stop()
    assert not services.folder.exists()


def test_a_server_that_does_not_start_says_why():
    services = Services()
    try:
        with pytest.raises(SystemExit, match="redis did not start:\nno memory"):
            services._serve("redis", signal.SIGTERM, ["sh", "-c", "echo no memory"], ["false"])
    finally:
        services.stop()
