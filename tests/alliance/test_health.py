"""/healthz and /readyz: alive, and able to work; neither says a secret."""

import pytest
from django.conf import settings
from django.db import OperationalError, connection

READY = {"status": "ok", "database": "ok", "broker": "ok"}


@pytest.fixture
def embedded(settings, tmp_path):
    """The broker of plain files, in a folder of the test's own."""
    settings.REDIS_URL, settings.BROKER_DIR = "", tmp_path / "broker"
    settings.BROKER_DIR.mkdir()
    return settings.BROKER_DIR


@pytest.fixture
def deaf_redis(settings, monkeypatch):
    settings.REDIS_URL = "redis://:a-password@127.0.0.1:1/0"
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", settings.REDIS_URL)


def answer(client, path):
    response = client.get(path)
    return response.status_code, response.json()


def test_alive_asks_nobody(client):
    assert answer(client, "/healthz") == (200, {"status": "ok"})


def test_ready(client, db):
    assert answer(client, "/readyz") == (200, READY)


def test_not_ready_without_the_broker_s_folder(client, db, embedded):
    assert answer(client, "/readyz") == (200, READY)

    embedded.rmdir()

    wrong = {"status": "unavailable", "broker": "unavailable"}
    assert answer(client, "/readyz") == (503, READY | wrong)


def test_not_ready_while_redis_is_away(client, db, deaf_redis):
    code, body = answer(client, "/readyz")

    assert (code, body) == (503, READY | {"status": "unavailable", "broker": "unavailable"})
    assert "a-password" not in str(body)


def test_not_ready_while_the_database_is_away(client, db, embedded):
    def refuse(execute, sql, params, many, context):
        raise OperationalError(f"no connection as {settings.SECRET_KEY}")

    with connection.execute_wrapper(refuse):
        wrong = {"status": "unavailable", "database": "unavailable"}
        assert answer(client, "/readyz") == (503, READY | wrong)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_neither_sets_a_cookie_nor_takes_a_post(client, db, path):
    assert not client.get(path).cookies
    assert client.post(path).status_code == 405
