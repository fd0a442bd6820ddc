"""Requests of residents: asked, dispatched, solved; one overdue, one reopened, one returned.

All of it goes through the actions of the pages, at moments in the past, so that terms run as they
would have. Where the street has requests already, nothing is entered. Everything is invented.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from common import audit
from common.lifecycle import move
from grids.models import Area
from members.models import MemberUnit, User
from projects.actions import dispatch as actions
from projects.actions.requests import ask
from projects.memory import forget
from projects.models import Category, Request
from projects.requests import terms
from projects.requests.holders import Holder, grid_posts, of_post, of_unit, of_volunteers
from projects.seeds import set_terms

STREET = "210211013"
HAIQING = f"{STREET}001"
Status = Request.Status
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TEAM = "红色管家志愿队"
ACTS: dict[str, int] = {"received": 0, "accepted": 1, "dispatched": 2, "taken": 3, "returned": 3}


@dataclass(frozen=True)
class Case:
    """`ago` days; `to` is a unit's name, "grid" or "team"; `end` is the state it is led to."""

    ago: int
    code: str
    area: str
    text: str
    place: str = ""
    name: str = ""
    end: str = Status.RECEIVED
    to: str = "team"
    outcome: str = ""
    channel: str = Request.Channel.SELF


CASES = (
    Case(0, "plumbing", f"{HAIQING}001", "厨房水管接头漏水，地上都是水，老人一个人在家。",
         "幸福里 3 幢 2 单元",
         "张阿姨"),
    Case(3, "escort", HAIQING, "下周三要去医院复查，腿脚不便，想请人陪着去。",
         "幸福里 5 幢", "老刘"),
    Case(1, "meal-delivery", f"{STREET}201", "父亲出院在家休养，想问能不能送午饭。",
         "", "李女士",
         Status.ACCEPTED),
    Case(0, "locks", f"{HAIQING}001", "门锁坏了打不开，人在楼道里。",
         "幸福里 6 幢 1 单元", "",
         Status.DISPATCHED, "grid"),
    Case(1, "checkup", HAIQING, "楼里几位老人想在家门口量血压，能不能来一趟。",
         "幸福里活动室", "王大爷",
         Status.DISPATCHED, "区第二人民医院"),
    Case(2, "plumbing", f"{HAIQING}001", "楼道灯坏了三天，晚上上楼看不见。",
         "幸福里 3 幢 1 单元", "",
         Status.TAKEN, "grid", channel=Request.Channel.PHONE),
    Case(20, "nursing", HAIQING, "母亲做完手术，想请护士上门换药。",
         "幸福里 8 幢", "陈女士",
         Status.TAKEN, "区第二人民医院"),
    Case(6, "plumbing", f"{STREET}001002", "下水道堵了，物业说不归他们管。",
         "海青小区 12 幢", "赵师傅",
         "returned", "海青自来水公司"),
    Case(9, "plumbing", f"{HAIQING}001", "电表箱门关不上，怕小孩碰着。",
         "幸福里 2 幢", "",
         Status.DONE, "大连湾供电所", "已更换箱门锁扣，并贴了警示标识。"),
    Case(15, "mediation", HAIQING, "楼上漏水泡了我家墙，两家说不拢。",
         "幸福里 7 幢", "孙先生",
         Status.CONFIRMED, "team", "约两家到议事吧谈了两次，楼上同意修补并赔墙面粉刷。",
         channel=Request.Channel.VISIT),
    Case(25, "checkup", f"{STREET}203", "想给独居的叔叔做一次上门体检。",
         "", "周女士",
         Status.CONFIRMED, "区第二人民医院", "医生上门做了体检，结果已当面说明。"),
    Case(12, "haircut", f"{HAIQING}001", "瘫痪在床，想请人上门理发。",
         "幸福里 1 幢", "吴奶奶",
         Status.REOPENED, "team", "志愿者已上门理发。"),
    Case(8, "parking", HAIQING, "马路边划线停车位收费太高。",
         "", "", Status.DECLINED),
    Case(5, "phones", f"{STREET}201", "想学用手机挂号。",
         "", "郑阿姨", Status.WITHDRAWN),
)  # fmt: skip


@transaction.atomic
def stage(now: datetime) -> str:
    """Enter what is missing; returns one line, "" for nothing to say."""
    set_terms(Category)
    forget()  # the taxonomy is kept in memory for a minute
    if Request.objects.filter(street__code=STREET).exists():
        return ""
    made = [_lead(case, number, now) for number, case in enumerate(CASES)]
    return f"群众点单 {len([one for one in made if one])} 件"


