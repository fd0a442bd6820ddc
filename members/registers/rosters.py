"""The registers of members where they live: rosters, check-ins 双报到, household contacts 联户."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from common.fields import MOBILE, blind_index
from common.listing import Filter, ListColumn, Listing
from members.actions.rosters import home_text
from members.importers.check_ins import CheckInImport
from members.importers.contacts import ContactImport
from members.importers.rosters import RosterImport
from members.models import CheckIn, HouseholdContact, PartyOrganization, RosterEntry
from members.models.rosters import Availability, Category
from members.registers.places import at_place, places

TONES = {"reported": "tag-soon", "confirmed": "tag-ok", "revoked": "tag-done"}


def of_person(prefix: str = "person__") -> Any:
    """A search by a name, or by a whole mobile number (found by its blind index)."""

    def narrow(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        if MOBILE.fullmatch(text):
            return rows.filter(**{f"{prefix}phone_index": blind_index(text)})
        return rows.filter(**{f"{prefix}name__icontains": text})

    return narrow


def of_organization(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Organisations by name; those of a military unit by its alias only."""
    return rows.filter(organization__in=PartyOrganization.objects.named(text).values("pk"))


def free_then(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Who is free then; who can come at any time, too."""
    return rows.filter(availability__in={value, Availability.ANY})


def roster_page(entry: RosterEntry) -> str:
    return reverse("members:roster", args=[entry.organization.uuid])


class RosterListing(Listing):
    title = "党员名册"
    unit = "人"
    definition = (
        "本人管辖范围内兼合式党组织名册上现有的党员；组织关系仍在原党组织，不计入直属党员数"
    )
    importer = RosterImport
    sort = "place"
    columns = (
        ListColumn("name", "姓名", "person.name", sort=("person__name",)),
        ListColumn("branch", "党组织", "organization.label", link=roster_page,
                   sort=("organization__name",)),
        ListColumn("place", "所在", "organization.area.name", sort=("organization__area__code",)),
        ListColumn("category", "类别", "get_category_display", sort=("category",)),
        ListColumn("home", "组织关系所在", lambda one: home_text(one.person)),
        ListColumn("phone", "手机", "person.masked_phone"),
        ListColumn("availability", "可参加时间", "get_availability_display",
                   sort=("availability",)),
        ListColumn("skills", "特长", "skills"),
        ListColumn("since", "列入日期", "since", sort=("since",), kind="date", shown=False),
    )  # fmt: skip
    filters = (
        Filter("q", "姓名或手机", narrow=of_person()),
        Filter("branch", "党组织", narrow=of_organization, placeholder="两个字即可"),
        Filter("place", "街道、社区", choices=places, narrow=at_place("organization__")),
        Filter("category", "类别", choices=Category.choices),
        Filter("free", "可参加时间", choices=Availability.choices, narrow=free_then),
        Filter("skill", "特长", fields=("skills",)),
    )


def by_kind(rows: QuerySet[CheckIn], value: str) -> QuerySet[CheckIn]:
    return rows.filter(organization__isnull=value == "member")


def by_who(rows: QuerySet[CheckIn], text: str) -> QuerySet[CheckIn]:
    """A member's name or whole phone, or the organisation's name."""
    if MOBILE.fullmatch(text):
        return rows.filter(phone_index=blind_index(text))
    named = PartyOrganization.objects.named(text).values("pk")
    return rows.filter(Q(name__icontains=text) | Q(organization__in=named))


class CheckInListing(Listing):
    title = "双报到"
    unit = "条"
    definition = (
        "向本人管辖范围内社区报到的单位党组织和在职党员，含已撤销的；服务时长自愿登记，不排名"
    )
    importer = CheckInImport
    sort = "-reported_at"
    empty = "没有符合条件的报到。可以把社区的报到链接或二维码发给党员和单位。"
    columns = (
        ListColumn("who", "党员或党组织", "who", link=True, sort=("name", "organization__name")),
        ListColumn("place", "社区", "area.name", sort=("area__code",)),
        ListColumn("status", "状态", "get_status_display", tag=lambda one: TONES[one.status],
                   sort=("status",)),
        ListColumn("category", "类别", "get_category_display", sort=("category",)),
        ListColumn("home", "组织关系所在", "home_name", sort=("home_name",)),
        ListColumn("availability", "可参加时间", "get_availability_display"),
        ListColumn("skills", "特长", "skills"),
        ListColumn("reported_at", "报到时间", "reported_at", sort=("reported_at",)),
        ListColumn("phone", "手机", "masked_phone", shown=False),
        ListColumn("street", "街道", "street.name", shown=False),
        ListColumn("hours", "服务时长", "service_hours", shown=False, css="r"),
    )  # fmt: skip
    filters = (
        Filter("q", "姓名、手机或党组织", narrow=by_who),
        Filter("status", "状态", choices=CheckIn.Status.choices),
        Filter("kind", "谁报到", choices=[("member", "在职党员"), ("unit", "单位党组织")],
               narrow=by_kind),
        Filter("place", "街道、社区", choices=places, narrow=at_place()),
        Filter("category", "类别", choices=Category.choices),
        Filter("free", "可参加时间", choices=Availability.choices, narrow=free_then),
        Filter("skill", "特长", fields=("skills",)),
    )  # fmt: skip


def outside(rows: QuerySet[HouseholdContact], value: str) -> QuerySet[HouseholdContact]:
    """Groups outside 18–20 households, members outside 5–8 residents: worth a look, no error."""
    groups, members = HouseholdContact.HOUSEHOLDS, HouseholdContact.RESIDENTS
    usual = Q(person=None, households__range=(groups[0], groups[-1]))
    usual |= Q(person__isnull=False, residents__range=(members[0], members[-1]))
    return rows.exclude(usual) if value == "out" else rows.filter(usual)


def by_contact(rows: QuerySet[HouseholdContact], value: str) -> QuerySet[HouseholdContact]:
    return rows.filter(person__isnull=value == "group")


class ContactListing(Listing):
    title = "党员联户"
    unit = "条"
    definition = (
        "本人管辖范围内现有的联户：党小组联系 18–20 户、党员联系 5–8 人为宜，只记户数、人数和门牌"
    )
    importer = ContactImport
    sort = "place"
    columns = (
        ListColumn("doors", "门牌范围", "doors", link=True, sort=("doors",)),
        ListColumn("place", "网格", "area.name", sort=("area__code",)),
        ListColumn("community", "社区", "community.name", sort=("community__code",)),
        ListColumn("organization", "党组织", "organization.label", sort=("organization__name",)),
        ListColumn("person", "党员", lambda one: one.person.name if one.person else "",
                   sort=("person__name",)),
        ListColumn("households", "户数", "households", sort=("households",), css="r", kind="int"),
        ListColumn("residents", "人数", "residents", sort=("residents",), css="r", kind="int"),
        ListColumn("since", "自", "since", sort=("since",), kind="date", shown=False),
    )  # fmt: skip
    filters = (
        Filter("q", "门牌", fields=("doors",)),
        Filter("branch", "党组织", narrow=of_organization, placeholder="两个字即可"),
        Filter("place", "街道、社区", choices=places, narrow=at_place()),
        Filter("kind", "谁联系", choices=[("group", "党小组（支部）"), ("member", "党员")],
               narrow=by_contact),
        Filter("range", "户数人数", choices=[("out", "不在一般范围内"), ("in", "在一般范围内")],
               narrow=outside),
    )  # fmt: skip
