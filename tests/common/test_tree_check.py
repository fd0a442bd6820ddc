"""check_trees counts what is wrong and mends it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet

from common.models import JobRun
from common.tasks import check_trees
from common.tree import BelowItself, check, repair
from grids.models import Area
from tests.common.trees import area


@pytest.fixture
def community(db):
    return area("110101001001", area("110101001", area("110101")))


def run(capsys, *args):
    call_command("check_trees", *args)
    return capsys.readouterr().out.splitlines()


def test_all_right(community, capsys):
    assert run(capsys) == [
        "grids.Area：0 行有误",
        "members.PartyOrganization：0 行有误",
        "projects.Category：0 行有误",
    ]


def test_wrong_rows_are_counted_and_fail_the_command(community, capsys):
    QuerySet(Area).filter(pk=community.pk).update(lft=99, street=None)
    QuerySet(Area).filter(pk=community.parent_id).update(level=7)

    with pytest.raises(CommandError, match="--repair"):
        call_command("check_trees")

    assert capsys.readouterr().out.splitlines()[0] == "grids.Area：2 行有误"


def test_repair_mends_and_then_has_nothing_to_do(community, capsys):
    QuerySet(Area).update(tree_id=0, lft=0, rght=0, level=0, street=None)

    assert run(capsys, "--repair")[0] == "grids.Area：3 行有误，已改正"
    assert run(capsys, "--repair")[0] == "grids.Area：0 行有误"
    assert run(capsys)[0] == "grids.Area：0 行有误"


def test_a_cycle_is_counted_and_not_guessed_at(community):
    with connection.cursor() as cursor:  # the two below the root, each the other's parent
        cursor.execute(
            "UPDATE grids_area SET parent_id = %s WHERE id = %s",
            [community.pk, community.parent_id],
        )

    assert check(Area) == 3  # the two, and the root, which has nothing below it now
    with pytest.raises(BelowItself):
        repair(Area)


def test_the_job_alarms(community, caplog):
    assert check_trees.delay(at="2026-11-22T03:00:00+08:00").get() == "各棵树均无错误"

    QuerySet(Area).filter(pk=community.pk).update(lft=99)

    assert check_trees(at="2026-11-23T03:00:00+08:00") == "grids.Area 1 行有误"
    assert JobRun.objects.get(name="check_trees").outcome == "grids.Area 1 行有误"
    assert [record.levelname for record in caplog.records] == ["ERROR"]
