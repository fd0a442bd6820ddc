"""A kind of notice for the bench: due to every account, its text one line with the name."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import F, QuerySet, Value

from members.models import User
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import NO_DATE

KIND = "bench"


def reached() -> QuerySet[User]:
    return User.objects.filter(username__startswith="bench-", is_active=True)


def due(now: datetime) -> QuerySet[User]:
    """What a source returns (see notices.sources); it is not registered as one."""
    return reached().annotate(
        recipient=F("pk"), subject=F("pk"), slot=Value("once"), due_on=NO_DATE
    )


@renders(KIND, stands=lambda now: reached())
def texts(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    users = reached().in_bulk([notice.subject for notice in notices])
    return {
        notice.pk: Text(f"{users[notice.subject].name}，您有一份月报待报送", "请及时报送。", "/l/")
        for notice in notices
        if notice.subject in users
    }
