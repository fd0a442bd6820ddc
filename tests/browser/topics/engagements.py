"""The pages of engagements."""

from collections.abc import Callable
from typing import Any

from projects.models import Demand, Engagement

Page = tuple[str, str, str, str]


def need(title: str) -> list[Any]:
    return [Demand.objects.get(title=title).uuid]


def about(title: str, verb: str = "") -> list[Any]:
    key = Engagement.objects.get(demand__title=title).uuid
    return [key, verb] if verb else [key]


PUBLIC: list[Page] = []
PHONE: list[Page] = [
    ("projects:my_hall", "", "liaison", ""),
    ("projects:my_hall", "", "liaison2", "urgency=urgent"),
    ("projects:my_hall_demand", "need in the hall", "liaison2", ""),
    ("projects:my_hall_demand", "need in parts", "liaison2", ""),
    ("projects:my_hall_demand", "need claimed meanwhile", "liaison2", ""),
    ("projects:my_engagement_propose", "own need", "liaison2", ""),
    ("projects:my_engagements", "", "liaison", ""),
    ("projects:my_engagements", "", "liaison2", ""),
    ("projects:my_engagement", "a claim", "liaison", ""),
    ("projects:my_engagement", "reported", "liaison", ""),
    ("projects:my_engagement", "sent back", "liaison2", ""),
    ("projects:my_engagement", "idle", "liaison2", ""),
    ("projects:my_engagement_act", "decline a claim", "liaison", ""),
    ("projects:my_engagement_act", "confirm the reported", "liaison", ""),
    ("projects:my_engagement_act", "report again", "liaison2", ""),
    ("projects:my_engagement_act", "add a helper", "liaison", ""),
]
STAFF: list[Page] = [
    ("projects:hall", "", "street", ""),
    ("projects:hall", "", "auditor", "urgency=urgent"),
    ("projects:hall_demand", "need in parts", "street", ""),
    ("projects:engagement_propose", "need in parts", "street", ""),
    ("projects:engagement_propose", "need in parts", "street", "q=供电"),
    ("projects:engagement_list", "", "street", ""),
    ("projects:engagement_list", "", "auditor", "status=reported"),
    ("projects:engagement", "reported", "street", ""),
    ("projects:engagement", "confirmed", "auditor", ""),
    ("projects:engagement", "not done", "street", ""),
    ("projects:engagement_act", "close what was not done", "street", ""),
    ("projects:item", "demand being met", "street", ""),
    ("projects:trace", "trace of a demand", "street", ""),
]
NO_PAGE: set[str] = set()
SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "need in the hall": lambda: need("骑手需要午间休息点"),
    "need in parts": lambda: need("楼道节能灯更换"),
    "need claimed meanwhile": lambda: need("独居老人入冬体检"),
    "own need": lambda: need("抢修队员急救培训"),
    "a claim": lambda: about("门诊楼老线路需要检修"),
    "reported": lambda: about("义诊日需要引导志愿者"),
    "sent back": lambda: about("活动室插座不够用"),
    "idle": lambda: about("老旧小区水压偏低"),
    "confirmed": lambda: about("便民大厅饮水机维修"),
    "not done": lambda: about("楼顶太阳能路灯试点"),
    "decline a claim": lambda: about("门诊楼老线路需要检修", "decline"),
    "confirm the reported": lambda: about("义诊日需要引导志愿者", "confirm"),
    "report again": lambda: about("活动室插座不够用", "report"),
    "add a helper": lambda: about("老年人冬季健康讲座", "add_helper"),
    "close what was not done": lambda: about("楼顶太阳能路灯试点", "close"),
    "trace of a demand": lambda: ["demand", *need("便民大厅饮水机维修")],
    "demand being met": lambda: [Demand, *need("活动室插座不够用")],
}
