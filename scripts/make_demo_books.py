#!/usr/bin/env python3
"""Writes the workbooks of the demonstration district into alliance/demo/books/.

Streets, figures and their source are those of the published study of Dalianwan street; villages,
communities, grids, units, people and phone numbers are invented. Run it after changing the data:

    .venv/bin/python scripts/make_demo_books.py
"""

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")

import django  # noqa: E402

django.setup()

from common.sheets import Importer, write_sheet  # noqa: E402
from grids.importers import AreaImport, FiguresImport, PostImport  # noqa: E402
from members.credit_code import check_digit  # noqa: E402
from members.importers import LiaisonImport, UnitImport  # noqa: E402
from projects.models import Demand, Resource, Service  # noqa: E402
from projects.sheets import IMPORTERS  # noqa: E402

BOOKS = ROOT / "alliance" / "demo" / "books"
START = date(2026, 1, 1)
STUDY = "史艺军、梁宇：《城乡结合部区域化党建联合体》，2019 年（街道申报数）"
DISTRICT, DALIANWAN = "210211", "210211013"

STREETS = {
    DALIANWAN: "大连湾街道",
    "210211010": "红旗街道",
    "210211011": "辛寨子街道",
    "210211014": "营城子街道",
}
VILLAGES = [
    *("前滩", "后滩", "石桥", "东沟", "西沟", "渔港", "松山"),
    *("柳林", "白沙", "北崖", "南崖", "果园", "盐田", "望海"),
]
ESTATES = ["幸福里小区", "海青花园", "滨海新村", "向阳小区", "锦绣园", "文昌苑", "和平里", "梧桐苑"]
OTHERS = {
    "210211010": ["锦绣社区", "文昌社区", "和平里社区"],
    "210211011": ["魅力社区", "新华社区", "春晖社区"],
    "210211014": ["秀山丽水社区", "望山社区", "滨河社区"],
}
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡"
GIVEN = [
    *("桂芳", "建国", "丽华", "志强", "秀英", "海燕"),
    *("文博", "晓东", "玉梅", "立新", "春生", "雪梅"),
]


def person(number: int) -> str:
    """An invented name; the same number gives the same name."""
    return SURNAMES[number * 7 % len(SURNAMES)] + GIVEN[number * 5 % len(GIVEN)]


def communities() -> Iterator[tuple[str, str, str, str]]:
    """(code, name, setting, street) of every community and village."""
    yield f"{DALIANWAN}001", "海青社区", "urban", DALIANWAN
    for number, name in enumerate(VILLAGES, start=201):
        yield f"{DALIANWAN}{number}", f"{name}村", "rural", DALIANWAN
    for street, names in OTHERS.items():
        for number, name in enumerate(names, start=1):
            yield f"{street}{number:03}", name, "urban", street


def grids() -> Iterator[tuple[str, str, str]]:
    """(code, name, boundary) of every grid."""
    for place, (code, name, setting, _) in enumerate(communities()):
        count = 6 if name == "海青社区" else 2 if setting == "rural" else 3
        for number in range(1, count + 1):
            first = (number - 1) * 8 + 1
            if setting == "rural":
                side = "东西南北"[number - 1]
                where = f"{name}{side}片 {(number - 1) * 60 + 1}–{number * 60} 号"
            else:
                where = f"{ESTATES[(place + number) % len(ESTATES)]} {first}–{first + 7} 幢"
            yield f"{code}{number:03}", f"第 {number} 网格", where


def areas() -> Iterator[dict[str, Any]]:
    yield {"code": DISTRICT, "name": "甘井子区", "kind": "district"}
    for code, name in STREETS.items():
        yield {"code": code, "name": name, "kind": "street", "parent": DISTRICT}
    for code, name, setting, street in communities():
        kind = {"kind": "community", "parent": street}
        yield {"code": code, "name": name, "setting": setting, **kind}
    for code, name, boundary in grids():
        rural = {"setting": "rural"} if code[9:12] > "200" else {}
        yield {"code": code, "name": name, "boundary": boundary, "kind": "grid", **rural}
    first = f"{DALIANWAN}001001"
    for number in range(1, 5):
        where = f"{ESTATES[1]} {2 * number - 1}–{2 * number} 幢"
        micro = {"code": f"{first}{number:03}", "name": f"{2 * number - 1}–{2 * number} 幢楼院"}
        yield {**micro, "boundary": where, "kind": "micro", "parent": first}


