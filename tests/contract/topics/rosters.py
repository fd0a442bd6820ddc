"""The addresses of rosters, check-ins, posts, household contacts."""

from types import SimpleNamespace

from members.models import CheckIn, HouseholdContact, PartyOrganization, Person, User
from tests.conftest import START, at
from tests.contract.row import Named, Row, imports, uuid

BRANCH, ENTRY, CHECK_IN = uuid("composite"), uuid("roster_entry"), uuid("check_in")
CONTACT, COMMUNITY = uuid("contact"), uuid("community")
AT: Named = lambda side: {"at": side.community.code}  # noqa: E731 - reads as the others do


def things(name: str, **more: str) -> Named:
    def named(side: SimpleNamespace) -> dict[str, object]:
        thing = {key: getattr(side, of).pk for key, of in more.items()}
        return {"uuid": side.composite.uuid, "things": name, **thing}

    return named


ROWS = [
    Row("members:public_check_in", get="EVERYBODY", post="EVERYBODY", record=COMMUNITY),
    Row("members:public_check_in_done", get="EVERYBODY", record=COMMUNITY),
    Row("members:my_check_in", get="OFFICER", post="OFFICER"),
    Row("members:roster_list", get="STAFF"),
    *imports("members:rosters"),
    Row("members:roster", get="READ", record=BRANCH),
    Row("members:roster_add", get="WRITE", post="WRITE", record=BRANCH),
    Row("members:roster_edit", get="WRITE", post="WRITE", record=ENTRY),
    Row("members:roster_end", get="WRITE", post="WRITE", record=ENTRY),
    Row("members:check_in_list", get="STAFF"),
    *imports("members:check_ins"),
    Row("members:check_in_add", get="STAFF_WRITES", post="STAFF_WRITES"),
    Row("members:check_in_add", get="WRITE", post="WRITE", query=AT),
    Row("members:check_in_add_unit", get="STAFF_WRITES", post="STAFF_WRITES"),
    Row("members:check_in_add_unit", get="WRITE", post="WRITE", query=AT),
    Row("members:check_in_link", get="STAFF"),
    Row("members:check_in_poster", get="READ", record=COMMUNITY),
    Row("members:check_in_confirm_many", post="STAFF_WRITES"),
    Row("members:check_in", get="READ", record=CHECK_IN),
    Row("members:check_in_confirm", post="WRITE", record=CHECK_IN),
    Row("members:check_in_phone", get="WRITE", post="WRITE", record=CHECK_IN),
    Row("members:check_in_revoke", get="WRITE", post="WRITE", record=CHECK_IN),
    Row("members:check_in_hours", get="WRITE", post="WRITE", record=CHECK_IN),
    Row("members:thing_list", get="READ", record=things("posts")),
    Row("members:thing_add", get="WRITE", post="WRITE", record=things("pledges")),
    Row("members:thing_end", get="WRITE", post="WRITE", record=things("posts", pk="claimable")),
    Row("members:compact", get="READ", record=BRANCH),
    Row("members:contact_list", get="STAFF"),
    *imports("members:contacts"),
    Row("members:contact_choose", get="STAFF_WRITES"),
    Row("members:contact_add", get="WRITE", post="WRITE", record=BRANCH),
    Row("members:contact", get="READ", record=CONTACT),
    Row("members:contact_edit", get="WRITE", post="WRITE", record=CONTACT),
    Row("members:contact_end", get="WRITE", post="WRITE", record=CONTACT),
    Row("members:plate", get="READ", record=CONTACT),
]
UPLOADS = ["members:rosters", "members:check_ins", "members:contacts"]
# Names that the public must never read, at home and away.
MEMBER, REPORTED = "呼延守拙", "端木知行"
NAMES = {"210211013": (MEMBER, REPORTED), "210211009": ("宗政守诚", "濮阳知远")}


def furnish(side: SimpleNamespace, by: User) -> None:
    """A composite branch with a member, a post, a compact and a contact; somebody checked in."""
    side.composite = PartyOrganization.objects.create(
        kind="branch",
        name=f"{side.community.name}兼合式党支部",
        area=side.community,
        is_composite=True,
        founded_on=START,
    )
    name, reported = NAMES[side.street.code]
    member = Person.objects.create(name=name)
    side.roster_entry = side.composite.roster.create(
        person=member, category="resident", since=START
    )
    side.claimable = side.composite.posts.create(
        area=side.community, kind="service", name="楼道照明岗", since=START
    )
    side.composite.compacts.create(text="邻里有事先到场", adopted_on=START)
    side.contact = HouseholdContact.objects.create(
        organization=side.composite,
        person=member,
        area=side.grid,
        doors="3 幢 1–6 号",
        residents=6,
        since=START,
    )
    side.check_in = CheckIn.objects.create(
        area=side.community, name=reported, phone="13898760002", reported_at=at("2026-11-01")
    )
    side.check_in.posts.add(side.claimable)
