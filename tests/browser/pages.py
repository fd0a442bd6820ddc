"""Every page that test_pages.py opens in the browser. A new page adds a line, or a test fails.

(name, subject, account, query): the URL's name, what it is about (a key of SUBJECTS), the account
that is signed in, and what follows the "?".
"""

from urllib.parse import quote

from django.urls import reverse

from tests.browser.subjects import SUBJECTS
from tests.browser.topics import TOPICS

Page = tuple[str, str, str, str]

PUBLIC: list[Page] = [
    ("home:public", "", "", ""),
    ("common:report", "", "", ""),
    ("members:sign_in", "", "", ""),
    ("members:personal_link", "token", "", ""),
    ("projects:directory", "", "", ""),
    ("projects:directory", "", "", "category=meals"),
    ("projects:directory", "", "", "kind=resource"),
    ("projects:directory", "", "", "q=没有的东西"),
    ("projects:public_item", "public service", "", ""),
    ("projects:public_item", "public resource", "", ""),
    ("grids:find", "", "", ""),
    ("grids:find", "", "", "q=幸福里"),
    ("grids:find", "", "", "q=没有的地方"),
    ("grids:area", "grid", "", ""),
    ("grids:area", "grid 4, no consent", "", ""),
    ("grids:area", "micro-grid", "", ""),
    ("grids:area", "community", "", ""),
    ("grids:area", "street", "", ""),
    ("api:docs", "", "", ""),
]
PHONE: list[Page] = [
    ("home:phone", "", "liaison", ""),
    ("home:phone", "", "liaison2", ""),
    ("home:phone", "", "grid", ""),
    ("home:phone", "", "tutor", ""),
    ("notices:phone_inbox", "", "liaison", ""),
    ("members:phone_password", "", "liaison", ""),
    ("members:sign_out", "", "liaison", ""),
    ("members:phone_mail", "", "liaison", ""),
    ("projects:my_items", "", "liaison2", ""),
    ("projects:my_item_new", "resources", "liaison", ""),
    ("projects:my_item_new", "services", "liaison", ""),
    ("projects:my_item_new", "demands", "liaison", ""),
    ("projects:my_item", "submitted", "liaison2", ""),
    ("projects:my_item_edit", "draft", "liaison", ""),
    ("projects:my_item_withdraw", "service", "liaison", ""),
    ("meetings:phone_reports", "", "liaison2", ""),
    ("meetings:report_edit", "open report", "liaison", ""),
    ("meetings:report_edit", "report", "liaison2", ""),
    ("meetings:report_check", "open report", "liaison", "no_change=1"),
    ("meetings:phone_meeting", "meeting", "liaison2", ""),
]
STAFF: list[Page] = [
    ("home:staff", "", "street", ""),
    ("home:staff", "", "district", ""),
    ("home:staff", "", "auditor", ""),
    ("notices:staff_inbox", "", "street", ""),
    ("members:account", "", "street", ""),
    ("members:staff_password", "", "street", ""),
    ("members:staff_mail", "", "street", ""),
    ("grids:area_list", "", "street", ""),
    ("grids:area_import", "", "district", ""),
    ("grids:area_detail", "grid", "street", ""),
    ("grids:area_detail", "street", "street", ""),
    ("grids:area_rename", "street", "district", ""),
    ("grids:area_move", "grid", "district", ""),
    ("grids:area_add", "street", "district", ""),
    ("grids:post_add", "grid", "district", ""),
    ("grids:post_list", "", "street", ""),
    ("grids:post_import", "", "street", ""),
    ("grids:post_end", "post", "street", ""),
    ("grids:figures_list", "", "street", ""),
    ("grids:figures_import", "", "street", ""),
    ("grids:calendar", "", "district", ""),
    ("grids:calendar_import", "", "district", ""),
    ("members:unit_list", "", "street", ""),
    ("members:unit_add", "", "street", ""),
    ("members:units_import", "", "street", ""),
    ("members:unit", "unit", "street", ""),
    ("members:unit", "military unit", "street", ""),
    ("members:unit_edit", "unit", "street", ""),
    ("members:unit_leave", "unit", "street", ""),
    ("members:appoint", "unit", "street", ""),
    ("members:link_make", "unit", "street", ""),
    ("members:link_revoke", "unit", "street", ""),
    ("members:liaison_list", "", "street", ""),
    ("members:liaisons_import", "", "street", ""),
    ("members:alliance_list", "", "street", ""),
    ("members:alliance_found", "", "district", ""),
    ("members:alliance", "alliance", "street", ""),
    ("members:trail", "", "auditor", ""),
    ("members:account_list", "", "district", ""),
    ("members:account_add", "", "district", ""),
    ("members:account_detail", "account", "district", ""),
    ("members:password_reset", "account", "district", ""),
    ("members:posting_add", "account", "district", ""),
    ("members:posting_end", "posting", "district", ""),
    ("projects:resource_list", "", "street", ""),
    ("projects:service_list", "", "street", ""),
    ("projects:demand_list", "", "street", "status=published"),
    ("projects:resource_import", "", "street", ""),
    ("projects:service_import", "", "street", ""),
    ("projects:demand_import", "", "street", ""),
    ("projects:item_new", "services", "street", ""),
    ("projects:item", "submitted", "street", ""),
    ("projects:item", "service", "street", ""),
    ("projects:item_edit", "draft", "street", ""),
    ("projects:give_back", "submitted", "street", ""),
    ("projects:withdraw", "service", "street", ""),
    ("meetings:meetings", "", "street", ""),
    ("meetings:meeting", "meeting", "street", ""),
    ("meetings:reschedule", "meeting", "street", ""),
    ("meetings:cancel", "meeting", "street", ""),
    ("meetings:rules", "", "street", ""),
    ("meetings:rule", "rule", "street", ""),
    ("meetings:reports", "", "street", ""),
    ("meetings:report", "report", "street", ""),
    ("meetings:give_back", "report", "street", ""),
    ("meetings:late", "", "street", ""),
]
for topic in TOPICS:
    PUBLIC += topic.PUBLIC
    PHONE += topic.PHONE
    STAFF += topic.STAFF
PAGES = PUBLIC + PHONE + STAFF

# Addresses without a page of their own: they answer a POST, lead on, or send a file.
NO_PAGE = {
    "common:contrast_off",
    "common:contrast_on",
    "common:elder_off",
    "common:elder_on",
    "common:icon",
    "grids:set_mine",
    "healthz",
    "meetings:accept",
    "members:after_sign_in",
    "notices:phone_read",
    "notices:phone_read_all",
    "notices:staff_read",
    "notices:staff_read_all",
    "projects:confirm",
    "projects:publish",
    "projects:publish_many",
    "readyz",
}.union(*(topic.NO_PAGE for topic in TOPICS))
# Of every import: the check page is judged in test_stories_import.py; the others have no page.
OF_AN_IMPORT = ("_template", "_batch", "_annotated", "_write", "_undo")


ALL_SUBJECTS = {**SUBJECTS, **{k: v for topic in TOPICS for k, v in topic.SUBJECTS.items()}}


def url_of(page: Page) -> str:
    name, subject, _, query = page
    url = reverse(name, args=ALL_SUBJECTS[subject]() if subject else [])
    return f"{url}?{quote(query, safe='=&')}" if query else url


def title_of(page: Page) -> str:
    name, subject, account, query = page
    return "-".join(filter(None, [name, subject, account, query if query.isascii() else ""]))