def figures() -> Iterator[dict[str, Any]]:
    yield {
        "code": DALIANWAN,
        "on": date(2018, 12, 31),
        "source": STUDY,
        "registered": 52_000,
        "transient": 61_000,
        "square_km": Decimal("69.55"),
        "military_units": 6,
        "large_state_firms": 5,
        "local_committees": 21,
        "local_branches": 141,
        "local_members": 2_721,
        "other_committees": 14,
        "other_branches": 263,
        "other_members": 4_104,
    }
    for number, (code, *_) in enumerate(communities()):
        people = 2_100 + number * 137 % 1_900
        yield {
            "code": code,
            "on": date(2026, 6, 30),
            "source": "演示数据（虚构）",
            "households": people * 10 // 27,
            "registered": people,
            "transient": people * 11 // 10,
        }


def posts() -> Iterator[dict[str, Any]]:
    """A head for every grid but one; consent from most; a guide for every community and street."""
    for number, (code, *_) in enumerate(grids()):
        if code == f"{DALIANWAN}202002":
            continue  # nobody at the moment: the finder answers with the village's guide
        yield _post(code, "head", number, consent=number % 7 != 3)
        if number % 4 == 0:
            yield _post(code, "part_time", number + 500, consent=True)
    for number, (code, *_) in enumerate(communities(), start=200):
        yield _post(code, "guide", number, consent=True)
    for number, code in enumerate(STREETS, start=300):
        yield _post(code, "guide", number, consent=True)


def _post(code: str, role: str, number: int, *, consent: bool) -> dict[str, Any]:
    return {
        "code": code,
        "role": role,
        "name": person(number),
        "stand_in": person(number + 3),
        "duty_phone": f"0411-8760{number % 10_000:04}",
        "availability": "每天 8:00–20:00" if number % 2 else "周一至周五 8:30–17:30",
        "consent_on": START if consent else None,
        "since": START,
    }


# name, alias, type, community number of Dalianwan (0: the street itself), industry
DALIANWAN_UNITS = [
    ("大连湾街道机关", "", "local", 0, "公共管理"),
    ("海青社区居委会", "", "local", 1, "公共管理"),
    *[(f"{name}村村委会", "", "local", 201 + n, "公共管理") for n, name in enumerate(VILLAGES[:6])],
    ("区第二人民医院", "", "public", 1, "医疗卫生"),
    ("大连湾派出所社区服务组", "", "public", 1, "公共管理"),
    ("大连湾税务所", "", "public", 1, "公共管理"),
    ("大连湾市场监管所", "", "public", 1, "公共管理"),
    ("滨海港务集团", "", "state", 0, "港口物流"),
    ("渤海船舶修造公司", "", "state", 0, "船舶制造"),
    ("北方海上工程公司", "", "state", 206, "海洋工程"),
    ("大连湾供电所", "", "state", 1, "电力"),
    ("海青自来水公司", "", "state", 1, "供水"),
    *[
        (f"演示某部第{n}分队", f"驻街单位{mark}", "military", 0, "")
        for n, mark in enumerate("甲乙丙丁戊己", start=1)
    ],
    ("海湾水产食品厂", "", "private", 206, "水产加工"),
    ("新港冷链物流公司", "", "private", 206, "物流"),
    ("惠民超市连锁", "", "private", 1, "零售"),
    ("安居物业公司", "", "private", 1, "物业"),
    ("大连湾中心小学", "", "school", 1, "教育"),
    ("大连湾高级中学", "", "school", 1, "教育"),
    ("海青幼儿园", "", "school", 1, "教育"),
    ("蓝丝带志愿服务队", "", "social", 1, "志愿服务"),
    ("夕阳红老年协会", "", "social", 1, "养老"),
    ("骑手驿站", "", "new", 1, "快递外卖"),
    ("网约车司机之家", "", "new", 1, "出行服务"),
]
OTHER_UNITS = [
    ("{}机关", "local", "公共管理"),
    ("{}卫生服务中心", "public", "医疗卫生"),
    ("{}第一小学", "school", "教育"),
    ("{}商贸公司", "private", "零售"),
    ("{}便民服务社", "social", "志愿服务"),
    ("{}银行网点", "state", "金融"),
]


def units() -> Iterator[dict[str, Any]]:
    for number, (name, alias, kind, place, industry) in enumerate(DALIANWAN_UNITS):
        code = f"{DALIANWAN}{place:03}" if place else DALIANWAN
        yield _unit(name, kind, code, industry, number, alias)
    number = len(DALIANWAN_UNITS)
    for street, names in OTHERS.items():
        label = STREETS[street].removesuffix("街道")
        for place, (pattern, kind, industry) in enumerate(OTHER_UNITS):
            code = street if kind == "local" else f"{street}{place % len(names) + 1:03}"
            yield _unit(pattern.format(label), kind, code, industry, number)
            number += 1


