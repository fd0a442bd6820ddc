"""The Word file of a paper as PDF, printed by LibreOffice where the machine has it (record 18)."""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError

SECONDS = 60  # for one conversion, the first of a fresh profile included
WAIT = 20.0  # seconds to wait for the conversion before ours
KEPT = 24 * 3600  # seconds
BUSY = "正在转换另一份文件，请过半分钟再点一次，或先下载 Word。"
FAILED = "这份文件没有转换成功，请下载 Word，或打开预览打印。"


class NoPdf(ValidationError):
    """The file could not be printed now; what to do instead is in the words."""


def program() -> str:
    """The path of LibreOffice; "" where there is none, or the setting SOFFICE says "off"."""
    name = settings.SOFFICE
    return "" if name == "off" else shutil.which(name) or ""


def of(docx: bytes) -> bytes:
    """The PDF of a Word file; kept for a day by what is in it. Raises NoPdf."""
    key = f"pdf:{hashlib.sha256(docx).hexdigest()}"
    known: bytes | None = cache.get(key)
    if known is None:
        with _alone():
            known = cache.get(key) or _convert(docx)
        cache.set(key, known, KEPT)
    return known


@contextmanager
def _alone() -> Iterator[None]:
    """One conversion at a time on this machine: each takes a processor and 200 MB."""
    path = Path(settings.DATA_DIR) / "soffice.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        until = time.monotonic() + WAIT
        while not _taken(lock.fileno()):
            if time.monotonic() > until:
                raise NoPdf(BUSY)
            time.sleep(0.1)
        yield


def _taken(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _convert(docx: bytes) -> bytes:
    """In a folder and with a profile of its own; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="paper-", ignore_cleanup_errors=True) as folder:
        source, result = Path(folder, "paper.docx"), Path(folder, "paper.pdf")
        source.write_bytes(docx)
        try:
            _run(
                program(), f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
                "--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder, str(source),
            )  # fmt: skip
            return result.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise NoPdf(FAILED) from error


def _run(*command: str) -> None:
    """To its end, or killed with all it started: the program is a script that starts others."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True) as process:  # noqa: S603 - our own words
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
