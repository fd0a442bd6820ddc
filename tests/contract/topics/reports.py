"""The addresses of report rules, copies and summaries, bulletins and suggestions."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from meetings.actions import bulletins, suggestions, summaries
from meetings.bulletins.scope import Issuer, Period
from meetings.models import Bulletin, LiaisonReport
from members.models import MemberUnit, User
from tests.conftest import START, at
from tests.contract.row import Named, Row, uuid

NOW = at("2026-11-10")
DRAFT, ISSUED = uuid("draft_bulletin"), uuid("bulletin")
RULE, SUGGESTION = uuid("alliance"), uuid("suggestion")


def of_month(month: str) -> Named:
    return lambda side: {"month": month, "place": side.alliance.area.uuid}


REPORTS = [
    Row("meetings:report_save", post="OFFICER_OWN", record=uuid("report")),
    Row("meetings:my_report_suggest", post="OFFICER_OWN", record=uuid("advising")),
    Row("meetings:report_rules", get="STAFF"),
    Row("meetings:report_rule", get="WRITE_STREETS", post="WRITE_STREETS", record=RULE),
    Row("meetings:summary", get="STAFF"),
    Row("meetings:summary_paper", get="READ_STREETS", query=of_month("2026-09")),
    *(
        Row(
            f"meetings:summary_{verb}",
            get="WRITE_STREETS",
            post="WRITE_STREETS",
            query=of_month(month),
        )
        for verb, month in (("edit", "2026-09"), ("issue", "2026-09"), ("discard", "2026-08"))
    ),
    Row("meetings:report_copy", get="READ", record=uuid("advising")),
    Row("meetings:report_suggest", post="REVIEW_REPORT", record=uuid("advising")),
]
BULLETINS = [
    Row("meetings:open_bulletins", get="EVERYBODY"),
    Row("meetings:open_bulletin", get="EVERYBODY", record=ISSUED),
    Row("meetings:open_bulletin_paper", get="EVERYBODY", record=ISSUED),
    Row("meetings:phone_bulletins", get="OFFICER"),
    Row("meetings:phone_bulletin", get="OFFICER_MEETING", record=ISSUED),
    Row("meetings:phone_bulletin_paper", get="OFFICER_MEETING", record=ISSUED),
    Row("meetings:bulletin_read", post="OFFICER_MEETING", record=ISSUED),
    Row("meetings:bulletins", get="STAFF"),
    Row("meetings:bulletin_new", get="STAFF_WRITES", post="STAFF_WRITES"),
    Row("meetings:bulletin", get="READ_STREETS", record=ISSUED),
    Row("meetings:bulletin_paper", get="READ_STREETS", record=ISSUED),
    *(
        Row(f"meetings:bulletin_{verb}", get="WRITE_STREETS", post="WRITE_STREETS", record=DRAFT)
        for verb in ("edit", "issue", "discard")
    ),
]
SUGGESTIONS = [
    Row("meetings:my_suggestions", get="OFFICER", post="OFFICER"),
    Row("meetings:my_suggestion", get="OFFICER_OWN", record=SUGGESTION),
    Row("meetings:suggestions", get="STAFF"),
    Row("meetings:suggestion", get="READ", post="WRITE", record=SUGGESTION),
]
API = [
    Row("api:bulletins-list", get="API"),
    Row("api:bulletins-detail", get="API_MEETING", record=ISSUED),
    Row("api:suggestions-list", get="API"),
    Row("api:suggestions-detail", get="API_RECORD", record=SUGGESTION),
]
ROWS = [*REPORTS, *BULLETINS, *SUGGESTIONS, *API]
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """A draft and an issued bulletin, a suggestion, a report with advice, a summary in draft."""
    issuer = Issuer(side.alliance, side.alliance.area)
    side.draft_bulletin, side.bulletin = (_draft(issuer, by, n) for n in (6, 4))
    bulletins.issue(side.bulletin, by=by, now=NOW)
    side.suggestion = suggestions.raise_suggestion(side.unit, "路灯早点亮", by=by, now=NOW)
    summaries.edit(side.alliance, START.replace(month=8), {"plans": "x"}, by=by, now=NOW)
    side.advising = LiaisonReport.objects.create(
        unit=side.unit,
        area=side.unit.area,
        month=START.replace(month=9),
        due_on=START.replace(month=9, day=25),
        status="accepted",
        advice="多通气",
        submitted_at=NOW,
        submitted_by=by,
        accepted_at=NOW,
        reviewed_by=by,
    )


def _draft(issuer: Issuer, by: User, minutes: int) -> Bulletin:
    """One of its own: a second one at the same moment would be the same."""
    period, now = Period(START, at("2026-11-09").date()), NOW - timedelta(minutes=minutes)
    made = bulletins.draft(issuer, period, is_public=True, by=by, now=now)
    Bulletin.objects.filter(pk=made.pk).update(development="", works="", key_work="旧小区改造")
    return Bulletin.objects.select_related("alliance", "area").get(pk=made.pk)


def hide(side: SimpleNamespace, military: MemberUnit, by: User) -> dict[str, str]:
    """What must not be said of bulletins and suggestions."""
    Bulletin.objects.filter(pk=side.draft_bulletin.pk).update(key_work="还没有发出的话")
    inner = _draft(Issuer(side.alliance, side.alliance.area), by, 2)
    Bulletin.objects.filter(pk=inner.pk).update(is_public=False, key_work="只给单位看的话")
    bulletins.issue(Bulletin.objects.get(pk=inner.pk), by=by, now=NOW)
    said: dict[str, Any] = {"a draft": "还没有发出的话", "an internal bulletin": "只给单位看的话"}
    return said | {"a suggestion": "路灯早点亮"}