def _unit(
    name: str, kind: str, code: str, industry: str, number: int, alias: str = ""
) -> dict[str, Any]:
    first = f"91210211MA{number:07}"
    credit = "" if kind in ("local", "military") else first + check_digit(first)
    return {
        "name": name,
        "alias": alias,
        "type": kind,
        "area_code": code,
        "address": "" if kind == "military" else f"示范路 {number + 1} 号",
        "credit_code": credit,
        "industry": industry,
        "joined_on": START,
    }


def liaisons() -> Iterator[dict[str, Any]]:
    """An officer for every unit but two."""
    for number, unit in enumerate(units()):
        if unit["name"] in ("海湾水产食品厂", "辛寨子商贸公司"):
            continue
        yield {
            "unit": unit["name"],
            "area_code": unit["area_code"],
            "name": person(number + 40),
            "phone": f"1380000{1000 + number}",
            "since": START,
        }


HAIQING = f"{DALIANWAN}001"
# unit, code it reaches, title, category, description, own facts…
SERVICES = [
    (
        "海青社区居委会",
        HAIQING,
        "六十岁以上老人午餐配送",
        "助餐",
        "六十岁以上老人",
        "海青社区食堂",
        "周一至周五 10:30–12:00",
        "60 份",
        "前一天下午四点前打电话",
        "身份证明看一眼即可",
    ),
    (
        "区第二人民医院",
        DALIANWAN,
        "免费量血压、测血糖",
        "义诊体检",
        "全体居民",
        "海青社区卫生站",
        "每周四 8:30–11:00",
        "",
        "不用预约，直接到场",
        "",
    ),
    (
        "区第二人民医院",
        DALIANWAN,
        "高龄老人上门换药",
        "康复护理",
        "八十岁以上行动不便老人",
        "老人家中",
        "周一至周五 14:00–16:30",
        "每天 6 户",
        "电话预约",
        "病历本",
    ),
    (
        "区第二人民医院",
        DALIANWAN,
        "陪诊和代取药",
        "陪诊取药",
        "独居老人",
        "区第二人民医院门诊",
        "工作日 8:00–16:00",
        "",
        "提前一天电话预约",
        "医保卡",
    ),
    (
        "大连湾供电所",
        DALIANWAN,
        "家庭用电安全检查",
        "水电维修",
        "全体居民",
        "居民家中",
        "周六 9:00–16:00",
        "每周 20 户",
        "电话预约",
        "",
    ),
    (
        "海青自来水公司",
        DALIANWAN,
        "修水管、查漏水",
        "水电维修",
        "全体居民",
        "居民家中",
        "每天 8:00–20:00",
        "",
        "电话报修",
        "",
    ),
    (
        "安居物业公司",
        HAIQING,
        "小家电维修便民日",
        "家电维修",
        "全体居民",
        "幸福里小区广场",
        "每月第三个周六 9:00–16:00",
        "40 件",
        "直接到场",
        "带上要修的电器",
    ),
    (
        "大连湾派出所社区服务组",
        DALIANWAN,
        "反诈骗入户讲解",
        "反诈宣传",
        "老年人家庭",
        "居民家中或楼院",
        "工作日 9:00–17:00",
        "",
        "电话预约",
        "",
    ),
    (
        "大连湾税务所",
        DALIANWAN,
        "个体户办税辅导",
        "创业帮扶",
        "个体工商户",
        "大连湾税务所一楼",
        "工作日 8:30–17:00",
        "",
        "电话预约",
        "营业执照",
    ),
    (
        "大连湾市场监管所",
        DALIANWAN,
        "营业执照代办帮办",
        "创业帮扶",
        "准备开店的居民",
        "街道便民大厅",
        "工作日 8:30–17:00",
        "",
        "直接到场",
        "本人证件",
    ),
    (
        "大连湾中心小学",
        HAIQING,
        "四点半课堂",
        "课后托管",
        "小学生",
        "大连湾中心小学",
        "周一至周五 15:30–17:30",
        "80 名",
        "向班主任报名",
        "",
    ),
    (
        "大连湾高级中学",
        DALIANWAN,
        "周末阅览室开放",
        "阅读学习",
        "全体居民",
        "大连湾高级中学图书馆",
        "周六、周日 9:00–16:00",
        "60 座",
        "直接到场",
        "",
    ),
    (
        "海青幼儿园",
        HAIQING,
        "亲子早教公开课",
        "托育早教",
        "三岁以下婴幼儿家庭",
        "海青幼儿园",
        "每月第一个周六 9:30–11:00",
        "20 家",
        "电话报名",
        "",
    ),
    (
        "蓝丝带志愿服务队",
        DALIANWAN,
        "教老人用手机",
        "智能手机课",
        "六十岁以上老人",
        "海青社区活动室",
        "每周三 14:00–16:00",
        "25 人",
        "电话或现场报名",
        "带上自己的手机",
    ),
    (
        "蓝丝带志愿服务队",
        DALIANWAN,
        "独居老人每周探访",
        "探访陪伴",
        "独居老人",
        "老人家中",
        "每周一次",
        "",
        "社区代为登记",
        "",
    ),
    (
        "夕阳红老年协会",
        HAIQING,
        "免费理发日",
        "理发助洁",
        "六十岁以上老人",
        "海青社区活动室",
        "每月 1 日、15 日 9:00–11:30",
        "",
        "直接到场",
        "",
    ),
    (
        "夕阳红老年协会",
        HAIQING,
        "合唱队和广场舞",
        "文艺演出",
        "全体居民",
        "海青广场",
        "每天 18:30–20:00",
        "",
        "直接到场",
        "",
    ),
    (
        "滨海港务集团",
        DALIANWAN,
        "港口岗位招聘专场",
        "招聘求职",
        "求职居民",
        "街道二楼大厅",
        "每季度末月 20 日 9:00–12:00",
        "",
        "直接到场",
        "简历",
    ),
    (
        "渤海船舶修造公司",
        DALIANWAN,
        "焊工技能培训",
        "技能培训",
        "求职居民",
        "渤海船舶培训中心",
        "每月一期，每期五天",
        "30 名",
        "电话报名",
        "本人证件",
    ),
    (
        "惠民超市连锁",
        HAIQING,
        "米面油送上门",
        "助餐",
        "七十岁以上老人",
        "海青社区",
        "每天 9:00–18:00",
        "",
        "电话下单",
        "",
    ),
    (
        "骑手驿站",
        HAIQING,
        "骑手帮捎药品",
        "陪诊取药",
        "行动不便居民",
        "海青社区",
        "每天 8:00–21:00",
        "",
        "电话联系",
        "",
    ),
    (
        "红旗卫生服务中心",
        "210211010",
        "家庭医生签约",
        "义诊体检",
        "全体居民",
        "红旗卫生服务中心",
        "工作日 8:00–17:00",
        "",
        "直接到场",
        "医保卡",
    ),
    (
        "红旗便民服务社",
        "210211010",
        "邻里纠纷调解",
        "矛盾调解",
        "全体居民",
        "锦绣社区居委会",
        "工作日 9:00–17:00",
        "",
        "电话预约",
        "",
    ),
    (
        "辛寨子便民服务社",
        "210211011",
        "志愿服务超市",
        "缝补磨刀",
        "全体居民",
        "魅力社区",
        "周六 9:00–15:00",
        "",
        "直接到场",
        "",
    ),
    (
        "营城子便民服务社",
        "210211014",
        "楼院议事会",
        "矛盾调解",
        "全体居民",
        "秀山丽水社区",
        "每月 10 日 19:00",
        "",
        "直接到场",
        "",
    ),
]
RESOURCES = [
    (
        "大连湾街道机关",
        DALIANWAN,
        "街道三楼会议室",
        "会议室",
        "venue",
        "1 间",
        60,
        "工作日 9:00–17:00",
        "提前三天预约，不收费",
    ),
    (
        "大连湾中心小学",
        DALIANWAN,
        "学校操场和篮球场",
        "运动场",
        "venue",
        "2 片",
        200,
        "周末 8:00–17:00",
        "请爱护设施",
    ),
    (
        "大连湾高级中学",
        DALIANWAN,
        "多功能报告厅",
        "会议室",
        "venue",
        "1 间",
        300,
        "周末 9:00–16:00",
        "单位借用，提前一周",
    ),
    (
        "海青社区居委会",
        HAIQING,
        "社区活动室",
        "活动室",
        "venue",
        "2 间",
        40,
        "每天 8:30–20:30",
        "居民活动优先",
    ),
    (
        "滨海港务集团",
        DALIANWAN,
        "大客车（含司机）",
        "场地借用",
        "equipment",
        "2 辆",
        45,
        "周末",
        "公益活动，提前一周",
    ),
    (
        "北方海上工程公司",
        DALIANWAN,
        "投影仪和音响",
        "场地借用",
        "equipment",
        "1 套",
        None,
        "工作日",
        "当天归还",
    ),
    (
        "区第二人民医院",
        DALIANWAN,
        "健康讲座医生",
        "义诊体检",
        "talent",
        "6 人",
        None,
        "提前两周约定",
        "",
    ),
    ("大连湾税务所", DALIANWAN, "税务政策讲师", "创业帮扶", "talent", "2 人", None, "工作日", ""),
    ("渤海船舶修造公司", DALIANWAN, "电焊技师", "技能培训", "talent", "3 人", None, "周末", ""),
    ("惠民超市连锁", HAIQING, "慰问物资优惠采购", "助餐", "funds", "", None, "全年", "按成本价"),
    (
        "新港冷链物流公司",
        DALIANWAN,
        "冷链配送车",
        "助餐",
        "equipment",
        "3 辆",
        None,
        "每天 5:00–9:00",
        "公益配送免费",
    ),
    (
        "大连湾市场监管所",
        DALIANWAN,
        "个体户政策信息",
        "创业帮扶",
        "information",
        "",
        None,
        "工作日",
        "",
    ),
    ("红旗第一小学", "210211010", "风雨操场", "运动场", "venue", "1 间", 150, "周末", ""),
]
DEMANDS = [
    ("海青社区居委会", HAIQING, "缺一名周末书法老师", "阅读学习", "normal", "1 人"),
    ("海青社区居委会", HAIQING, "楼道照明灯老化需要更换", "水电维修", "urgent", "36 盏"),
    ("夕阳红老年协会", HAIQING, "合唱队需要排练场地", "活动室", "soon", "1 间"),
    ("前滩村村委会", f"{DALIANWAN}201", "村民想学海产品网上销售", "技能培训", "normal", "30 人"),
    ("后滩村村委会", f"{DALIANWAN}202", "老年人想做一次体检", "义诊体检", "soon", "80 人"),
    ("石桥村村委会", f"{DALIANWAN}203", "法律宣传进村", "法律援助", "normal", "1 场"),
    ("渔港村村委会", f"{DALIANWAN}206", "渔船油污水处理设备", "技能培训", "urgent", "1 套"),
    ("渔港村村委会", f"{DALIANWAN}206", "暑期孩子没人看", "课后托管", "soon", "25 名"),
    ("骑手驿站", HAIQING, "骑手需要午间休息点", "场地借用", "soon", "2 处"),
    ("大连湾中心小学", HAIQING, "校门口护学志愿者", "探访陪伴", "normal", "6 人"),
    ("安居物业公司", HAIQING, "加装电梯意见协调", "矛盾调解", "normal", "3 幢"),
    ("红旗便民服务社", "210211010001", "独居老人需要午餐", "助餐", "soon", "15 人"),
]
CONTACT = {"contact": "党群办公室"}


