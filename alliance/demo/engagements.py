"""Demonstration data: claims and engagements in every state.

Through the actions of the pages; a demand that is there already is left as it is.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.models import Liaison, MemberUnit, User
from projects.actions import engagements, items
from projects.actions.engagements.idle import warn_idle
from projects.models import Category, Demand, Engagement, Service

HOSPITAL, POWER, WATER = "区第二人民医院", "大连湾供电所", "海青自来水公司"
COMMUNITY, ELDERS, RIBBON = "海青社区居委会", "夕阳红老年协会", "蓝丝带志愿服务队"
DISTRICT = "210211"


@dataclass(frozen=True)
class Tale:
    """A demand, who meets it, and how far that got: verbs with what was typed, a day apart."""

    asker: str
    title: str
    category: str
    lead: str
    verbs: tuple[tuple[str, dict[str, Any]], ...] = ()
    days: int = 10  # since the claim
    helpers: tuple[str, ...] = ()
    by_staff: bool = False
    service: str = ""
    quantity: int | None = None
    demand: dict[str, Any] = field(default_factory=dict)


ACCEPT: tuple[str, dict[str, Any]] = ("accept", {})


def note(text: str) -> tuple[str, dict[str, Any]]:
    return ("follow_up", {"text": text, "begins": True})


def done(outcome: str) -> tuple[str, dict[str, Any]]:
    return ("report", {"outcome": outcome})


def rated(rating: str, words: str) -> tuple[str, dict[str, Any]]:
    return ("confirm", {"rating": rating, "words": words})


TALES = (
    Tale(HOSPITAL, "门诊楼老线路需要检修", "plumbing", POWER, days=1,
         service="家庭用电安全检查", demand={"urgency": "urgent"}),
    Tale(COMMUNITY, "社区食堂电路增容咨询", "plumbing", POWER, days=1, by_staff=True),
    Tale(ELDERS, "老年人冬季健康讲座", "checkup", HOSPITAL, (ACCEPT,), 3),
    Tale(COMMUNITY, "独居老人入冬体检", "checkup", HOSPITAL,
         (ACCEPT, note("已排出两个周六上午，志愿者负责接送。")), 6, (RIBBON,)),
    Tale(HOSPITAL, "义诊日需要引导志愿者", "visiting", RIBBON,
         (ACCEPT, note("招到 8 名志愿者。"), done("8 名志愿者到场引导一天，服务 160 人。")), 8),
    Tale(POWER, "抢修队员急救培训", "skills", HOSPITAL,
         (ACCEPT, done("培训 22 人，每人练习了心肺复苏。")), 5),
    Tale(ELDERS, "活动室插座不够用", "plumbing", POWER,
         (ACCEPT, done("加装插座 4 处。"), ("send_back", {"missing": "里间还有两处没有装"})), 7),
    Tale(COMMUNITY, "便民大厅饮水机维修", "appliances", WATER,
         (ACCEPT, done("换了滤芯和水阀，出水正常。"), rated("good", "当天就来了，很快。")), 9),
    Tale(POWER, "营业厅残障通道改造建议", "mediation", HOSPITAL,
         (ACCEPT, done("康复科到场测量，给出三条建议。"), rated("fair", "有帮助。"),
          ("close", {})), 9),
    Tale(COMMUNITY, "楼顶太阳能路灯试点", "plumbing", POWER,
         (ACCEPT, note("查过屋面承重。"), ("not_done", {"reason": "屋面承重不够，要先做加固"})), 8),
    Tale(ELDERS, "合唱队需要一台投影机", "shows", POWER,
         (("decline", {"reason": "投影机年底前都在用"}),), 4, by_staff=True),
    Tale(ELDERS, "电动轮椅充电点", "plumbing", WATER,
         (ACCEPT, ("release", {"reason": "不属于我们的业务，请供电单位来办"})), 6),
    Tale(COMMUNITY, "楼道节能灯更换", "plumbing", POWER,
         (ACCEPT, done("更换 20 盏。"), rated("good", "亮堂多了。")), 9,
         quantity=20, demand={"amount": 36, "quantity": "36 盏", "urgency": "soon"}),
    Tale(COMMUNITY, "老旧小区水压偏低", "plumbing", WATER, (ACCEPT,), 26, (POWER,)),
)  # fmt: skip


@transaction.atomic
def stage(now: datetime) -> str:
    """Enter what is missing; returns one line, "" for nothing to say."""
    made = [_tell(tale, now) for tale in TALES if not _is_told(tale)]
    warn_idle(now)
    return f"对接 {Engagement.objects.count()} 项，新增 {len(made)}"


def _is_told(tale: Tale) -> bool:
    return Demand.objects.filter(title=tale.title, unit__name=tale.asker).exists()


def _tell(tale: Tale, now: datetime) -> Engagement:
    begun = now - timedelta(days=tale.days)
    staff = User.objects.get(username="street")
    demand = _enter(tale, staff, begun)
    asker, lead = _officer(tale.asker), _officer(tale.lead)
    helpers = [_unit(name) for name in tale.helpers]
    thing = Service.objects.filter(title=tale.service, unit__name=tale.lead).first()
    offer = engagements.Offer(_unit(tale.lead), helpers, thing, tale.quantity)
    start = engagements.propose if tale.by_staff else engagements.claim
    one = start(demand, offer, by=staff if tale.by_staff else lead, now=begun)
    asking = {"confirm", "send_back", *(() if tale.by_staff else ("accept", "decline"))}
    for number, (verb, facts) in enumerate(tale.verbs, start=1):
        by = staff if verb == "close" else asker if verb in asking else lead
        moment = begun + timedelta(hours=2 * number)
        getattr(engagements, verb)(one, by=by, now=moment, **facts)
        one = Engagement.objects.get(pk=one.pk)
    return one


def _enter(tale: Tale, staff: User, begun: datetime) -> Demand:
    """The demand, published the day before it was claimed."""
    unit = _unit(tale.asker)
    wished: date = timezone.localdate(begun) + timedelta(days=45)
    demand = Demand(
        title=tale.title,
        unit=unit,
        area=unit.area,
        category=Category.objects.get(code=tale.category),
        contact="党群办公室",
        phone="0411-87610220",
        wished_on=wished,
        **tale.demand,
    )
    items.enter(demand, by=staff, now=begun - timedelta(days=1))
    return demand


def _unit(name: str) -> MemberUnit:
    return MemberUnit.objects.get(name=name, district__code=DISTRICT)


def _officer(name: str) -> User:
    """The account of the unit's officer."""
    held = Liaison.objects.current().select_related("person__user")
    user = held.get(unit=_unit(name)).person.user
    if user is None:
        raise LookupError(f"{name}的联络员没有账号")
    return user
