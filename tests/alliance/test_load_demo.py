"""The command that loads demonstration districts: only where asked for, in the size it says."""

import pytest
from django.core.management import CommandError, call_command

from alliance.demo import synthetic
from common.tree import check
from grids.models import Area
from members.models import MemberUnit
from projects.models import Demand, Resource, Service

LISTS = [Resource, Service, Demand]


def test_it_is_refused_where_nobody_asked_for_it(db, settings):
    settings.DEMO = settings.DEBUG = False

    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo")


def test_synthetic_districts_have_the_size_they_say(db, monkeypatch):
    for name, size in [("STREETS", 2), ("COMMUNITIES", 4), ("GRIDS", 8), ("UNITS", 6)]:
        monkeypatch.setattr(synthetic, name, size)
    monkeypatch.setattr(synthetic, "SHARES", {Resource: 3, Service: 6, Demand: 3})

    call_command("load_demo", "--scale", "2", verbosity=0)
    call_command("load_demo", "--scale", "2", verbosity=0)

    assert Area.objects.filter(kind="district").count() == 2
    assert Area.objects.count() == 2 * 15
    assert MemberUnit.objects.count() == 12
    assert [model.objects.count() for model in LISTS] == [6, 12, 6]
    assert check(Area) == 0
