"""Where the bench plays: two databases of its own, one district and N, and no one else's data."""

import os
import secrets
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Stage:
    """`one` and `all` are names of databases; the connection stands on `all`.

    The sizes below are those of the bars; `tiny` only proves that everything runs.
    """

    scale: int
    one: str
    all: str
    tiny: bool = False

    def size(self, wanted: int, tiny: int) -> int:
        return tiny if self.tiny else wanted


def environment(database: str, folder: Path) -> dict[str, str]:
    """Production settings on loopback, with fresh keys and mail that goes nowhere."""
    return {
        "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl(),
        "DATA_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "BLIND_INDEX_KEY": secrets.token_urlsafe(40),
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_URL": "dummymail://",
        "DEBUG": "0",
        "HTTPS": "0",
        "BASE_PATH": "",
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def own_databases() -> Iterator[tuple[str, str]]:
    """Two empty databases on the server of DATABASE_URL, and an environment that leads there."""
    server = os.environ["DATABASE_URL"]
    one, every = (f"bench_{os.getpid()}_{name}" for name in ("one", "all"))
    on_server(server, f'CREATE DATABASE "{every}"')
    try:
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
            os.environ.update(environment(every, Path(folder)))
            yield one, every
    finally:
        for name in (one, every):
            on_server(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def on_server(url: str, statement: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
