"""What the frame of the phone door and of the staff door shows on every page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from common.context import is_here
from grids.models import GridPost
from members.models import Posting, User
from notices.models import Notice

Item = tuple[str, str, str, bool, bool]

# What is daily stands above what is set up once: ui/side.html folds the groups after the fifth.
SIDE: list[tuple[str, list[tuple[str, str]]]] = [
    ("", [("工作台", "home:staff")]),
    (
        "居民的事",
        [
            ("群众点单", "projects:request_list"),
            ("点单统计", "projects:request_figures"),
            ("议事", "projects:deliberation_list"),
        ],
    ),
    (
        "三张清单",
        [
            ("共享资源", "projects:resource_list"),
            ("服务项目", "projects:service_list"),
            ("需求意向", "projects:demand_list"),
            ("征集", "projects:round_list"),
        ],
    ),
    (
        "对接和项目",
        [
            ("认领大厅", "projects:hall"),
            ("对接推荐", "projects:matching"),
            ("对接", "projects:engagement_list"),
            ("预订", "projects:booking_list"),
            ("党建项目", "projects:project_list"),
            ("结对帮扶", "projects:pairing_list"),
        ],
    ),
    (
        "会议和报送",
        [
            ("会议安排", "meetings:meetings"),
            ("决议", "meetings:resolutions"),
            ("年度计划", "meetings:plans"),
            ("联络员月报", "meetings:reports"),
            ("意见建议", "meetings:suggestions"),
            ("定期通报", "meetings:bulletins"),
            ("集中轮训", "meetings:programmes"),
            ("辅导员", "meetings:tutors"),
        ],
    ),
    (
        "单位和党员",
        [
            ("成员单位", "members:unit_list"),
            ("联络员", "members:liaison_list"),
            ("联合体", "members:alliance_list"),
            ("党组织", "members:organization_list"),
            ("双报到", "members:check_in_list"),
            ("党员联户", "members:contact_list"),
            ("人员", "members:person_list"),
            ("包联和组团", "members:support_list"),
        ],
    ),
    (
        "区域和网格",
        [
            ("区域与网格", "grids:area_list"),
            ("1+3+N 配备", "grids:staffing_list"),
            ("服务组团", "grids:team_list"),
            ("党群服务阵地", "grids:station_list"),
            ("覆盖情况", "coverage:board"),
            ("基本情况表", "members:own_table"),
        ],
    ),
    (
        "设置",
        [
            ("账号", "members:account_list"),
            ("导入记录", "members:batch_list"),
            ("操作记录", "members:trail"),
            ("会议规则", "meetings:rules"),
            ("工作日历", "grids:calendar"),
        ],
    ),
]


def doors(request: HttpRequest) -> dict[str, Any]:
    """`door` and, behind the staff door, `side`; both are computed only where a page shows them."""
    user = getattr(request, "user", None)  # a request refused early has none
    if not isinstance(user, User):
        return {}
    return {
        "side": SimpleLazyObject(lambda: side(request)),
        "door": SimpleLazyObject(lambda: _door(request.path, user)),
    }


def side(request: HttpRequest) -> list[tuple[str, list[Item]]]:
    """The groups of the side bar: (title, [(label, url, count, late, current)])."""
    here = _nearest(request.path)
    return [
        (title, [_item(here, *entry) for entry in entries if _is_for(request.user, entry)])
        for title, entries in SIDE
    ]


def _nearest(path: str) -> str:
    """The nearest entry's address: "/w/requests/figures/" has one, so not "/w/requests/"."""
    urls = [reverse(name) for _, entries in SIDE for _, name in entries]
    home = reverse("home:staff")
    under = [url for url in urls if is_here(path, "", url) and (url != home or path == home)]
    return max(under, key=len, default="")


def _is_for(user: Any, entry: tuple[str, str]) -> bool:
    """Accounts and the audit trail are for a district's administrators and auditors only.

    Imports are for those who may write.
    """
    if entry[1] == "members:batch_list":
        return user.may_write
    return entry[1] not in ("members:account_list", "members:trail") or user.sees_accounts


def _item(here: str, label: str, name: str) -> Item:
    url = reverse(name)
    return (label, url, "", False, url == here)


def _door(path: str, user: User) -> dict[str, Any]:
    is_staff = path.startswith(reverse("home:staff"))
    return _staff_door(user) if is_staff else _phone_door(user)


def _staff_door(user: User) -> dict[str, Any]:
    posting = next((p for p in user.current_postings if p.role in Posting.READERS), None)
    return {
        "area": posting.area.name if posting else "",
        "line": f"{posting.get_role_display()}　{user}" if posting else str(user),
        "inbox": _unread(user),
        "inbox_url": reverse("notices:staff_inbox"),
    }


def _phone_door(user: User) -> dict[str, Any]:
    liaison = user.current_liaison
    posting = next((p for p in user.current_postings if p.role in Posting.PHONE), None)
    role = "联络员" if liaison else posting.get_role_display() if posting else ""
    place = liaison.unit if liaison else posting.area if posting else None
    return {
        "unit": str(place or ""),
        "line": f"{role}　{user}",
        "inbox": _unread(user),
        "inbox_url": reverse("notices:phone_inbox"),
        "help": _help(place.street_id if place else None),
    }


def _help(street: int | None) -> dict[str, str]:
    """Whom to ask, as a function and its duty phone: the post of the street."""
    posts = GridPost.objects.on(timezone.localdate()).filter(area=street)
    post = posts.select_related("area").order_by("role", "pk").first() if street else None
    name = f"{post.area}{post.get_role_display()}" if post else ""
    return {"name": name, "phone": post.duty_phone if post else ""}


def _unread(user: User) -> int:
    return Notice.objects.visible_to(user).open().count()
