"""The portal's own processes, started as `make run` starts them, and stopped again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.stage import ROOT

START_SECONDS, STOP_SECONDS = 60, 20


@contextmanager
def running(command: list[str], **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program in a session of its own; none of it is left behind."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | env,
        stdout=subprocess.DEVNULL,  # what goes wrong is on stderr
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def celery_worker(queue: str) -> Iterator[None]:
    """One worker for `queue`. It may start late: what it gets first waits for it."""
    quiet = ["-W", "ignore:You're running", "-m", "celery", "-q", "-A", "alliance"]
    own = ["--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    with running([*quiet, "worker", *own, "-Q", queue, "-n", f"{queue}-{os.getpid()}@%h"]):
        yield


@contextmanager
def web_server() -> Iterator[tuple[int, int]]:
    """Two preloaded web workers with the portal's own settings: (pid of their master, port)."""
    port = free_port()
    command = [
        "-m", "gunicorn", "alliance.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--preload", "--worker-class", "gthread", "--threads", "4", "--log-level", "warning",
        "--no-control-socket",
    ]  # fmt: skip
    with running(command, DJANGO_SETTINGS_MODULE="alliance.settings") as master:
        until = time.monotonic() + START_SECONDS
        while not _answers(port):
            if master.poll() is not None or time.monotonic() > until:
                raise TimeoutError("the web server does not answer")
            time.sleep(0.1)
        yield master.pid, port


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def pss(pid: int) -> float:
    """The proportional share of memory of a process, in MiB: what is shared counts once in all."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"/proc/{pid}/smaps_rollup has no Pss")
