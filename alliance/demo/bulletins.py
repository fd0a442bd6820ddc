"""Demonstration data: a bulletin that was read by some, one in draft, two suggestions."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from alliance.demo.accounts import DALIANWAN
from meetings.actions import bulletins, suggestions
from meetings.bulletins.scope import Issuer, Period
from meetings.models import Bulletin, Receipt, Suggestion
from members.models import Alliance, MemberUnit, User

KEY_WORK = "区里部署老旧小区改造和入冬前安全检查，各单位可以结合自己的力量参与。"
ANSWERED = "希望每月的联络员会议能提前一周告诉议题，好准备。"
ANSWER = "从下月起，议题提前七天在门户里公布，需要准备的材料一并附上。"
OPEN = "疏港路早高峰堵车，能否请几家单位错开上下班时间？"


@transaction.atomic
def stage(now: datetime) -> str:
    """Everything, when no bulletin is there yet; a line that says how much."""
    if not Bulletin.objects.exists():
        _issue(now)
        _suggest(now)
    counts = (Bulletin.objects.count(), Suggestion.objects.count())
    return "通报 {} 期，意见建议 {} 条".format(*counts)


def _issue(now: datetime) -> None:
    """One of the weeks before, issued and read by one unit; one of now, not issued yet."""
    alliance = Alliance.objects.select_related("area").get(area__code=DALIANWAN, kind="regional")
    issuer, by = Issuer(alliance, alliance.area), User.objects.get(username="street")
    today = timezone.localdate(now)
    for first, last in ((120, 15), (14, 0)):
        period = Period(today - timedelta(days=first), today - timedelta(days=last))
        made = bulletins.draft(issuer, period, is_public=True, by=by, now=now)
        texts = {"key_work": KEY_WORK}
        bulletins.edit(made, texts, is_public=True, by=by)
        if last:
            bulletins.issue(made, by=by, now=now - timedelta(days=2))
    reader = User.objects.get(username="liaison3")
    for receipt in Receipt.objects.of_liaison(reader):
        bulletins.read(receipt, by=reader, now=now - timedelta(days=1))


def _suggest(now: datetime) -> None:
    officer, staff = User.objects.get(username="liaison2"), User.objects.get(username="street")
    unit = MemberUnit.objects.get(liaisons__person__user=officer, liaisons__until=None)
    before = now - timedelta(days=9)
    answered = suggestions.raise_suggestion(unit, ANSWERED, by=officer, now=before)
    suggestions.answer(answered, ANSWER, by=staff, now=now - timedelta(days=3))
    suggestions.raise_suggestion(unit, OPEN, by=officer, now=now - timedelta(days=1))
