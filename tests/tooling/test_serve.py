"""`make run`: what it keeps running, what it says, and that it leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psycopg2
import pytest

from scripts import serve
from tests.tooling.processes import eventually, having

ROOT = Path(__file__).parents[2]
START_SECONDS = 240


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# --- one child ------------------------------------------------------------------------------------


@pytest.fixture
def family():
    before = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    family = serve.Family()
    yield family
    family.stop()
    for number, handler in before.items():
        signal.signal(number, handler)


def look_until_it_starts_again(keeper: serve.Keeper, *, times: int) -> None:
    for _ in range(times):
        child = keeper.family.children[keeper.name]
        child.wait(10)
        keeper.look()


def test_a_child_that_cannot_stay_up_ends_the_run_at_its_third_exit(family, capfd):
    keeper = serve.Keeper(family, "web", [sys.executable, "-c", "raise SystemExit(3)"])
    keeper.look()
    look_until_it_starts_again(keeper, times=2)
    with pytest.raises(SystemExit, match=r"web ended 3 times right after its start .exit code 3."):
        look_until_it_starts_again(keeper, times=1)


def test_a_child_that_had_run_for_a_while_is_started_again_and_again(family, monkeypatch):
    monkeypatch.setattr(serve, "QUICK_SECONDS", 0.0)
    keeper = serve.Keeper(family, "web", [sys.executable, "-c", ""])
    keeper.look()
    look_until_it_starts_again(keeper, times=4)
    assert list(family.children) == ["web"]


def test_what_a_dead_child_leaves_running_is_killed(family, tmp_path, monkeypatch):
    monkeypatch.setenv("LEFT_BEHIND", str(tmp_path))
    orphan = "import subprocess; subprocess.Popen(['sleep', '60'])"
    keeper = serve.Keeper(family, "worker", [sys.executable, "-c", orphan])
    keeper.look()
    family.children["worker"].wait(10)
    assert [*having("LEFT_BEHIND", tmp_path).values()] == ["sleep 60 "]
    family.bury("worker")
    assert eventually(lambda: not having("LEFT_BEHIND", tmp_path), 5)


def test_a_step_that_fails_ends_the_start(family):
    with pytest.raises(SystemExit, match="migrate failed with exit code 4"):
        family.run("migrate", [sys.executable, "-c", "raise SystemExit(4)"])


def test_a_signal_during_a_step_stops_the_step(family):
    family.signals.append(signal.SIGTERM)
    with pytest.raises(serve.Stopped):
        family.run("migrate", ["sleep", "60"])
    started = time.monotonic()
    family.stop()
    assert time.monotonic() - started < 5


def test_children_end_when_the_supervisor_is_killed(tmp_path):
    code = (
        "import time; from scripts.serve import Family;"
        "Family().start('web', ['sleep', '60']); time.sleep(60)"
    )
    supervisor = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"ORPHANED": str(tmp_path)}
    )
    assert eventually(lambda: "sleep 60 " in having("ORPHANED", tmp_path).values(), 10)
    supervisor.kill()
    supervisor.wait()
    assert eventually(lambda: not having("ORPHANED", tmp_path), 5)


# --- keys and files -------------------------------------------------------------------------------


def test_keys_are_written_once_and_for_the_owner_alone(tmp_path):
    path = tmp_path / "portal.env"
    serve.write_keys(path)
    first = path.read_text()
    serve.write_keys(path)
    assert path.read_text() == first
    assert path.stat().st_mode & 0o777 == 0o600
    names = re.findall(r"^(\w+)=\S{40,}$", first, re.MULTILINE)
    assert names == ["SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY"]
    assert [file.name for file in tmp_path.iterdir()] == ["portal.env"]


def test_static_files_are_collected_again_when_one_changes(tmp_path):
    (tmp_path / "a.css").write_text("a{}")
    before = serve.fingerprint(tmp_path.iterdir())
    assert serve.fingerprint(tmp_path.iterdir()) == before
    (tmp_path / "a.css").write_text("a{color:red}")
    assert serve.fingerprint(tmp_path.iterdir()) != before


def test_the_demonstration_is_loaded_once_a_database_and_not_with_demo_0(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://one")
    monkeypatch.setenv("DEMO", "1")
    assert serve.wants_demo(tmp_path, new_database=False)
    (tmp_path / "demo.stamp").write_text(serve.database())
    assert not serve.wants_demo(tmp_path, new_database=False)
    assert serve.wants_demo(tmp_path, new_database=True)
    monkeypatch.setenv("DATABASE_URL", "postgres://two")
    assert serve.wants_demo(tmp_path, new_database=False)
    monkeypatch.setenv("DEMO", "0")
    assert not serve.wants_demo(tmp_path, new_database=True)


# --- the whole ------------------------------------------------------------------------------------


@pytest.fixture
def environment(tmp_path, worker_id):
    """The embedded portal; or, where the tests have PostgreSQL and Redis, a database of its own."""
    env = os.environ | {"DATA_DIR": str(tmp_path / "data"), "PORT": str(free_port())}
    for name in ("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY", "DJANGO_SETTINGS_MODULE"):
        env.pop(name, None)
    if not os.environ.get("DATABASE_URL"):
        yield env
        return
    name, server = f"serve_{worker_id}", psycopg2.connect(os.environ["DATABASE_URL"])
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
        yield env | {"DATABASE_URL": env["DATABASE_URL"].rpartition("/")[0] + f"/{name}"}
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


class Run:
    """One `make run`, from its start to the end of its last process."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env, self.log = env, Path(env["DATA_DIR"] + ".log")
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "scripts/serve.py"], cwd=ROOT, env=env, stdout=output,
                stderr=output, start_new_session=True,
            )  # fmt: skip

    def ready(self) -> bool:
        return eventually(
            lambda: "按 Ctrl-C 停止" in self.said() or self.process.poll() is not None,
            START_SECONDS,
        ) and (self.process.poll() is None)

    def said(self) -> str:
        return self.log.read_text()

    def children(self, word: str) -> list[int]:
        """The pids of the processes of this run whose command line holds `word`."""
        found = having("DATA_DIR", self.env["DATA_DIR"])
        return [pid for pid, command in found.items() if word in command]

    def status(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.env['PORT']}{path}") as answer:
            return answer.status

    def stop(self, number: signal.Signals) -> tuple[int, dict[int, str]]:
        """The exit code, and what is left running."""
        self.process.send_signal(number)
        code = self.process.wait(60)
        return code, having("DATA_DIR", self.env["DATA_DIR"])


