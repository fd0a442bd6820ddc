"""Every address of the portal, what names a record in it, and who gets which answer.

A new URL without a row fails `test_scope_matrix.py`, and so does a row without its URL.
"""

from tests.contract.row import Named, Row, imports, item, only_uuid, pk, posting, uuid
from tests.contract.topics import TOPICS

PUBLIC = [
    Row("healthz", get="EVERYBODY"),
    Row("readyz", get="EVERYBODY"),
    Row("home:public", get="EVERYBODY"),
    Row("common:icon", get="LED_ON"),
    Row("common:elder_on", post="LED_ON"),
    Row("common:elder_off", post="LED_ON"),
    Row("common:contrast_on", post="LED_ON"),
    Row("common:contrast_off", post="LED_ON"),
    Row("common:report", get="EVERYBODY"),
    Row("grids:find", get="EVERYBODY"),
    Row("grids:area", get="EVERYBODY", record=uuid("community")),
    Row("grids:set_mine", post="LED_ON", record=uuid("grid")),
    Row("projects:directory", get="EVERYBODY"),
    Row("projects:public_item", get="EVERYBODY", record=only_uuid("service", "published")),
    Row("projects:public_item", get="EVERYBODY", record=only_uuid("resource", "published")),
    Row("members:sign_in", get="SIGN_IN", post="SIGN_IN"),
    Row("members:after_sign_in", get="TO_OWN_HOME"),
    Row("members:personal_link", get="LINK", post="LINK", record=lambda s: {"token": s.token}),
    Row("members:sign_out", get="EVERYBODY", post="LED_ON"),
]

PHONE = [
    Row("home:phone", get="PHONE"),
    Row("notices:phone_inbox", get="PHONE"),
    Row("notices:phone_read_all", post="PHONE"),
    Row("notices:phone_read", post="OWN_PHONE_NOTICE", record=pk("notice")),
    Row("members:phone_password", get="PHONE", post="PHONE"),
    Row("members:phone_mail", get="PHONE", post="PHONE"),
    Row("meetings:phone_reports", get="OFFICER"),
    Row("meetings:report_edit", get="OFFICER_OWN", post="OFFICER_OWN", record=uuid("report")),
    Row("meetings:report_check", get="OFFICER_OWN", post="OFFICER_OWN", record=uuid("report")),
    Row("meetings:phone_meeting", get="OFFICER_MEETING", record=uuid("meeting")),
    Row("projects:my_items", get="OFFICER"),
]

STAFF = [
    Row("home:staff", get="STAFF"),
    Row("notices:staff_inbox", get="STAFF"),
    Row("notices:staff_read_all", post="STAFF_WRITES"),
    Row("notices:staff_read", post="OWN_NOTICE", record=pk("notice")),
    Row("members:staff_password", get="STAFF", post="STAFF"),
    Row("members:staff_mail", get="STAFF", post="STAFF"),
    Row("members:account", get="STAFF"),
]

GRIDS = [
    Row("grids:area_list", get="STAFF"),
    *imports("grids:area"),
    Row("grids:area_detail", get="READ", record=uuid("community")),
    Row("grids:area_rename", get="WRITE", post="WRITE", record=uuid("community")),
    Row("grids:area_move", get="WRITE", post="WRITE", record=uuid("grid")),
    Row("grids:area_add", get="WRITE", post="WRITE", record=uuid("community")),
    Row("grids:post_add", get="WRITE", post="WRITE", record=uuid("grid")),
    Row("grids:post_list", get="STAFF"),
    *imports("grids:post"),
    Row("grids:post_end", get="WRITE", post="WRITE", record=uuid("post")),
    Row("grids:figures_list", get="STAFF"),
    *imports("grids:figures"),
    Row("grids:calendar", get="STAFF"),
    *imports("grids:calendar", "DISTRICT_WRITES", "DISTRICT_UPLOAD", "DISTRICT_IMPORT"),
]

MEMBERS = [
    Row("members:unit_list", get="STAFF"),
    Row("members:unit_add", get="STAFF_WRITES", post="STAFF_WRITES"),
    *imports("members:units"),
    Row("members:unit", get="READ", record=uuid("unit")),
    Row("members:unit_edit", get="WRITE", post="WRITE", record=uuid("unit")),
    Row("members:unit_leave", get="WRITE", post="WRITE", record=uuid("unit")),
    Row("members:appoint", get="WRITE", post="WRITE", record=uuid("unit")),
    Row("members:link_make", get="WRITE", post="WRITE", record=uuid("unit")),
    Row("members:link_revoke", get="WRITE", post="WRITE", record=uuid("unit")),
    Row("members:liaison_list", get="STAFF"),
    *imports("members:liaisons"),
    Row("members:alliance_list", get="STAFF"),
    Row("members:alliance_found", get="STAFF_WRITES", post="STAFF_WRITES"),
    Row("members:alliance", get="READ_STREETS", record=uuid("alliance")),
    Row("members:trail", get="ACCOUNTS"),
    Row("members:account_list", get="ACCOUNTS"),
    Row("members:account_add", get="ACCOUNTS_OPEN", post="ACCOUNTS_OPEN"),
    Row("members:account_detail", get="ACCOUNT", record=uuid("account")),
    Row("members:password_reset", get="ACCOUNT_GET", post="ACCOUNT_POST", record=uuid("account")),
    Row("members:posting_add", get="ACCOUNT_GET", post="ACCOUNT_POST", record=uuid("account")),
    Row("members:posting_end", get="ACCOUNT_GET", post="ACCOUNT_POST", record=posting),
]

