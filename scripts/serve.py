#!/usr/bin/env python3
"""`make run`: the whole portal on this machine, until Ctrl-C.

Makes DATA_DIR (./.data) with its keys, migrates, collects static files, loads the demonstration
district on the first start, then keeps the web server, the Celery worker and beat running, each in
its own session: a child that dies is restarted, one that dies three times at once ends the run.
DATABASE_URL and REDIS_URL are used when set; without them SQLite and a broker of plain files.
"""

import ctypes
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ACCOUNTS = {
    "district": "区级管理员",
    "street": "街道工作人员（大连湾街道）",
    "community": "社区工作人员（海青社区）",
    "grid": "网格员",
    "liaison": "联络员",
    "liaison2": "联络员（同一街道另一单位）",
    "tutor": "党建辅导员",
    "auditor": "审计员（只读）",
    "otherstreet": "街道工作人员（另一街道）",
}
QUICK_SECONDS, QUICK_EXITS = 10.0, 3
STOP_SECONDS = 30.0
TICK_SECONDS = 0.2
PR_SET_PDEATHSIG = 1  # <sys/prctl.h>


class Stopped(Exception):
    """Somebody asked the portal to stop."""


def die_with_parent() -> None:
    """Ask Linux to stop this child when the supervisor is killed without a chance to do so."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Family:
    """The children of this run and the wish to stop; nothing of it outlives `stop()`."""

    def __init__(self) -> None:
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.signals: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda number, _: self.signals.append(number))

    def start(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        """Start a child in its own session, so that Ctrl-C reaches only this process."""
        self.children[name] = subprocess.Popen(
            command, cwd=ROOT, start_new_session=True, preexec_fn=die_with_parent
        )
        return self.children[name]

    def pause(self) -> None:
        """Wait a moment; `Stopped` if a signal has come."""
        if self.signals:
            raise Stopped
        time.sleep(TICK_SECONDS)

    def run(self, name: str, command: list[str]) -> None:
        """Run one step to its end; end the start if it fails."""
        step = self.start(name, command)
        while step.poll() is None:
            self.pause()
        self.bury(name)
        if step.returncode:
            sys.exit(f"portal: {name} failed with exit code {step.returncode}")

    def bury(self, name: str) -> None:
        """Kill what a dead child has left behind: a killed worker leaves its pool running."""
        with suppress(ProcessLookupError):
            os.killpg(self.children.pop(name).pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ask all to finish what they are doing, wait, then kill; a second signal kills at once."""
        asked, until = len(self.signals), time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            child.terminate()
        for name, child in list(self.children.items()):
            while child.poll() is None:
                if time.monotonic() > until or len(self.signals) > asked:
                    os.killpg(child.pid, signal.SIGKILL)
                time.sleep(0.05)
            self.bury(name)


def keys() -> str:
    """Fresh keys as lines of an environment file."""
    return (
        "# Written by the first start; keep it and back it up apart from the data.\n"
        "# Without FIELD_KEYS the telephone numbers in the database cannot be read.\n"
        f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
        f"FIELD_KEYS={urlsafe_b64encode(secrets.token_bytes(32)).decode()}\n"
        f"BLIND_INDEX_KEY={secrets.token_urlsafe(40)}\n"
    )


def write_keys(path: Path) -> None:
    """Write the keys once, readable by nobody else; whole or not at all."""
    if path.exists():
        return
    aside = path.with_suffix(".new")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(keys())
    aside.rename(path)


def fingerprint(paths: Iterable[Path]) -> str:
    """Changes when a file is added, removed, resized or written."""
    facts = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(paths)]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def environment(data: Path) -> dict[str, str]:
    """What the children find in their environment besides what is there already."""
    return {
        "DATA_DIR": str(data),
        "DEMO": os.environ.get("DEMO", "1"),
        "DEMO_PASSWORD": os.environ.get("DEMO_PASSWORD", "alliance-demo"),
        "DJANGO_SETTINGS_MODULE": "alliance.settings",
        "HTTPS": os.environ.get("HTTPS", "0"),  # it listens on loopback alone
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
        "PYTHONUNBUFFERED": "1",
        "STATIC_ROOT": os.environ.get("STATIC_ROOT", str(data / "staticfiles")),
    }


