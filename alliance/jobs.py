"""What runs by itself: blank spots are found, and closed when they are filled."""

from datetime import datetime

from django.utils import timezone

from alliance import gaps
from common.jobs import job


@job("find_gaps")
def find_gaps(now: datetime) -> str:
    """Compare what the rooms say is missing with the gaps that are open."""
    opened, closed = gaps.find(timezone.localdate(now))
    return f"新发现缺口 {opened} 个，已补上 {closed} 个"
