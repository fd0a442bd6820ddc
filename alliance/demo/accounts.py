"""The demonstration accounts: one for every role, all with the same password."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from grids.models import Area
from members.models import Liaison, Posting, User

DALIANWAN = "210211013"
STAFF = [  # username, name, role, code of the area
    ("district", "区委组织部 高岩", Posting.Role.DISTRICT, "210211"),
    ("street", "街道党建办 周敏", Posting.Role.STREET, DALIANWAN),
    ("community", "海青社区 孙丽", Posting.Role.COMMUNITY, f"{DALIANWAN}001"),
    ("grid", "何平", Posting.Role.GRID, f"{DALIANWAN}001001"),
    ("tutor", "冯远", Posting.Role.TUTOR, DALIANWAN),
    ("auditor", "区审计 邓洁", Posting.Role.AUDITOR, "210211"),
    ("otherstreet", "红旗街道 吴强", Posting.Role.STREET, "210211010"),
]
OFFICERS = [  # username, unit
    ("liaison", "区第二人民医院"),
    ("liaison2", "大连湾供电所"),
    ("liaison3", "海青自来水公司"),
]


def open_accounts(password: str, *, now: datetime) -> None:
    """Open what is missing; `password` is the hash for all of them."""
    today = timezone.localdate(now)
    for username, name, role, code in STAFF:
        user, _ = User.objects.get_or_create(username=username, defaults=_facts(username, password))
        User.objects.filter(pk=user.pk, name="").update(name=name)
        area = Area.objects.current().get(code=code)
        Posting.objects.get_or_create(
            user=user, role=role, area=area, until=None, defaults={"since": today}
        )
    for username, unit in OFFICERS:
        _name_officer(Liaison.objects.current().filter(unit__name=unit), username, password)


def _facts(username: str, password: str) -> dict[str, str]:
    return {"password": password, "email": f"{username}@demo.invalid"}


def _name_officer(officers: QuerySet[Liaison], username: str, password: str) -> None:
    """The officer that the workbook appointed gets a name and a password to sign in with."""
    accounts = User.objects.filter(person__liaisons__in=officers).exclude(username=username)
    accounts.update(username=username, **_facts(username, password))