def prepare(family: Family, data: Path) -> None:
    """Database, cache table, static files, and on the first start the demonstration district."""
    manage = [sys.executable, "manage.py"]
    embedded = not os.environ.get("DATABASE_URL")
    new_database = embedded and not (data / "portal.sqlite3").exists()
    say("准备数据库")
    family.run("migrate", [*manage, "migrate", "-v0"])
    family.run("createcachetable", [*manage, "createcachetable", "-v0"])

    sources = [*ROOT.glob("static/**/*"), ROOT / "requirements.txt", ROOT / "alliance/settings.py"]
    stamp, now = data / "staticfiles.stamp", fingerprint(sources)
    if not stamp.exists() or stamp.read_text() != now:
        say("收集静态文件")
        family.run("collectstatic", [*manage, "collectstatic", "--noinput", "--clear", "-v0"])
        stamp.write_text(now)

    if wants_demo(data, new_database=new_database):
        say("载入演示数据（仅首次启动，约一两分钟）")
        family.run("load_demo", [*manage, "load_demo"])
        (data / "demo.stamp").write_text(database())


def wants_demo(data: Path, *, new_database: bool) -> bool:
    """Whether to load the demonstration district: once a database, and never with DEMO=0."""
    if os.environ["DEMO"] != "1":
        return False
    stamp = data / "demo.stamp"
    return new_database or not stamp.exists() or stamp.read_text() != database()


def database() -> str:
    """Tells one DATABASE_URL from another without saying it."""
    return hashlib.sha256(os.environ.get("DATABASE_URL", "").encode()).hexdigest()


def commands(port: int, data: Path) -> dict[str, list[str]]:
    """The three processes of the portal."""
    celery = [sys.executable, "-W", "ignore:You're running", "-m", "celery", "-q", "-A", "alliance"]
    return {
        "web": [
            sys.executable, "-m", "gunicorn", "alliance.wsgi", "--bind", f"127.0.0.1:{port}",
            "--workers", "2", "--preload", "--worker-class", "gthread", "--threads", "4",
            "--log-level", "warning", "--graceful-timeout", "10", "--no-control-socket",
        ],
        "worker": [
            *celery, "worker", "--concurrency", "1", "--loglevel", "WARNING",
            "--without-gossip", "--without-mingle", "--hostname", "portal@%h",
        ],
        "beat": [
            *celery, "beat", "--loglevel", "WARNING", "--schedule", str(data / "beat-schedule"),
        ],
    }  # fmt: skip


class Keeper:
    """Keeps one process running: restarts it, unless it cannot stay up."""

    def __init__(self, family: Family, name: str, command: list[str]) -> None:
        self.family, self.name, self.command = family, name, command
        self.quick_exits, self.started = 0, 0.0

    def look(self) -> None:
        child = self.family.children.get(self.name)
        if child and child.poll() is None:
            return
        if child:
            self._mourn(child.returncode)
        self.started = time.monotonic()
        self.family.start(self.name, self.command)

    def _mourn(self, code: int) -> None:
        self.family.bury(self.name)
        quick = time.monotonic() - self.started < QUICK_SECONDS
        self.quick_exits = self.quick_exits + 1 if quick else 0
        if self.quick_exits >= QUICK_EXITS:
            sys.exit(
                f"portal: {self.name} ended {QUICK_EXITS} times right after its start "
                f"(exit code {code}); what it said is above"
            )
        say(f"{self.name} 退出（{code}），重新启动")


def serve(family: Family, port: int, data: Path) -> None:
    """Keep the three processes running until a signal comes or one of them cannot stay up."""
    keepers = [Keeper(family, name, command) for name, command in commands(port, data).items()]
    ready = False
    while True:
        for keeper in keepers:
            keeper.look()
        if not ready and (ready := answers(port)):
            welcome(port)
        family.pause()


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            ok: bool = answer.status == 200
            return ok
    except (urllib.error.URLError, OSError):
        return False


def welcome(port: int) -> None:
    say(f"门户已就绪： http://127.0.0.1:{port}/")
    if os.environ["DEMO"] == "1":
        say(
            f"登录： http://127.0.0.1:{port}/in/   演示账号，密码均为 {os.environ['DEMO_PASSWORD']}"
        )
        for name, who in ACCOUNTS.items():
            say(f"  {name:<12} {who}")
    say("按 Ctrl-C 停止。")


def say(text: str) -> None:
    print(text, flush=True)


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            sys.exit(
                f"portal: port {port} cannot be used ({error.strerror}); try PORT=8001 make run"
            )


def main() -> None:
    family = Family()
    data = Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()
    try:
        port = int(os.environ.get("PORT") or 8000)
    except ValueError:
        sys.exit(f"portal: PORT must be a number, not {os.environ['PORT']!r}")
    check_port(port)
    data.mkdir(parents=True, exist_ok=True)
    write_keys(data / "portal.env")
    os.environ.update(environment(data))
    try:
        prepare(family, data)
        serve(family, port, data)
    except Stopped:
        say("正在停止……")
    finally:
        family.stop()


if __name__ == "__main__":
    main()
