"""The staff home: what needs the reader today, counted from records, each figure opening them."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from alliance.here import LISTS, Counts, Here
from alliance.models import Gap
from alliance.today import TOPICS
from alliance.today.shapes import Todo
from grids.calendar import unofficial_years_in_use
from grids.doors import runs_district
from grids.figures import street_table
from grids.models import Area
from grids.outlines.drawing import COUNTED, counted, draw
from meetings.models import Meeting
from meetings.models.reports import REVIEWERS
from members.models import CommitteeSeat, CorrectionRequest, Posting, User
from projects.models import Item

NEXT_MEETINGS = 4
MOST_COMMUNITIES = 12
Figure = dict[str, Any]  # as ui/kpi.html takes it


def of(user: User, now: datetime) -> dict[str, Any]:
    """Everything the page shows, in a constant number of queries."""
    today = timezone.localdate(now)
    month = today.replace(day=1)
    here = Here([p.area for p in user.current_postings if p.role in Posting.READERS])
    units, lists, reports = here.units(), here.lists(), here.reports(month)
    gaps = here.gaps()
    figures = [_units(units), *(_list(model, lists[model.KIND]) for model in LISTS), _gaps(gaps)]
    return {
        "today": today,
        "month": month,
        "kpi": [*figures, _reports(reports, month)],
        "todo": [*_todo(user, here, units, lists, reports, today), *_blank(gaps, today)]
        if user.may_write
        else [],
        "reports": reports,
        "meetings": _next_meetings(user, now),
        **_needs(here),
        "unofficial": unofficial_years_in_use(now),
        "may_import": runs_district(user),
        "tables": [t for area in here.streets if (t := street_table(area, today))],
    }


def _next_meetings(user: User, now: datetime) -> QuerySet[Meeting]:
    """The next meetings of the alliances nearest to the top of the reader's scope."""
    ahead = Meeting.objects.visible_to(user).ahead(now).for_list()
    return ahead.order_by("rule__alliance__area__level", "starts_at", "pk")[:NEXT_MEETINGS]


def _needs(here: Here) -> dict[str, Any]:
    """Communities by their open needs: the first of them as a table, all as a map."""
    needs, outlines = here.needs(), here.outlines()
    counts = dict.fromkeys(outlines, 0) | {row["key"]: row["count"] for row in needs}
    drawn = draw(
        [outline.area for outline in outlines.values()],
        link=_needs_url,
        values=counted(counts, "项未对接"),
        outlines=outlines,
        legend=COUNTED,
    )
    return {
        "needs": needs[:MOST_COMMUNITIES],
        "more_needs": needs[MOST_COMMUNITIES:],
        "several": len({row["above"] for row in needs}) > 1,
        "map": drawn,
    }


def _needs_url(area: Area) -> str:
    return _address("projects:demand_list", status="unclaimed", area=str(area.uuid))


def _address(name: str, **query: str) -> str:
    path = reverse(name)
    return f"{path}?{urlencode(query)}" if query else path


# --- figures ----------------------------------------------------------------------------------


def _note(word: str, count: int, name: str, **query: str) -> tuple[str, str]:
    """A smaller figure beneath a large one, which opens its records when there are any."""
    return f"{word} {count}", _address(name, **query) if count else ""


def _units(units: Counts) -> Figure:
    lacking = _note("缺联络员", units["without_officer"], "members:unit_list", officer="none")
    url = _address("members:unit_list")
    return {
        "label": "成员单位",
        "value": units["total"],
        "unit": "家",
        "url": url,
        "notes": [lacking],
    }


def _list(model: type[Item], counts: Counts) -> Figure:
    name = f"projects:{model.KIND}_list"
    words = {"submitted": "待审核", "lapsed": "待确认"}
    return {
        "label": model._meta.verbose_name,
        "value": counts["published"],
        "unit": "项已发布",
        "url": _address(name, status="published"),
        "notes": [_note(word, counts[key], name, status=key) for key, word in words.items()],
    }


def _gaps(gaps: dict[str, Any]) -> Figure:
    most = sorted(Gap.Kind, key=lambda kind: -gaps[kind])[:2]
    return {
        "label": "覆盖缺口",
        "value": gaps["total"],
        "unit": "个未补上",
        "url": _address("coverage:board"),
        "notes": [_note(kind.label, gaps[kind], "coverage:gaps", kind=kind) for kind in most],
    }


