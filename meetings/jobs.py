"""The periodic jobs of this room."""

from datetime import datetime

from django.utils import timezone

from common.jobs import job
from grids.calendar import ensure_years
from meetings.actions import planning, plans, reports, stages


@job("plan_meetings")
def plan_meetings(now: datetime) -> str:
    """Give every alliance its rules, plan this quarter and the next, and move meetings on.

    Topics begin and end to be collected by the deadline of each rule; who joined an alliance after
    a notice went out is invited, too.
    """
    year = timezone.localdate(now).year
    ensure_years([year, year + 1], now=now)
    rules = planning.give_default_rules()
    new, moved = planning.plan(planning.active_rules(), now=now)
    opened, set_ = stages.open_topics(now), stages.begin_agendas(now)
    late = stages.invite_late()
    done = f"新增规则 {rules} 条，排定会议 {new} 场，改期 {moved} 场"
    return f"{done}；开始征集议题 {opened} 场，进入议程 {set_} 场，补通知单位 {late} 家"


@job("open_reports")
def open_reports(now: datetime) -> str:
    """Open this month's report for every unit."""
    ensure_years([timezone.localdate(now).year], now=now)
    opened, moved = reports.open_month(now)
    return f"开启月报 {opened} 份，调整截止日期 {moved} 份"


@job("carry_plans")
def carry_plans(now: datetime) -> str:
    """Put each annual plan on the agenda of its joint meetings, to be agreed or reviewed."""
    return f"年度计划列入议程 {plans.put_on_agendas(now)} 场"
