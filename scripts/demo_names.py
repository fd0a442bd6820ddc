"""Places and people of the demonstration district; all but the streets are invented."""

from collections.abc import Iterator

DALIANWAN = "210211013"

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
