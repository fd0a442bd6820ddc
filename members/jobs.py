"""The periodic jobs of this room."""

from datetime import datetime

from common.jobs import job
from members.actions.personal_data import anonymise_check_ins, anonymise_people
from members.expiry import EXPIRED


@job("anonymise_expired")
def anonymise_expired(now: datetime) -> str:
    """Take personal data from who has had no function for long, refused check-ins, other rooms."""
    people = anonymise_people(now=now)
    check_ins = anonymise_check_ins(now=now)
    others = "".join(f"，{said}" for forget in EXPIRED if (said := forget(now)))
    return f"匿名化人员 {people} 人，双报到记录 {check_ins} 条{others}"
