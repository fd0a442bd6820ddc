#!/usr/bin/env python3
"""Run a command with a private PostgreSQL and Redis, unless DATABASE_URL / REDIS_URL are given.

    python scripts/with_services.py -- pytest        # starts what is missing, stops it afterwards

Only the standard library; works as root (the servers then run as another user) and as an
ordinary user. The servers listen on loopback, on free ports, keep everything in one temporary
folder, and are always stopped. Redis has 64 databases, so that each test worker takes its own.
"""

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

START_SECONDS = 30
STOP_SECONDS = 15
REDIS_DATABASES = 64


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def find(name: str, hint: str, *patterns: str) -> str:
    """The newest program matching `patterns`, else the one on PATH.

    Not its real path: Debian's redis-server is a link to a program that looks at its own name.
    """
    found = [path for pattern in patterns for path in sorted(glob.glob(pattern), reverse=True)]
    for path in [*found, shutil.which(name)]:
        if path and os.access(path, os.X_OK):
            return path
    sys.exit(f"{name} not found: {hint}")


class Services:
    """The servers of one run and the folder they live in."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-services-"))
        self.running: list[tuple[subprocess.Popen[bytes], signal.Signals]] = []
        self.options: dict[str, Any] = {"cwd": self.folder, "start_new_session": True}
        if os.geteuid() == 0:  # initdb refuses to run as root
            user = next(
                user
                for name in ("postgres", "nobody")
                for user in pwd.getpwall()
                if user.pw_name == name
            )
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def postgresql(self) -> str:
        """Start PostgreSQL; its DATABASE_URL."""
        hint = "apt-get install postgresql, or set DATABASE_URL"
        initdb = find("initdb", hint, "/usr/lib/postgresql/*/bin/initdb")
        programs, data, port = Path(initdb).resolve().parent, self.folder / "pg", free_port()
        self._prepare(
            initdb, "-D", str(data), "-U", "portal", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        self._serve(
            "postgresql", signal.SIGINT,
            [str(programs / "postgres"), "-D", str(data), "-p", str(port), "-k", str(self.folder),
             "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
             "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
             # Tests roll back what they write: statistics of empty tables mislead the planner.
             "-c", "autovacuum=off"],
            ready=[str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)],
        )  # fmt: skip
        return f"postgres://portal@127.0.0.1:{port}/postgres"

    def redis(self) -> str:
        """Start Redis; its REDIS_URL."""
        server = find("redis-server", "apt-get install redis-server, or set REDIS_URL")
        cli, port = shutil.which("redis-cli") or "redis-cli", free_port()
        self._serve(
            "redis", signal.SIGTERM,
            [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
             "--databases", str(REDIS_DATABASES), "--dir", str(self.folder)],
            ready=[cli, "-h", "127.0.0.1", "-p", str(port), "ping"],
        )  # fmt: skip
        return f"redis://127.0.0.1:{port}/0"

    def stop(self) -> None:
        for process, how in reversed(self.running):
            process.send_signal(how)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _prepare(self, *command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self.options)
        if done.returncode:
            sys.exit(f"{command[0]} failed with {done.returncode}:\n{done.stdout}{done.stderr}")

    def _serve(self, name: str, stop: signal.Signals, command: list[str], ready: list[str]) -> None:
        log = self.folder / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, **self.options)
        self.running.append((process, stop))
        until = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < until:
            if subprocess.run(ready, capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.05)
        sys.exit(f"{name} did not start:\n{log.read_text(errors='replace')}")


def run(command: list[str], env: dict[str, str]) -> int:
    """Run `command` in its own session, pass signals on, leave none of its children behind."""
    child = subprocess.Popen(command, env=env, start_new_session=True)
    on_signals(lambda number, _: os.killpg(child.pid, number))
    code = child.wait()
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    return code if code >= 0 else 128 - code


def on_signals(handler: Callable[[int, FrameType | None], Any]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)


def main(command: list[str]) -> int:
    if not command:
        sys.exit(__doc__)
    on_signals(lambda number, _: sys.exit(128 + number))  # so that the servers are stopped
    services, env = Services(), dict(os.environ)
    try:
        env["DATABASE_URL"] = env.get("DATABASE_URL") or services.postgresql()
        env["REDIS_URL"] = env.get("REDIS_URL") or services.redis()
        return run(command, env)
    finally:
        on_signals(lambda number, _: None)
        services.stop()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(main(arguments[1:] if arguments[:1] == ["--"] else arguments))
