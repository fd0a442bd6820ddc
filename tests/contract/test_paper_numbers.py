"""Numbers of papers under threads: 1 … n without a gap."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection

from meetings.actions.papers import number_for
from meetings.models import DocumentNumber
from tests.conftest import START

THREADS = 20


def at_once(jobs):
    def run(job):
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, jobs))


def give(alliance, document):
    return number_for(alliance, "bulletin", 2026, of=document, on=START).number


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_one_to_twenty(alliance):
    documents = [SimpleNamespace(uuid=uuid4()) for _ in range(THREADS)]
    found = at_once([lambda one=one: give(alliance, one) for one in documents])

    assert sorted(found) == list(range(1, THREADS + 1))
    assert DocumentNumber.objects.count() == THREADS


@pytest.mark.django_db(transaction=True)
def test_one_document_gets_one_number_however_often_it_is_asked(alliance):
    document = SimpleNamespace(uuid=uuid4())
    assert at_once([lambda: give(alliance, document)] * THREADS) == [1] * THREADS
    assert DocumentNumber.objects.count() == 1