@pytest.fixture
def run(environment):
    runs = []

    def start() -> Run:
        runs.append(Run(environment))
        return runs[-1]

    yield start
    for one in runs:
        if one.process.poll() is None:
            one.stop(signal.SIGTERM)


def test_a_taken_port_is_said_at_once_and_nothing_is_written(environment, run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["PORT"])))
        taken.listen()
        portal = run()
        assert portal.process.wait(20) == 1
    assert f"port {environment['PORT']} cannot be used" in portal.said()
    assert not Path(environment["DATA_DIR"]).exists()


def test_the_portal_starts_heals_stops_and_starts_again_with_its_data(environment, run):
    portal = run()
    assert portal.ready(), portal.said()
    assert [portal.status(path) for path in ("/healthz", "/readyz", "/")] == [200, 200, 200]
    for account in serve.ACCOUNTS:
        assert re.search(rf"^  {account} ", portal.said(), re.MULTILINE)
    assert "alliance-demo" in portal.said()
    assert all(portal.children(word) for word in ("gunicorn", "worker", "beat"))

    killed = min(portal.children("alliance worker"))
    os.kill(killed, signal.SIGKILL)
    assert eventually(lambda: "worker 退出（-9），重新启动" in portal.said(), 10)
    assert eventually(lambda: set(portal.children("alliance worker")) - {killed}, 10)

    assert portal.stop(signal.SIGTERM) == (0, {}), portal.said()
    keys, said = Path(environment["DATA_DIR"], "portal.env").read_text(), portal.said()

    again = run()
    assert again.ready(), again.said()
    assert "载入演示数据" in said
    assert "载入演示数据" not in again.said()
    assert Path(environment["DATA_DIR"], "portal.env").read_text() == keys
    assert again.stop(signal.SIGINT) == (0, {}), again.said()