MEETINGS = [
    Row("meetings:meetings", get="STAFF"),
    Row("meetings:meeting", get="READ_STREETS", record=uuid("meeting")),
    Row("meetings:reschedule", get="WRITE_STREETS", post="WRITE_STREETS", record=uuid("meeting")),
    Row("meetings:cancel", get="WRITE_STREETS", post="WRITE_STREETS", record=uuid("meeting")),
    Row("meetings:rules", get="STAFF"),
    Row("meetings:rule", get="WRITE_STREETS", post="WRITE_STREETS", record=pk("rule")),
    Row("meetings:reports", get="STAFF"),
    Row("meetings:late", get="STAFF"),
    Row("meetings:report", get="READ", record=uuid("report")),
    Row("meetings:accept", post="REVIEW_REPORT", record=uuid("report")),
    Row("meetings:give_back", get="REVIEW_REPORT", post="REVIEW_REPORT", record=uuid("report")),
]


def _of_list(kind: str) -> list[Row]:
    """The same pages for each of the three lists."""
    published, draft = item(kind, "published"), item(kind, "draft")
    only_kind: Named = lambda side: {"kind": kind}  # noqa: E731 - reads as the others do
    unit: Named = lambda side: {"unit": side.unit.uuid}  # noqa: E731
    own, write = "OFFICER_OWN", "WRITE"
    return [
        Row("projects:my_item_new", get="OFFICER", post="OFFICER", record=only_kind),
        Row("projects:my_item", get=own, record=published),
        Row("projects:my_item_edit", get=own, post=own, record=draft),
        Row("projects:my_item_confirm", get=own, post=own, record=published),
        Row("projects:my_item_withdraw", get=own, post=own, record=published),
        Row(f"projects:{kind}_list", get="STAFF"),
        *imports(f"projects:{kind}"),
        Row("projects:item_new", get="STAFF_WRITES", post="STAFF_WRITES", record=only_kind),
        Row("projects:item_new", get=write, post=write, record=only_kind, query=unit),
        Row("projects:publish_many", post="STAFF_WRITES", record=only_kind),
        Row("projects:item", get="READ", record=published),
        Row("projects:item_edit", get=write, post=write, record=draft),
        Row("projects:publish", post=write, record=published),
        Row("projects:give_back", get=write, post=write, record=published),
        Row("projects:confirm", post=write, record=published),
        Row("projects:withdraw", get=write, post=write, record=published),
    ]


LISTS = [row for kind in ("resource", "service", "demand") for row in _of_list(kind)]

API = [
    Row("api:areas-list", get="EVERYBODY"),
    Row("api:areas-detail", get="EVERYBODY", record=uuid("community")),
    Row("api:units-list", get="API"),
    Row("api:units-detail", get="API_RECORD", record=uuid("unit")),
    Row("api:resources-list", get="EVERYBODY"),
    Row("api:resources-detail", get="API_PUBLIC_ITEM", record=only_uuid("resource", "published")),
    Row("api:resources-detail", get="API_DRAFT", record=only_uuid("resource", "draft")),
    Row("api:services-list", get="EVERYBODY"),
    Row("api:services-detail", get="API_PUBLIC_ITEM", record=only_uuid("service", "published")),
    Row("api:services-detail", get="API_DRAFT", record=only_uuid("service", "draft")),
    Row("api:demands-list", get="API"),
    Row("api:demands-detail", get="API_RECORD", record=only_uuid("demand", "published")),
    Row("api:meetings-list", get="API"),
    Row("api:meetings-detail", get="API_MEETING", record=uuid("meeting")),
    Row("api:reports-list", get="API"),
    Row("api:reports-detail", get="API_RECORD", record=uuid("report")),
    Row("api:reports-submit", post="API_HAND_IN", record=uuid("report")),
    Row("api:schema", get="EVERYBODY"),
    Row("api:docs", get="EVERYBODY"),
]

OF_TOPICS = [row for topic in TOPICS for row in topic.ROWS]
ROWS = [*PUBLIC, *PHONE, *STAFF, *GRIDS, *MEMBERS, *MEETINGS, *LISTS, *API, *OF_TOPICS]
