"""The home pages of the three doors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from alliance import desk, pocket
from common.doors import Visit, phone_door, staff_door
from grids.mine import my_grid
from grids.models import GridPost
from grids.responsible import responsible_for
from members.models import MemberUnit
from projects import directory
from projects.places import Place, places
from projects.requests.solved import last_month, solved_in

NEWEST = 4
HOT = ["老年助餐", "量血压", "修水管", "课后托管", "会议室"]  # words the search knows by heart


@require_GET
def public_home(request: HttpRequest) -> HttpResponse:
    """One question: what help is needed today? Categories, my grid, what is new."""
    today = timezone.localdate()
    grid = my_grid(request)
    place = places().by_id.get(grid.community_id) if grid else None
    answer = directory.answer(directory.Wish(area=place), today)
    context = {
        "options": places().options(place),
        "place": place,
        "categories": directory.category_counts(place, today=today),
        "hot": HOT,
        "grid": grid,
        "responsible": responsible_for(grid, today) if grid else None,
        "solved": solved_in(place, today),
        "solved_month": last_month(today),
        "newest": answer.rows[:NEWEST],
        "facts": _facts(answer.count_text, place),
    }
    return render(request, "home/public.html", context)


def _facts(services: str, place: Place | None) -> list[tuple[str, int | str, str]]:
    units = MemberUnit.objects.public()
    posts = GridPost.objects.public(timezone.localdate())
    return [
        ("成员单位", units.count(), "家"),
        (f"{place.name if place else ''}可用服务", services, "项"),
        ("公开的网格负责人", posts.values("area").distinct().count(), "个网格"),
        ("政务服务便民热线", "12345", ""),
    ]


@require_GET
@phone_door()
def phone_home(request: Visit) -> HttpResponse:
    """What is due this month, with the action inside; what can be registered; what was reported."""
    context = pocket.of(request.user, timezone.now())
    return render(request, "home/phone.html", context | {"title": "我的待办"})


@require_GET
@staff_door()
def staff_home(request: Visit) -> HttpResponse:
    """What needs the reader today; every figure opens its records."""
    context = desk.of(request.user, timezone.now())
    return render(request, "home/staff.html", context | {"title": "工作台"})
