"""Looking at processes from outside, through /proc."""

import time
from collections.abc import Callable
from pathlib import Path


def having(variable: str, value: object) -> dict[int, str]:
    """The living processes started with that environment variable: their command lines by pid."""
    wanted, found = f"{variable}={value}".encode(), {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                found[int(folder.name)] = command.decode(errors="replace")
        except OSError:  # it has just ended, or is another user's
            continue
    return {pid: command for pid, command in found.items() if command}


def eventually(true: Callable[[], object], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.1)
    return bool(true())
