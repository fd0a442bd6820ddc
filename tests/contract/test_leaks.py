"""What residents must never read, looked for on every page that a visitor can reach.

Each secret is put in by the database alone, past forms and actions: what hides it must be the page.
"""

import html
import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from urllib.parse import quote, quote_plus, unquote, urlsplit
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from common.official.docx import DOCX
from grids.models import Area, AreaFigures, GridPost
from members.models import CheckIn, Liaison, MemberUnit, Person, SignInLink
from projects.models import Demand, Resource, Service
from projects.models.items import ItemQuerySet
from tests.contract.conftest import listed
from tests.contract.topics import requests
from tests.contract.topics.reports import hide as hide_reports
from tests.contract.topics.rosters import MEMBER, REPORTED
from tests.contract.topics.works import hide as hide_works

ENTRANCES = [
    "/",
    "/s/",
    "/s/?kind=resource",
    "/s/?kind=resource&page=2",
    "/s/?page=9",
    "/grid/",
    "/open/",
    "/open/?kind=brand",
    "/open/bulletins/",
    "/report/",
    "/ask/",
    "/track/",
    "/in/",
    "/in/no-such-link/",
    "/in/home/",
    "/no/such/page/",
    "/w/",
    "/l/",
    "/healthz",
    "/readyz",
    "/api/docs/",
    "/api/schema/",
    "/api/schema/?format=json",
    *[
        f"/api/v1/{name}/?limit=200"
        for name in ("areas", "units", "resources", "services", "demands", "meetings", "reports")
    ],
    *[
        f"/api/v1/{name}/?limit=200"
        for name in ("projects", "pairings", "deliberations", "bulletins", "suggestions")
    ],
]
NONSENSE = "忝龢"
LINK = re.compile(r'(?:href|src|action)="([^"#]*)')


@pytest.fixture
def secrets(home, away, military_unit, street_user, bystander, grid, community):
    """What must not be said, by what it is."""
    said = {
        "an account's name": "周敏",
        "an officer's name": "李建国",
        "a military unit": "某部警卫连",
        "a military unit's alias": "驻街单位甲",
    }
    person = Person.objects.create(name="欧阳倩茹", phone="13898760001", phone_index="x1")
    Liaison.objects.filter(unit=home.unit).update(until=date(2026, 6, 1))
    Liaison.objects.create(unit=home.unit, person=person, since=date(2026, 6, 1))
    said |= {"the present officer": person.name, "a private phone": person.phone}
    said["a private phone, spaced"] = "138 9876 0001"
    said |= {"a member on a roster": MEMBER, "a member who checked in": REPORTED}
    reported = CheckIn.objects.filter(name=REPORTED)
    reported.update(phone="13898760002", home_name="诸葛村党支部")
    said |= {"a member's phone": "13898760002", "a member's home": "诸葛村党支部"}
    said["a hash of a link"] = SignInLink.objects.get().token_hash
    said |= {"a resident's words": requests.WORDS, "a resident's place": requests.PLACE}
    said |= {"a resident": requests.CALLED, "a resident's phone": requests.PHONE}
    said |= {"the number of a request": home.asked.number}
    said["what a reader said of an item"] = home.flag.text
    said |= _posts(community)
    said |= _of_military(home, military_unit, street_user)
    said |= _not_out(home, street_user)
    said |= hide_works(home, military_unit, street_user)
    said |= hide_reports(home, military_unit, street_user)
    AreaFigures.objects.create(
        area=home.street, on=date(2026, 1, 1), source="申报", registered=81234,
        military_units=7654321, large_state_firms=6543217,
    )  # fmt: skip
    said |= {"how many military units": "7654321", "with separators": "7,654,321"}
    return said


def _posts(area: Area) -> dict[str, str]:
    """Post holders who did not agree, who left, and who only begin later."""
    today = timezone.localdate()
    given = {"area": area, "duty_phone": "0411-87600303", "since": date(2026, 1, 1)}
    agreed = {"consent_on": date(2026, 1, 1)}
    GridPost.objects.create(role="head", name="司徒未允", stand_in="司徒替岗", **given)
    GridPost.objects.create(role="guide", name="上官离任", until=today, **agreed, **given)
    later = {"since": today + timedelta(days=9)}
    GridPost.objects.create(role="guide", name="夏侯将任", **agreed, **given | later)
    return {
        "a holder without consent": "司徒未允",
        "a stand-in without consent": "司徒替岗",
        "a former holder": "上官离任",
        "a future holder": "夏侯将任",
    }


