"""Alliances by industry and a committee for the demonstration district.

Streets and industries are those of the published study; units, people and phones are invented.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from grids.models import Area
from members.actions.memberships import add_members, found_alliance
from members.actions.seats import appoint_officer, nominate
from members.models import Alliance, CommitteeSeat, MemberUnit, PartyOrganization

DALIANWAN = "210211013"
FOUNDED = date(2026, 1, 1)
TERM = date(2028, 12, 31)
CIRCLE = "海湾商圈"
INDUSTRIES = {  # industry → (unit, group)
    "金融服务业": [("大连湾税务所", "服务"), ("新港冷链物流公司", "用户")],
    "现代商贸业": [
        ("惠民超市连锁", "零售"),
        ("海湾水产食品厂", "生产"),
        ("新港冷链物流公司", "物流"),
        ("骑手驿站", "配送"),
    ],
    "工程建筑业": [("北方海上工程公司", "施工"), ("渤海船舶修造公司", "制造")],
}
OFFICERS = [
    (CommitteeSeat.Role.SECRETARY, "王建国", "13700000001"),
    (CommitteeSeat.Role.DEPUTY, "李海燕", "13700000002"),
    (CommitteeSeat.Role.FULL_TIME, "张晓东", "13700000003"),
]
HEADS = [("区第二人民医院", "刘文博", "13700000011"), ("滨海港务集团", "陈立新", "13700000012")]


@transaction.atomic
def found_committees(now: datetime) -> str:
    """Found what is missing; a second run changes nothing."""
    street = Area.objects.current().get(code=DALIANWAN)
    industries = _industries(street, now)
    seats = _committee(Alliance.objects.active().get(kind="regional", area=street), now)
    return f"成立功能型联合体 {industries} 个，登记委员 {seats} 名"


def _industries(street: Area, now: datetime) -> int:
    units = {unit.name: unit for unit in MemberUnit.objects.active().filter(street=street)}
    founded = 0
    for industry, members in INDUSTRIES.items():
        name = f"{industry}党建联合体"
        if Alliance.objects.filter(area=street, name=name).exists():
            continue
        alliance = found_alliance(
            kind=Alliance.Kind.FUNCTIONAL,
            name=name,
            industry=industry,
            circle=CIRCLE,
            area=street,
            founded_on=FOUNDED,
            by=None,
            now=now,
        )
        for unit, part in members:
            add_members(alliance, [units[unit]], since=FOUNDED, part=part, by=None, now=now)
        founded += 1
    return founded


def _committee(alliance: Alliance, now: datetime) -> int:
    """Officers appointed, two heads of units nominated: the street has something to approve."""
    if alliance.seats.exists():
        return 0
    core = PartyOrganization.objects.current().filter(area=alliance.area, kind="work_committee")
    Alliance.objects.filter(pk=alliance.pk).update(core=core.first())
    for role, name, phone in OFFICERS:
        appoint_officer(
            alliance,
            role,
            name=name,
            phone=phone,
            since=FOUNDED,
            term_ends_on=TERM,
            by=None,
            now=now,
        )
    for unit_name, name, phone in HEADS:
        unit = MemberUnit.objects.active().get(name=unit_name, street=alliance.area)
        today = timezone.localdate(now)
        nominate(alliance, unit, name=name, phone=phone, on=today, by=None, now=now)
    return len(OFFICERS) + len(HEADS)
