"""Words that say that somebody needs more than a form: which number to call first."""

from typing import NamedTuple


class Line(NamedTuple):
    number: str
    what: str


POLICE = Line("110", "报警")
FIRE = Line("119", "火警、救援")
MEDICAL = Line("120", "急救")
ALL = (POLICE, FIRE, MEDICAL)

WORDS: dict[str, tuple[Line, ...]] = {
    **dict.fromkeys(
        ["着火", "起火", "失火", "冒烟", "火灾", "烧起来", "爆炸", "困在电梯", "电梯困人"],
        (FIRE,),
    ),
    **dict.fromkeys(["煤气", "燃气", "天然气", "液化气"], (FIRE,)),
    **dict.fromkeys(
        [
            "晕倒", "昏倒", "昏迷", "晕过去", "叫不醒", "受伤", "流血", "出血", "骨折", "摔倒",
            "摔伤", "心梗", "胸口疼", "胸痛", "喘不上", "没有呼吸", "抽搐", "中风", "中毒", "烫伤",
        ],
        (MEDICAL,),
    ),
    **dict.fromkeys(
        ["打架", "打人", "行凶", "拿刀", "抢劫", "被抢", "小偷", "被偷", "家暴", "走失", "失踪"],
        (POLICE,),
    ),
    **dict.fromkeys(["触电", "漏电"], (MEDICAL, FIRE)),
    **dict.fromkeys(["溺水", "落水", "掉进水", "掉进河", "掉进海"], (POLICE, FIRE, MEDICAL)),
    **dict.fromkeys(["跳楼", "自杀", "轻生", "不想活"], (POLICE, MEDICAL)),
}  # fmt: skip


def lines_for(text: str) -> list[Line]:
    """The numbers to call for what is written, each once, in the order 110, 119, 120."""
    meant = {line for word, lines in WORDS.items() if word in text for line in lines}
    return [line for line in ALL if line in meant]