def _of_military(side, unit, by) -> dict[str, str]:
    """Items of a military unit, made public by a plain UPDATE."""
    facts = {"unit": unit, "is_public": False}
    for number, kind in enumerate((Service, Resource, Demand)):
        item = listed(kind, side, by, title=f"营区开放日{number}", phone="0411-87600666", **facts)
        kind.objects.filter(pk=item.pk).update(is_public=True)
    return {"a military unit's item": "营区开放日", "a military unit's phone": "0411-87600666"}


def _not_out(side, by) -> dict[str, str]:
    """Items that are not published, not public, or out of date."""
    today = timezone.localdate()
    old = {"last_confirmed": today - timedelta(days=90), "valid_until": today - timedelta(days=1)}
    for kind in (Service, Resource):
        listed(kind, side, by, "draft", title="起草中的秘密条目")
        listed(kind, side, by, "submitted", title="待审核的秘密条目", submitted_at=timezone.now())
        listed(kind, side, by, "lapsed", title="待确认的秘密条目")
        listed(kind, side, by, "withdrawn", title="已撤下的秘密条目")
        listed(kind, side, by, title="仅内部的秘密条目", is_public=False)
        listed(kind, side, by, title="已过期的秘密条目", **old)
    listed(Demand, side, by, title="单位的需求条目", is_public=True)
    titles = ["起草中", "待审核", "待确认", "已撤下", "仅内部", "已过期"]
    return {title: f"{title}的秘密条目" for title in titles} | {"a demand": "单位的需求条目"}


@pytest.fixture
def many_public(home, street_user):
    """Enough public items for a second page, so that paging is crawled too."""
    for number in range(18):
        listed(Service, home, street_user, title=f"便民理发第{number}次")
        listed(Resource, home, street_user, title=f"会议室第{number}间")


def get(url: str, **cookies: str) -> str:
    """All that an anonymous visitor is told: headers, body, and the body's text unescaped."""
    client = Client()
    client.cookies.load(cookies)
    response = client.get(url)
    head = "".join(f"{name}: {value}\n" for name, value in response.headers.items())
    body = body_of(response)
    return f"{head}{response.cookies}\n{body}\n{html.unescape(body)}"


def body_of(response) -> str:
    """The body as text; of a Word file, all that is packed in it."""
    content = response.getvalue()
    if response.get("Content-Type") != DOCX:
        return content.decode()
    with ZipFile(BytesIO(content)) as package:
        return "\n".join(package.read(name).decode(errors="replace") for name in package.namelist())


def crawl(entrances: list[str], **cookies: str) -> dict[str, str]:
    """Breadth first from the entrances, along every link that stays in the portal: url → answer."""
    found: dict[str, str] = {}
    waiting = list(entrances)
    while waiting:
        url = waiting.pop(0)
        if url in found:
            continue
        cache.clear()  # nobody is slowed down here
        found[url] = get(url, **cookies)
        waiting += [link for link in links(url, found[url]) if link not in found]
    return found


def links(url: str, answer: str) -> Iterator[str]:
    """The addresses of this portal that an answer leads to."""
    for target in LINK.findall(answer):
        parts = urlsplit(html.unescape(target))
        if parts.scheme or parts.netloc or parts.path.startswith("/static/"):
            continue
        query = f"?{parts.query}" if parts.query else ""
        yield (parts.path or urlsplit(url).path) + query


def leaks(answers: dict[str, str], secrets: dict[str, str]) -> list[str]:
    return [
        f"{url} says {what}: {secret}"
        for url, answer in answers.items()
        for what, secret in secrets.items()
        if secret in answer
    ]


def details() -> list[str]:
    """The public and the API address of every record there is, whoever may see it."""
    keys = list(Area.objects.values_list("uuid", flat=True))
    pages = [reverse(f"grids:{name}", args=[key]) for name in ("area", "card") for key in keys]
    for area in Area.objects.filter(kind=Area.Kind.COMMUNITY):
        pages.append(reverse("members:public_check_in", args=[area.uuid]))
        pages.append(reverse("members:public_check_in_done", args=[area.uuid]))
    for model, name in ((Service, "services"), (Resource, "resources"), (Demand, "demands")):
        keys = list(model.objects.values_list("uuid", flat=True))
        pages += [reverse("projects:public_item", args=[key]) for key in keys]
        pages += [reverse(f"api:{name}-detail", args=[key]) for key in keys]
    keys = list(MemberUnit.objects.values_list("uuid", flat=True))
    return pages + [reverse("api:units-detail", args=[key]) for key in keys]


