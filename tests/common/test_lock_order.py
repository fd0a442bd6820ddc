"""Whoever places a record locks the tree of its area first, then the record, as a move does."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.sheets.batches import import_workbook
from grids.actions.stations import change_station
from grids.models import ServiceStation
from members.actions.contacts import change_contact
from members.actions.units import change_unit
from members.importers import OrganizationImport, UnitImport
from members.models import HouseholdContact, PartyOrganization
from tests.books import workbook
from tests.conftest import START

TREE = re.compile(
    r'SELECT "grids_area"."id"( AS "pk")?, "grids_area"."tree_id"( AS "tree_id")? FROM'
)


def _unit(cast, by):
    change_unit(cast["unit"], area=cast["grid"], by=by, now=timezone.now())


def _contact(cast, by):
    facts = {"area": cast["grid"], "doors": "1–9 号", "households": 19, "residents": None}
    change_contact(cast["contact"], by=by, **facts)


def _station(cast, by):
    change_station(cast["station"], area=cast["grid"], by=by)


def _units(cast, by):
    header = ("单位名称", "类型", "区划代码", "地址")
    data = workbook(header, ("区第二医院", "机关事业单位", "210211013001", "新址"))
    import_workbook(UnitImport, data, by=by, now=timezone.now())


def _organizations(cast, by):
    header = ("名称", "类型", "区划代码", "直属党员数")
    data = workbook(header, ("第一党支部", "党支部", "210211013001", 9))
    import_workbook(OrganizationImport, data, by=by, now=timezone.now())


@pytest.mark.parametrize(
    ("touched", "act"),
    [
        ('FROM "members_memberunit"', _unit),
        ('FROM "members_householdcontact"', _contact),
        ('FROM "grids_servicestation"', _station),
        ('UPDATE "members_memberunit"', _units),
        ('UPDATE "members_partyorganization"', _organizations),
    ],
)
def test_the_tree_comes_first(touched, act, unit, grid, community, street_user):
    branch = PartyOrganization.objects.create(
        kind="branch", name="第一党支部", area=community, founded_on=START
    )
    cast = {
        "unit": unit,
        "grid": grid,
        "contact": HouseholdContact.objects.create(
            organization=branch, area=grid, doors="1–20 号", households=20, since=START
        ),
        "station": ServiceStation.objects.create(
            area=community,
            kind="station",
            name="海青党群服务站",
            address="海青路",
            duty_phone="0411-87600001",
            since=START,
        ),
    }
    with CaptureQueriesContext(connection) as done:
        act(cast, street_user)
    asked = [query["sql"] for query in done]
    held = next(n for n, sql in enumerate(asked) if TREE.match(sql))
    assert held < next(n for n, sql in enumerate(asked) if touched in sql)
