"""Projects and pairings from a workbook."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from common.sheets import ImportRefused, export, open_sheet
from common.sheets.batches import import_workbook
from grids.models import Area
from projects.importers.pairings import PairingImport
from projects.importers.works import ProjectImport
from projects.models import Pairing, Project
from tests.books import workbook
from tests.conftest import START
from tests.projects.works import NOW, TODAY

pytestmark = pytest.mark.django_db
HERE, AWAY = "210211013001", "210211009001"
HEAD = (
    "牵头单位", "牵头单位区划代码", "实施区划代码", "项目名称", "层级", "目标和做法", "启动日期",
    "是否公开",
)  # fmt: skip
PAIR = (
    "帮扶方党组织", "帮扶方区划代码", "受助方党组织", "受助方区划代码", "帮扶计划", "结对日期",
    "约定期满", "结束日期", "成效",
)  # fmt: skip
LATER = date(2027, 12, 31)


def row(**more):
    cells = {
        "牵头单位": "区第二医院", "牵头单位区划代码": HERE, "项目名称": "亮灯",
        "层级": "社区微品牌", "目标和做法": "换灯",
    } | more  # fmt: skip
    return tuple(cells.get(name, "") for name in HEAD)


def pair(**more):
    cells = {
        "帮扶方党组织": "区第二医院党支部", "帮扶方区划代码": HERE, "受助方区划代码": AWAY,
        "受助方党组织": "锦绣园兼合式党支部", "帮扶计划": "义诊", "结对日期": START,
        "约定期满": LATER,
    } | more  # fmt: skip
    return tuple(cells.get(name, "") for name in PAIR)


def load(by, *rows, head=HEAD, importer=ProjectImport):
    return import_workbook(importer, workbook(head, *rows), by=by, now=NOW)


def problems(by, *rows, head=HEAD, importer=ProjectImport) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        load(by, *rows, head=head, importer=importer)
    return [problem.text for problem in refused.value.checked.problems]


def test_a_row_is_a_project_planned_or_under_way(street_user, unit, street):
    load(street_user, row(), row(项目名称="护学", 启动日期=START, 实施区划代码=street.code))
    first, second = Project.objects.order_by("pk")
    assert (first.status, first.area, first.lead) == ("planned", unit.area, unit)
    assert (second.status, second.area, second.started_on) == ("active", street, START)


def test_the_export_imports_again_and_changes_nothing(street_user, unit):
    load(street_user, row(), row(项目名称="护学", 启动日期=START))
    data = export(ProjectImport, Project.objects.for_list())
    assert len(open_sheet(data).rows) == 2
    written = import_workbook(ProjectImport, data, by=street_user, now=NOW)
    assert (written.created, written.unchanged) == (0, 2)


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"牵头单位": "没有的单位"}, "没有这家单位，或不在您的管辖范围内"),
        ({"牵头单位": "红旗小学", "牵头单位区划代码": AWAY}, "没有这家单位，或不在您的管辖范围内"),
        ({"实施区划代码": AWAY}, "没有这个区域，或不在您的管辖范围内"),
        ({"启动日期": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"牵头单位": "驻街单位甲", "是否公开": "是"}, "军警单位牵头的项目不能向居民公开"),
        (
            {"目标和做法": "和驻街单位甲换灯", "是否公开": "是"},
            "向居民公开的文字里不能出现军警单位",
        ),
    ],
)
def test_what_is_wrong_with_a_project(street_user, unit, military_unit, other_unit, more, text):
    assert problems(street_user, row(**more)) == [text]
    assert not Project.objects.exists()


def test_a_known_project_is_not_changed(street_user, unit):
    load(street_user, row())
    changed = row(目标和做法="换声控灯")
    assert problems(street_user, changed) == ["该单位已牵头同名项目，内容不同"]


def test_a_row_is_a_pairing_then_prolongs_and_ends_it(street_user, unit_branch, other_branch):
    of = {"head": PAIR, "importer": PairingImport}
    load(street_user, pair(), **of)
    longer = date(2029, 1, 1)
    assert load(street_user, pair(约定期满=longer), **of).updated == 1
    assert load(street_user, pair(约定期满=longer), **of).unchanged == 1
    done = {"约定期满": longer, "结束日期": TODAY, "成效": "看了 80 人"}
    load(street_user, pair(**done), **of)
    found = Pairing.objects.get()
    assert (found.helper, found.helped, found.until) == (unit_branch, other_branch, longer)
    assert (found.ended_on, found.outcome) == (TODAY, "看了 80 人")
    assert problems(street_user, pair(), **of) == ["这次结对已结束，不能修改"]
    data = export(PairingImport, Pairing.objects.for_list())
    assert import_workbook(PairingImport, data, by=street_user, now=NOW).unchanged == 1


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"受助方党组织": "没有的党支部"}, "没有这个党组织"),
        (
            {"受助方党组织": "区第二医院党支部", "受助方区划代码": HERE},
            "结对的两个党组织不能是同一个",
        ),
        ({"约定期满": START}, "结对日期不能晚于今天，约定期满要晚于结对日期"),
        ({"结束日期": TODAY}, "结束日期和成效要一起填"),
        ({"结束日期": LATER, "成效": "好"}, "不能早于结对日期，也不能晚于今天"),
    ],
)
def test_what_is_wrong_with_a_pairing(street_user, unit_branch, other_branch, more, text):
    assert text in problems(street_user, pair(**more), head=PAIR, importer=PairingImport)
    assert not Pairing.objects.exists()


def test_one_side_lies_in_the_scope(other_street_user, unit_branch, branch):
    here = pair(受助方党组织=branch.name, 受助方区划代码=HERE)
    found = problems(other_street_user, here, head=PAIR, importer=PairingImport)
    assert found == ["两方都不在您的管辖范围内"]


def test_the_same_two_stand_once(street_user, unit_branch, other_branch):
    of = {"head": PAIR, "importer": PairingImport}
    load(street_user, pair(), **of)
    again = pair(结对日期=TODAY)
    assert problems(street_user, again, **of) == ["这两个党组织已经结对"]


def test_the_other_side_lies_in_the_same_district(street_user, unit_branch, other_branch):
    away = Area.objects.create(kind="district", code="210212", name="别的区", valid_from=START)
    other_branch.area = away
    other_branch.save()
    found = problems(street_user, pair(受助方区划代码=away.code), head=PAIR, importer=PairingImport)
    assert found == ["没有这个党组织"]


def test_the_same_two_begin_once_in_a_file(street_user, unit_branch, other_branch):
    rows = pair(), pair(结对日期=TODAY)
    found = problems(street_user, *rows, head=PAIR, importer=PairingImport)
    assert found == ["与第 2 行是同样的两个党组织，只能有一次没有结束"]
    assert not Pairing.objects.exists()


def test_one_that_ends_makes_room_for_the_next_in_a_file(street_user, unit_branch, other_branch):
    of = {"head": PAIR, "importer": PairingImport}
    load(street_user, pair(), **of)
    ends, anew = pair(结束日期=TODAY, 成效="看了 80 人"), pair(结对日期=TODAY)
    for rows in ((anew, ends), (ends, anew)):
        with transaction.atomic():
            written = load(street_user, *rows, **of)
            assert (written.created, written.updated) == (1, 1)
            assert Pairing.objects.current().get().since == TODAY
            transaction.set_rollback(True)
    assert Pairing.objects.current().get().since == START