@pytest.mark.parametrize("look", ["", "22"])
def test_no_page_that_a_visitor_reaches_says_a_secret(look, secrets, many_public):
    answers = crawl(ENTRANCES + details(), display=look)

    assert {"/s/?page=2", "/s/?kind=resource&page=2", "/grid/", "/in/"} <= set(answers)
    assert "便民理发第3次" in "".join(answers.values())
    assert leaks(answers, secrets) == []


@pytest.mark.parametrize("page", ["/s/?q={}", "/s/?kind=resource&q={}", "/grid/?q={}"])
def test_a_search_for_a_secret_finds_what_a_search_for_nonsense_finds(page, secrets, many_public):
    nothing = plain(get(page.format(quote(NONSENSE))), NONSENSE)

    assert NONSENSE in html.unescape(get(page.format(quote(NONSENSE))))
    for secret in secrets.values():
        assert plain(get(page.format(quote(secret))), secret) == nothing, secret


def plain(answer: str, word: str) -> str:
    """The body, with the word that was asked for, which the page repeats, taken out."""
    body = answer.partition("\n\n")[2] if "\n\n" in answer else answer
    body = body[body.index("<!") :]
    written = (word, quote(word), quote_plus(word), word[:60])
    return re.sub("|".join(map(re.escape, written)), "", body)


def test_the_crawl_would_find_a_leak(secrets, monkeypatch):
    """With its guard taken away a secret gets out, and is found where the crawl begins."""
    monkeypatch.setattr(GridPost, "public_name", property(lambda post: post.name))
    monkeypatch.setattr(ItemQuerySet, "public", lambda items, today: items.published())

    found = leaks({url: get(url) for url in ENTRANCES + details()}, secrets)

    told = {line.rpartition(": ")[2] for line in found}
    assert {"司徒未允", "营区开放日", "仅内部的秘密条目", "已过期的秘密条目", "驻街单位甲"} <= told


LISTS = [
    "grids:area_list",
    "grids:post_list",
    "grids:figures_list",
    "coverage:gaps",
    "members:unit_list",
    "members:liaison_list",
    "members:alliance_list",
    "members:roster_list",
    "members:check_in_list",
    "members:contact_list",
    "meetings:meetings",
    "meetings:reports",
    "projects:resource_list",
    "projects:service_list",
    "projects:demand_list",
    "projects:revision_list",
    "projects:flag_list",
    "projects:round_list",
]


def workbook_text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response["Content-Type"].startswith("application/vnd.openxmlformats")
    book = load_workbook(BytesIO(response.getvalue()), read_only=True)
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    cells = [str(cell) for row in rows for cell in row if cell is not None]
    return "\n".join([unquote(response["Content-Disposition"]), *cells])


def exports(user) -> dict[str, str]:
    client = Client()
    user.refresh_from_db()
    client.force_login(user)
    return {name: workbook_text(client, reverse(name) + "?export=xlsx&state=all") for name in LISTS}


OF_HOME = ["大连湾街道", "海青社区", "幸福里", "区第二医院", "李建国", "欧阳倩茹", "陈桂芳"]
OF_AWAY = ["红旗街道", "锦绣社区", "锦绣园", "红旗小学", "钱伟", "何志强"]


def test_exports_hold_nothing_of_another_street(secrets, street_user, other_street_user):
    theirs, ours = exports(other_street_user), exports(street_user)

    assert leaks(theirs, secrets | {word: word for word in OF_HOME}) == []
    assert leaks(ours, {word: word for word in OF_AWAY}) == []
    # What is looked for is there, on the side where it belongs.
    everything = "\n".join([*theirs.values(), *ours.values()])
    assert [word for word in OF_HOME[:4] + OF_AWAY[:4] if word not in everything] == []
    assert {"欧阳倩茹", "仅内部的秘密条目"} <= {s for s in secrets.values() if s in everything}


def test_not_even_staff_of_the_street_read_a_military_unit_s_name_or_a_whole_phone(
    secrets, street_user
):
    kept = ["a military unit", "a private phone", "a private phone, spaced"]
    kept += ["a member's phone", "a hash of a link"]
    ours = exports(street_user)

    assert leaks(ours, {what: secrets[what] for what in kept}) == []
    assert "驻街单位甲" in ours["members:unit_list"]
