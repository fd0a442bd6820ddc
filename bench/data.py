"""The synthetic districts: one in one database, N in the other."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from alliance.demo import synthetic
from bench.stage import Stage, on_server
from projects.models import Demand, Resource, Service

TINY = {"STREETS": 2, "COMMUNITIES": 4, "GRIDS": 40, "UNITS": 20}
TINY_SHARES = {Resource: 60, Service: 200, Demand: 20}


def load(stage: Stage) -> None:
    """Migrate, load one district, copy the database, load the others."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if stage.tiny:
        for name, value in TINY.items():
            setattr(synthetic, name, value)
        synthetic.SHARES.update(TINY_SHARES)
    grow(1)
    connection.close()
    on_server(
        os.environ["DATABASE_URL"].replace(stage.all, "postgres"),
        f'CREATE DATABASE "{stage.one}" TEMPLATE "{stage.all}"',
    )
    grow(stage.scale)
    for name in (stage.one, stage.all):
        with standing_on(name):
            sql("VACUUM ANALYZE")


def grow(districts: int) -> None:
    for line in synthetic.generate(districts, now=timezone.now()):
        print(f"  {line}", flush=True)


@contextmanager
def standing_on(database: str) -> Iterator[None]:
    """Everything inside works on that database."""
    before = connection.settings_dict["NAME"]
    _go(database)
    try:
        yield
    finally:
        _go(before)


def _go(database: str) -> None:
    if connection.settings_dict["NAME"] != database:
        connection.close()
        connection.settings_dict["NAME"] = database
    connection.ensure_connection()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside has never been."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sql(statement: str, *params: Any) -> int:
    """Run a statement; how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return int(cursor.rowcount)


def value(statement: str, *params: Any) -> int:
    """The one number that a query answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return int(cursor.fetchone()[0])