def _reports(reports: Counts, month: date) -> Figure:
    handed_in = reports["accepted"] + reports["submitted"]
    query = {"month": f"{month:%Y-%m}"}
    words = {"accepted": "已通过", "submitted": "待审核", "waiting": "未交"}
    return {
        "label": f"{month.month} 月联络员月报",
        "value": handed_in,
        "unit": f"/ {reports['total']} 份已交",
        "url": _address("meetings:reports", **query, status="handed"),
        "notes": [
            _note(word, reports[key], "meetings:reports", **query, status=key)
            for key, word in words.items()
        ],
        "pct": 100 * handed_in / reports["total"] if reports["total"] else None,
    }


# --- today ------------------------------------------------------------------------------------


def _todo(
    user: User, here: Here, units: Counts, lists: dict[str, Counts], reports: Counts, today: date
) -> list[Todo]:
    """What waits for the reader, the overdue first; nothing that another has to decide."""
    lines = [_late(month, count) for month, count in here.late(today)]
    if reports["to_review"] and any(p.role in REVIEWERS for p in user.current_postings):
        lines.append(_to_review(reports["to_review"]))
    lines += [_to_publish(m, count) for m in LISTS if (count := lists[m.KIND]["submitted"])]
    lines += [line for topic in TOPICS for line in topic.staff(user, here, today)]
    if lacking := units["without_officer"]:
        lines.append(_without_officer(lacking))
    if asked := CorrectionRequest.objects.open().writable_by(user).count():
        lines.append(_to_correct(asked))
    if nominated := CommitteeSeat.objects.nominated().decidable_by(user).count():
        lines.append(_to_approve(nominated))
    if reported := here.check_ins():
        lines.append(_check_ins(reported))
    if failed := here.failed():
        lines.append(_failed(failed))
    return sorted(lines, key=lambda line: line.tone != "late")


def _late(month: date, count: int) -> Todo:
    url = _address("meetings:late", month=f"{month:%Y-%m}")
    what = f"催交 {month.month} 月联络员月报 {count} 份"
    return Todo(what, "名单和可复制的提醒文字已备好", url, "已逾期", "late")


def _to_review(count: int) -> Todo:
    url = _address("meetings:reports", status="submitted")
    return Todo(f"审核联络员月报 {count} 份", "联络员已提交", url, "待审核", "soon")


def _to_publish(model: type[Item], count: int) -> Todo:
    url = _address(f"projects:{model.KIND}_list", status="submitted")
    what = f"审核{model._meta.verbose_name} {count} 项"
    return Todo(what, "通过后即对外生效", url, "待审核", "soon")


def _without_officer(count: int) -> Todo:
    url = _address("members:unit_list", officer="none")
    more = "没有联络员，月报和通知就没有人收"
    return Todo(f"{count} 家单位没有联络员", more, url, "待补充", "go")


def _to_correct(count: int) -> Todo:
    url = _address("members:correction_list", status="open")
    return Todo(f"答复更正申请 {count} 份", "本人说资料有不对的地方", url, "待处理", "soon")


def _to_approve(count: int) -> Todo:
    url = _address("members:seat_list", status="nominated")
    return Todo(f"批准兼职委员提名 {count} 人", "社区提名，由街道决定", url, "待批准", "soon")


def _check_ins(count: int) -> Todo:
    url = _address("members:check_in_list", status="reported")
    return Todo(f"确认双报到 {count} 条", "党员和单位在等社区回话", url, "待确认", "soon")


def _blank(gaps: dict[str, Any], today: date) -> list[Todo]:
    """One line for all gaps, the age of the oldest beside it; nothing when there is none."""
    if not gaps["total"]:
        return []
    age = (today - gaps["oldest"]).days
    kinds = "、".join(f"{kind.label} {gaps[kind]}" for kind in Gap.Kind if gaps[kind])
    what, tag = f"覆盖缺口 {gaps['total']} 个", f"最久 {age} 天" if age else "今天发现"
    return [Todo(what, kinds, _address("coverage:gaps"), tag, "soon")]


def _failed(count: int) -> Todo:
    more = "请核对联络员的邮箱，门户内的提醒不受影响"
    url = _address("members:liaison_list")
    return Todo(f"{count} 封提醒邮件未送达", more, url, "未送达", "late")
