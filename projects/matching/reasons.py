"""The points of a candidate in plain words: what a person reads beside the name."""

from projects.matching import points as p
from projects.matching.ask import WEEKEND, Ask, shared
from projects.matching.plain import Offer
from projects.matching.points import Found, Kind

Part = tuple[str, int]
DAYS = " 一二三四五六日"
MOST_WORDS = 3
PLACES = {p.WHOLE_STREET: "面向全街道", p.SAME_STREET: "同一街道"}
UNIT_PLACES = {p.WHOLE_STREET: "街道的单位", p.SAME_STREET: "同一街道"}
CATEGORIES = {p.SAME_CATEGORY: "同类别", p.NEAR_CATEGORY: "上下级类别", p.SAME_GROUP: "同一大类"}


def parts(ask: Ask, found: Found, offer: Offer | None) -> list[Part]:
    """(words, points) of everything that counted; without an offer it is a unit that helped."""
    said = [
        (_place(ask, found, offer), found.place),
        (_category(found), found.category),
        (_words(ask, offer), p.PAIR * found.pairs),
        (_number(ask, found, offer), found.number),
        ("到希望日期仍有效", found.in_time),
        (f"{p.FRESH_DAYS} 天内确认过", found.fresh),
        (_open(ask), found.open),
        (
            f"{p.HELP_DAYS} 天内帮过 {found.helps} 次",
            p.HELPED * min(found.helps, p.MOST_HELPS),
        ),
    ]
    return [(words, points) for words, points in said if points]


def _place(ask: Ask, found: Found, offer: Offer | None) -> str:
    if found.place == p.SAME_COMMUNITY:
        if ask.community_id:
            return "同一社区"
        return "同一街道" if ask.street_id else "同为全区"
    if found.place == p.SAME_DISTRICT:
        return "面向全区" if ask.street_id and offer else "同一区"
    return (PLACES if offer else UNIT_PLACES)[found.place]


def _category(found: Found) -> str:
    words = CATEGORIES.get(found.category, "")
    return f"帮过{words}的需求" if found.kind == Kind.UNIT else words


def _words(ask: Ask, offer: Offer | None) -> str:
    """Pairs that follow each other are one word: 会议 and 议室 are 会议室."""
    runs: list[str] = []
    for pair in shared(ask.pairs, offer.search_text) if offer else ():
        if runs and runs[-1][-1] == pair[0] and _follows(ask, runs[-1][-2:], pair):
            runs[-1] += pair[1]
        else:
            runs.append(pair)
    return f"都提到{'、'.join(f'“{run}”' for run in runs[:MOST_WORDS])}"


def _follows(ask: Ask, before: str, pair: str) -> bool:
    return ask.pairs.index(pair) == ask.pairs.index(before) + 1


def _number(ask: Ask, found: Found, offer: Offer | None) -> str:
    if offer is None:
        return ""
    count = offer.people if ask.of_people else offer.things
    if offer.kind == Kind.SERVICE:
        words = f"名额 {count} 个"
    else:
        words = f"可容纳 {count} 人" if ask.of_people else f"可同时提供 {count} 份"
    return words if found.number == p.ENOUGH else f"{words}，能解决一部分"


def _open(ask: Ask) -> str:
    if ask.on:
        return f"{ask.on.month} 月 {ask.on.day} 日开放"
    if ask.days == WEEKEND:
        return "周末开放"
    return f"周{'、'.join(DAYS[day] for day in sorted(ask.days))}有时段开放"