def _listed(number: int, unit: str, code: str, title: str, category: str) -> dict[str, Any]:
    codes = {row["name"]: row["credit_code"] for row in units()}
    base = {"unit": unit, "credit_code": codes[unit], "code": code, "title": title}
    return base | CONTACT | {"category": category, "phone": f"0411-8761{number:04}"}


def services() -> Iterator[dict[str, Any]]:
    names = ("audience", "place", "hours", "quota", "booking", "bring")
    for number, (unit, code, title, category, *facts) in enumerate(SERVICES):
        own = dict(zip(names, facts, strict=True))
        yield _listed(number, unit, code, title, category) | own | {"is_public": True}


def resources() -> Iterator[dict[str, Any]]:
    names = ("form", "quantity", "capacity", "opening", "conditions")
    for number, (unit, code, title, category, *facts) in enumerate(RESOURCES, start=100):
        own = dict(zip(names, facts, strict=True))
        public = own["form"] in ("venue", "talent")
        yield _listed(number, unit, code, title, category) | own | {"is_public": public}


def demands() -> Iterator[dict[str, Any]]:
    for number, (unit, code, title, category, urgency, amount) in enumerate(DEMANDS, start=200):
        own = {"urgency": urgency, "quantity": amount}
        yield _listed(number, unit, code, title, category) | own


def write(name: str, importer: type[Importer], rows: Iterable[dict[str, Any]]) -> None:
    note = "演示数据：街道名称和申报数取自公开发表的研究，其余单位、人员、电话均为虚构。"
    path = BOOKS / f"{name}.xlsx"
    path.write_bytes(write_sheet(importer.title, importer.columns, rows, note=note))
    sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    BOOKS.mkdir(parents=True, exist_ok=True)
    write("areas", AreaImport, areas())
    write("figures", FiguresImport, figures())
    write("posts", PostImport, posts())
    write("units", UnitImport, units())
    write("liaisons", LiaisonImport, liaisons())
    write("resources", IMPORTERS[Resource], resources())
    write("services", IMPORTERS[Service], services())
    write("demands", IMPORTERS[Demand], demands())