def _lead(case: Case, number: int, now: datetime) -> Request | None:
    """Ask, and lead it to its end; None where its place is not there."""
    area = Area.objects.current().filter(code=case.area).first()
    if area is None:
        return None
    asked_at = now - case.ago * DAY - 2 * HOUR
    staff = User.objects.filter(username="community").first()
    request = Request(area=area, text=case.text, place=case.place, name=case.name)
    request.channel, request.category = case.channel, Category.objects.get(code=case.code)
    by = staff if case.channel != Request.Channel.SELF else None
    ask(request, phone=f"1380000{8100 + number}", by=by, now=asked_at)
    _through(request, case, asked_at + HOUR, staff, now)
    return request


def _through(request: Request, case: Case, at: datetime, staff: User | None, now: datetime) -> None:
    """The acts up to its end, one after the other; what the resident does comes last."""
    if case.end in (Status.DECLINED, Status.WITHDRAWN):
        _end_early(request, case, at, staff)
        return
    acts = [_accept, _dispatch, _take, _finish]
    for act in acts[: ACTS.get(case.end, len(acts))]:
        act(request, case, at, staff)
        # The grid worker's account was opened with the others: today.
        at = now if case.to == "grid" else at + HOUR
    if case.end == "returned":
        words = "已转告社区，另请专业疏通队。"
        actions.give_back(
            request, reason="没有这方面的人手或条件", words=words, note="主管在小区红线内",
            by=_hand(request), now=at,
        )  # fmt: skip
    if case.end in (Status.CONFIRMED, Status.REOPENED):
        _say(request, case.end, at + 2 * DAY)


def _accept(request: Request, case: Case, at: datetime, staff: User | None) -> None:
    title = f"{request.community} {request.category}"
    actions.accept(request, title=title, by=_of_place(request, staff), now=at)


def _of_place(request: Request, staff: User | None) -> User | None:
    """The community's account for its own; other communities have none, the place is named."""
    return staff if request.community and request.community.code == HAIQING else None


def _dispatch(request: Request, case: Case, at: datetime, staff: User | None) -> None:
    today = timezone.localdate(at)
    take_by, done_by = terms.proposed(request, today)
    by = _of_place(request, staff)
    holder = _holder(request, case.to, timezone.localdate())
    actions.dispatch(request, holder, take_by=take_by, done_by=done_by, by=by, now=at)


def _holder(request: Request, to: str, today: date) -> Holder:
    if to == "team":
        return of_volunteers(TEAM)
    if to == "grid":
        posts = grid_posts(today).filter(area__community=request.community_id)
        return of_post(posts[0])
    return of_unit(MemberUnit.objects.active().get(name=to))


def _hand(request: Request) -> User | None:
    """Who signs in for the holder; staff of the place where nobody does."""
    if request.worker:
        return request.worker
    officers = User.objects.filter(
        person__liaisons__unit=request.unit_id, person__liaisons__until=None
    )
    return officers.first() if request.unit_id else None


def _take(request: Request, case: Case, at: datetime, staff: User | None) -> None:
    actions.take(request, by=_hand(request), now=at)


def _finish(request: Request, case: Case, at: datetime, staff: User | None) -> None:
    actions.done(request, outcome=case.outcome, by=_hand(request), now=at + DAY)


def _end_early(request: Request, case: Case, at: datetime, staff: User | None) -> None:
    if case.end == Status.DECLINED:
        words = "道路停车收费由交通部门定价，请拨打 12345 反映。"
        reason = "不属于社区能办的事"
        actions.decline(request, reason=reason, words=words, by=staff, now=at)
        return
    move(request, Status.WITHDRAWN, by=None, closed_at=at)
    _own_step(request, "withdraw", at, "女儿已经教会了，谢谢。")


def _say(request: Request, end: str, at: datetime) -> None:
    """The resident says whether it is solved."""
    if end == Status.CONFIRMED:
        said: dict[str, Any] = {"solved": True, "rating": "good", "words": "来得快，谢谢。"}
        move(request, Status.CONFIRMED, by=None, **said)
        _own_step(request, "confirm", at, "来得快，谢谢。")
        return
    said = {"solved": False, "reopened": 1, "closed_at": None}
    move(request, Status.REOPENED, by=None, **said)
    _own_step(request, "reopen", at, "约好的时间没有人来，还没有理。")


def _own_step(request: Request, verb: str, at: datetime, words: str) -> None:
    with audit.disable_auditlog():
        request.steps.create(verb=verb, at=at, by_label="居民", public_text=words)
