"""The pages of report rules, copies and summaries, bulletins and suggestions."""

from collections.abc import Callable
from typing import Any

from meetings.models import Bulletin, Suggestion
from members.models import Alliance
from tests.browser.subjects import STREET, report

Page = tuple[str, str, str, str]


def bulletin(status: str) -> Bulletin:
    return Bulletin.objects.filter(status=status).earliest("pk")


def suggestion(status: str) -> Suggestion:
    return Suggestion.objects.filter(status=status).earliest("pk")


PUBLIC: list[Page] = [
    ("meetings:open_bulletins", "", "", ""),
    ("meetings:open_bulletin", "bulletin", "", ""),
    ("meetings:open_bulletin_paper", "bulletin", "", ""),
]
PHONE: list[Page] = [
    ("meetings:phone_bulletins", "", "liaison2", ""),
    ("meetings:phone_bulletin", "bulletin", "liaison2", ""),
    ("meetings:phone_bulletin_paper", "bulletin", "liaison2", ""),
    ("meetings:my_suggestions", "", "liaison2", ""),
    ("meetings:my_suggestion", "answered suggestion", "liaison2", ""),
]
STAFF: list[Page] = [
    ("meetings:report_rules", "", "district", ""),
    ("meetings:report_rule", "street's alliance", "street", ""),
    ("meetings:summary", "", "street", ""),
    ("meetings:summary_paper", "", "street", ""),
    ("meetings:summary_edit", "", "street", ""),
    ("meetings:summary_issue", "", "street", ""),
    ("meetings:report_copy", "report handed in", "street", ""),
    ("meetings:bulletins", "", "street", ""),
    ("meetings:bulletin_new", "", "street", ""),
    ("meetings:bulletin", "draft bulletin", "street", ""),
    ("meetings:bulletin", "bulletin", "street", ""),
    ("meetings:bulletin_paper", "bulletin", "street", ""),
    ("meetings:bulletin_edit", "draft bulletin", "street", ""),
    ("meetings:bulletin_issue", "draft bulletin", "street", ""),
    ("meetings:bulletin_discard", "draft bulletin", "street", ""),
    ("meetings:suggestions", "", "street", ""),
    ("meetings:suggestion", "open suggestion", "street", ""),
    ("meetings:suggestion", "answered suggestion", "street", ""),
]
NO_PAGE = {
    "meetings:bulletin_read",
    "meetings:my_report_suggest",
    "meetings:report_save",
    "meetings:report_suggest",
    "meetings:summary_discard",
}
SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "street's alliance": lambda: [Alliance.objects.get(area__code=STREET, kind="regional").uuid],
    "report handed in": lambda: [report("大连湾供电所").uuid],
    "bulletin": lambda: [bulletin("issued").uuid],
    "draft bulletin": lambda: [bulletin("draft").uuid],
    "open suggestion": lambda: [suggestion("open").uuid],
    "answered suggestion": lambda: [suggestion("answered").uuid],
}
