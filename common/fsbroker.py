"""A broker of plain files for the embedded portal: kombu's filesystem transport, made safe.

kombu's own transport shows a message before it is written, lets two readers copy the same message,
and truncates the table of bindings before it fills it. Here everything appears by one rename:
a message is whole or absent, exactly one reader gets it, a table is the old one or the new one.

A reader that is killed loses the message it had taken; nothing may rest on a message alone. The
database says what is due, and the next run of a periodic job finds it.
"""

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.transport.filesystem import exchange_queue_t
from kombu.utils.json import dumps, loads


def _write(path: Path, content: Any) -> None:
    """Write `content` as JSON so that `path` is absent or whole at every moment."""
    aside = path.with_name(f".{uuid.uuid4().hex}.tmp")
    try:
        aside.write_text(dumps(content), encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise ChannelError(f"Cannot write {path}: {error}") from error


class Channel(filesystem.Channel):
    """Messages are `{time}_{uuid}.{queue}.msg` in one folder, oldest first."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:
        name = f"{time_ns():020d}_{uuid.uuid4().hex}.{queue}.msg"
        _write(Path(self.data_folder_out, name), payload)

    def _get(self, queue: str) -> dict[str, Any]:
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = Path(self.data_folder_in, f".{name}.taken")
            try:
                Path(self.data_folder_in, name).rename(taken)
            except FileNotFoundError:  # another reader was quicker
                continue
            payload: dict[str, Any] = loads(taken.read_text(encoding="utf-8"))
            taken.unlink()
            return payload
        raise Empty

    def get_table(self, exchange: str) -> list[exchange_queue_t]:
        try:
            text = self._exchange_file(exchange).read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        return [exchange_queue_t(*row) for row in loads(text)]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        row = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._binding():
            table = self.get_table(exchange)
            if row not in table:
                _write(self._exchange_file(exchange), [row, *table])

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *_: Any, **__: Any
    ) -> None:
        self._purge(queue)
        row = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._binding():
            table = self.get_table(exchange)
            if row in table:
                _write(self._exchange_file(exchange), [kept for kept in table if kept != row])

    @contextmanager
    def _binding(self) -> Iterator[None]:
        """One process at a time changes the tables; readers need no lock."""
        self.control_folder.mkdir(exist_ok=True)
        with (self.control_folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class Transport(filesystem.Transport):
    Channel = Channel
