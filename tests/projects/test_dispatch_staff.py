"""The staff pages of requests: queue, one request, its moves, one entered for a caller."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from common.dates import day_text
from members.models import SupportLink
from projects.actions import dispatch as actions
from projects.actions.requests import tail_of
from projects.models import Demand, Request, RequestPhoto, Service
from projects.requests.holders import of_unit
from projects.requests.numbers import grouped
from tests.conftest import START
from tests.projects.dispatching import ALL, asked, by_grid, led, raw

SECRETS = ("13812345678", "张阿姨", "漏水", "3 幢")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def found(grid, now):
    return asked(grid, now=now)


def terms(now):
    today = timezone.localdate(now)
    return {"take_by": today + timedelta(days=1), "done_by": today + timedelta(days=7)}


@pytest.fixture
def to(found, now):
    """to("taken", holder): the request in that state, today."""
    return lambda status, holder=None: led(found, status, holder, now=now, **terms(now))


@pytest.fixture
def desk(client, community_user):
    client.force_login(community_user)
    return client


def page(client, url):
    return client.get(url).content.decode()


def messages(answer):
    return [str(one) for one in answer.context["messages"]]


# --- the queue --------------------------------------------------------------------------------


def test_the_queue_lists_what_the_reader_sees(desk, found, other_grid, now):
    asked(other_grid, now=now)

    text = page(desk, "/w/requests/")

    assert "共 1 件" in text
    assert found.number in text
    assert "等受理" in text
    assert "13812345678" not in text


def listed(client, query):
    lines = client.get(f"/w/requests/?{query}").context["list"].lines
    return sorted(line.obj.text for line in lines)


def test_the_queue_narrows_by_state_category_place_holder_and_what_waits(
    desk, grid, community, unit, grid_user, now
):
    ago = now - timedelta(days=20)
    asked(grid, text="new", now=now)
    asked(grid, text="left lying", now=ago)
    led(asked(grid, text="accepted", now=now), "accepted", now=now)
    back = led(asked(grid, text="returned", now=now), "taken", of_unit(unit), now=now, **terms(now))
    actions.give_back(back, reason="其他", by=None, now=now)
    late = led(
        asked(grid, text="late", now=ago), "taken", by_grid(grid_user), now=ago, **terms(ago)
    )
    led(asked(grid, text="meal", code="meal-delivery", now=now), "dispatched", of_unit(unit),
        now=now, **terms(now))  # fmt: skip
    led(asked(community, text="done", now=now), "done", now=now, **terms(now))

    assert listed(desk, "status=received") == ["left lying", "new"]
    assert listed(desk, "wait=overdue") == ["late", "left lying"]
    assert listed(desk, "wait=dispatch") == ["accepted"]
    assert listed(desk, "wait=returned") == ["returned"]
    assert "done" not in listed(desk, "wait=open")
    assert listed(desk, "category=meals") == ["meal"]
    assert listed(desk, "holder=worker") == ["late"]
    assert listed(desk, "holder=team") == ["done"]
    assert listed(desk, f"holder={unit.uuid}") == ["meal"]
    assert listed(desk, f"q={late.number}") == ["late"]
    assert listed(desk, f"q={grouped(late.number)}") == ["late"]
    assert listed(desk, "q=late") == ["late"]
    Request.objects.filter(pk=late.pk).update(place="红星里 9 幢", tail_index=tail_of("0042"))
    assert listed(desk, "q=红星里") == ["late"]
    assert listed(desk, "q=0042") == listed(desk, "q=13812340042") == ["late"]
    assert listed(desk, "q=0042 9") == []
    assert listed(desk, f"to={timezone.localdate(now) - timedelta(days=1)}") == [
        "late",
        "left lying",
    ]
    assert listed(desk, "from=yesterday&status=declined") == []


@pytest.mark.parametrize("query", ["to=9999-12-31", "from=0001-01-01"])
def test_a_day_at_the_end_of_time_narrows_nothing(desk, found, query):
    assert listed(desk, query) == [found.text]


def test_a_file_holds_nothing_that_the_resident_told(desk, found, to):
    to("taken")
    answer = desk.get("/w/requests/?export=xlsx&cols=number&cols=text&cols=holder")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    cells = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value]

    assert found.number in cells
    assert "红色管家志愿队" in cells
    assert not [cell for cell in cells for word in SECRETS if word in cell]
    assert LogEntry.objects.filter(additional_data__verb="export").count() == 1


@pytest.mark.parametrize("url", ["/w/requests/", "/w/requests/new/"])
def test_a_longer_list_costs_no_more(
    desk, grid, grid_user, unit, now, url, django_assert_max_num_queries
):
    led(asked(grid, now=now), "dispatched", by_grid(grid_user), now=now, **terms(now))
    page(desk, url)  # the categories are in memory from here on
    with django_assert_max_num_queries(14) as one:
        page(desk, url)
    led(asked(grid, now=now), "dispatched", of_unit(unit), now=now, **terms(now))
    led(asked(grid, now=now), "accepted", now=now)
    with django_assert_max_num_queries(len(one)):
        page(desk, url)


# --- one request ------------------------------------------------------------------------------


def test_the_page_tells_apart_what_the_resident_reads(desk, found, to, unit, now):
    to("taken", of_unit(unit))
    actions.note(found, words="配件明天到。", note="已订货", by=None, now=now)
    text = page(desk, found.get_absolute_url())

    assert "居民看得到：配件明天到。" in text
    assert "内部备注：已订货" in text
    assert "承办：区第二医院" in text
    assert "138****5678" in text
    assert "13812345678" not in text


def test_an_auditor_reads_and_does_not_act(client, auditor, found):
    client.force_login(auditor)
    text = page(client, found.get_absolute_url())
    assert "厨房水管漏水" in text
    assert "受理、派单" not in text
    assert client.post(f"{found.get_absolute_url()}accept/").status_code == 403


def test_a_stranger_finds_nothing(client, other_street_user, found):
    client.force_login(other_street_user)
    for name in ("", "accept/", "phone/", "dispatch/", "decline/"):
        assert client.get(f"{found.get_absolute_url()}{name}").status_code == 404
    assert Request.objects.get().status == "received"


def test_the_number_is_shown_for_a_reason_once(desk, found):
    url = f"{found.get_absolute_url()}phone/"
    assert "13812345678" not in page(desk, url)
    assert "13812345678" not in desk.post(url, {}).content.decode()
    shown = desk.post(url, {"why": "约上门时间"})
    assert "13812345678" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    reasons = LogEntry.objects.filter(additional_data__verb="reveal").values_list(
        "additional_data__reason", flat=True
    )
    assert list(reasons) == ["约上门时间"]


@pytest.mark.parametrize("reader", ["community_user", "auditor"])
def test_numbers_in_the_words_of_a_resident_are_masked(client, request, grid, now, reader):
    client.force_login(request.getfixturevalue(reader))
    numbers = ("13912345678", "+86 139 1234 5678", "139-1234-5678", "8613912345678")
    found = asked(grid, now=now, text=numbers[0], place=numbers[1])
    base = found.get_absolute_url()
    trace = reverse("projects:trace", args=["request", found.uuid])

    def told(*urls):
        return "".join(page(client, url) for url in urls)

    text = told("/w/requests/", "/w/requests/new/", base, f"{base}accept/")
    led(found, "reopened", now=now, **terms(now))
    found.steps.filter(verb="reopen").update(public_text=numbers[2])
    text += told(base, trace)
    said = {"status": "confirmed", "solved": True, "rating": "good", "closed_at": now}
    raw(found, words=numbers[3], **said)
    text += told(base, trace)
    assert "86139****5678" in text
    assert [number for number in numbers if number in text] == []


def test_the_page_of_the_number_has_the_words_whole(desk, grid, now):
    found = asked(grid, now=now, text="或打 13912345678")
    url = f"{found.get_absolute_url()}phone/"
    assert "13912345678" not in page(desk, url)
    assert "或打 13912345678" in desk.post(url, {"why": "约上门时间"}).content.decode()


def test_a_photo_is_served_to_who_sees_the_request(desk, found, other_street_user):
    photo = RequestPhoto.objects.create(request=found, data=b"\xff\xd8jpeg", width=1, height=1)
    url = f"{found.get_absolute_url()}photos/{photo.uuid}/"
    answer = desk.get(url)
    assert (answer["Content-Type"], answer.content) == ("image/jpeg", b"\xff\xd8jpeg")
    assert answer["Cache-Control"] == "private, no-store"
    desk.force_login(other_street_user)
    assert desk.get(url).status_code == 404


# --- moves ------------------------------------------------------------------------------------


def test_accepted_and_dispatched_in_one_form(desk, found, unit, community, now):
    SupportLink.objects.create(unit=unit, area=community, since=START)
    url = f"{found.get_absolute_url()}accept/"
    form = desk.get(url).context["form"]
    assert form.initial["title"] == "海青社区 水电维修"
    assert ("unit:" + str(unit.uuid), "区第二医院（包联海青社区）") in form.fields["to"].choices

    data = {name: form.initial[name] for name in ("title", "category", "area", "seen")}
    data |= {"to": f"unit:{unit.uuid}", **terms(now), "words": "明天上门。"}
    answer = desk.post(url, data, follow=True)

    found.refresh_from_db()
    days = terms(now)
    by = f"{day_text(days['take_by'])}前接单，{day_text(days['done_by'])}前办完"
    assert messages(answer) == [f"已受理，派给区第二医院：{by}。那边会收到提醒。"]
    assert (found.status, found.unit, found.public_title) == (
        "dispatched", unit, "海青社区 水电维修",
    )  # fmt: skip
    steps = list(found.steps.values_list("verb", "public_text"))
    assert steps == [("receive", ""), ("accept", ""), ("dispatch", "明天上门。")]


def test_what_is_accepted_and_goes_to_nobody_says_what_comes_next(desk, found, now):
    url = f"{found.get_absolute_url()}accept/"
    form = desk.get(url).context["form"]
    data = {name: form.initial[name] for name in ("title", "category", "area", "seen")}
    answer = desk.post(url, data | {"to": "later", **terms(now)}, follow=True)
    (said,) = messages(answer)
    assert said.startswith("已受理，还没有交给谁。下一步：点“派单”")
    url = f"{found.get_absolute_url()}dispatch/"
    data = {"to": "team", "team": "红马甲", "seen": desk.get(url).context["form"].initial["seen"]}
    (said,) = messages(desk.post(url, data | terms(now), follow=True))
    assert said.startswith("已派给红马甲：")
    assert said.endswith("志愿队收不到提醒，请打电话告诉他们。")


def test_accepted_now_and_dispatched_later(desk, found, community):
    form = desk.get(f"{found.get_absolute_url()}accept/").context["form"]
    data = {name: form.initial[name] for name in ("title", "category", "seen")}
    data |= {"to": "later", "area": community.pk, "take_by": "2026-01-01", "done_by": "2026-01-01"}
    desk.post(f"{found.get_absolute_url()}accept/", data | {"words": "稍后派人。"})

    found.refresh_from_db()
    assert (found.status, found.area) == ("accepted", community)
    assert found.steps.latest("pk").public_text == "稍后派人。"


def test_what_was_typed_survives_an_error(desk, found):
    answer = desk.post(f"{found.get_absolute_url()}accept/", {"title": "漏水", "to": "team"})
    text = answer.content.decode()
    assert 'value="漏水"' in text
    assert "请填写志愿队的名称。" in text
    assert Request.objects.get().status == "received"


@pytest.mark.parametrize(
    ("choice", "held"),
    [
        (lambda unit, user: {"to": "other", "unit": unit.pk}, "unit"),
        (lambda unit, user: {"to": f"worker:{user.uuid}"}, "worker"),
        (lambda unit, user: {"to": "team", "team": "银发志愿队"}, "volunteers"),
    ],
)
def test_dispatched_to_a_unit_a_grid_worker_or_volunteers(
    desk, found, to, unit, grid_user, now, choice, held
):
    to("accepted")
    url = f"{found.get_absolute_url()}dispatch/"
    desk.post(url, choice(unit, grid_user) | terms(now))
    found.refresh_from_db()
    assert found.status == "dispatched"
    assert [n for n in ("unit", "worker", "volunteers") if getattr(found, n)] == [held]


def test_declined_with_whom_to_call(desk, found):
    url = f"{found.get_absolute_url()}decline/"
    desk.post(url, {"reason": "不属于社区能办的事", "words": "请拨打 12345。"})
    found.refresh_from_db()
    assert (found.status, found.steps.latest("pk").public_text) == ("declined", "请拨打 12345。")


def test_staff_move_it_for_volunteers_and_for_nobody_else(desk, found, to, unit, liaison_user):
    to("dispatched")
    base = found.get_absolute_url()
    assert "代为接单" in page(desk, base)
    desk.post(f"{base}take/", {"seen": actions.seen_as(found)})
    desk.post(f"{base}done/", {"outcome": "换好了。"})
    found.refresh_from_db()
    assert (found.status, found.outcome) == ("done", "换好了。")

    raw(found, status="taken", unit=unit, volunteers="")
    assert "代为办结" not in page(desk, base)
    for name in ("done/", "return/"):
        assert desk.post(f"{base}{name}", {"outcome": "x", "reason": "其他"}).status_code == 403
    unit.liaisons.update(until=START)
    assert "代为办结" in page(desk, base)


def test_a_stale_tab_is_told_and_changes_nothing(desk, found, to, unit, unit2, now):
    to("dispatched", of_unit(unit))
    url = f"{found.get_absolute_url()}dispatch/"
    seen = desk.get(url).context["form"].initial["seen"]
    actions.dispatch(found, of_unit(unit2), by=None, now=now, **terms(now))

    answer = desk.post(url, {"to": "team", "team": "x", "seen": seen, **terms(now)})

    assert "这件点单刚刚已有变动" in answer.content.decode()
    found.refresh_from_db()
    assert (found.status, found.unit) == ("dispatched", unit2)

    again = {name: answer.context["form"][name].value() for name in ("to", "team", "seen")}
    assert desk.post(url, again | terms(now)).status_code == 302
    found.refresh_from_db()
    assert found.volunteers == "x"


PAGES = {
    "accept/": "received",
    "decline/": "declined",
    "dispatch/": "dispatched",
    "take/": "taken",
    "return/": "returned",
    "done/": "done",
}
LEGAL = {
    "received": {"received", "declined"},
    "accepted": {"dispatched", "declined"},
    "dispatched": {"dispatched", "taken", "returned"},
    "taken": {"dispatched", "done", "returned"},
    "reopened": {"dispatched", "declined"},
}
TYPED = {"title": "x", "reason": "其他", "words": "x", "outcome": "x", "to": "team", "team": "乙队"}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("status", ALL)
def test_a_page_refuses_every_move_that_the_lifecycle_does_not_allow(
    desk, found, to, now, status, name
):
    to(status)
    facts = TYPED | terms(now) | {"category": found.category_id, "area": found.area_id}
    facts |= {"reason": "不归我们管"} if name == "return/" else {}
    before, steps = Request.objects.values().get(), found.steps.count()

    answer = desk.post(f"{found.get_absolute_url()}{name}", facts, follow=True)

    after = Request.objects.values().get()
    if PAGES[name] in LEGAL.get(status, ()):
        assert after["status"] != before["status"] or found.steps.count() == steps + 1
        return
    assert (after, found.steps.count()) == (before, steps)
    assert messages(answer) == [f"这件点单现在是“{found.get_status_display()}”，请看清再办。"]


# --- for a caller -----------------------------------------------------------------------------

CALL = {"text": "路灯不亮", "place": "东门", "phone": "138 0000 1234", "channel": "phone"}


def test_staff_enter_one_for_a_caller(desk, grid, community_user, now):
    category = asked(grid, code="haircut", now=now).category_id
    data = CALL | {"category": category + 5, "area": grid.pk}
    answer = desk.post("/w/requests/new/", data, follow=True)

    made = Request.objects.latest("pk")
    assert (made.channel, made.phone, made.entered_by) == ("phone", "13800001234", community_user)
    assert messages(answer) == [
        f"已登记，编号 {made.number}。请告诉来人：凭编号和电话后四位可以查进度。"
    ]


def test_similar_open_ones_are_shown_first_and_the_second_tap_enters(desk, found, grid):
    data = CALL | {"category": found.category_id, "area": grid.pk}
    answer = desk.post("/w/requests/new/", data)
    assert "是不是这一件？" in answer.content.decode()
    assert found.number in answer.content.decode()
    assert Request.objects.count() == 1

    desk.post("/w/requests/new/", data | {"another": "on"})
    assert Request.objects.count() == 2


def test_what_cannot_be_read_is_asked_again(desk, grid, found):
    data = CALL | {"category": found.category_id, "area": grid.pk, "phone": "12"}
    text = desk.post("/w/requests/new/", data).content.decode()
    assert "电话号码好像不对：手机是 11 位数字" in text
    assert "路灯不亮" in text


def test_a_caller_may_have_a_landline_only(desk, grid, found):
    data = {"category": found.category_id, "area": grid.pk, "another": "on"}
    desk.post("/w/requests/new/", CALL | data | {"phone": "0411-87611234"})
    assert Request.objects.latest("pk").phone == "0411-87611234"


def test_a_district_s_staff_choose_among_communities(client, district_user, community, grid):
    client.force_login(district_user)
    form = client.get("/w/requests/new/").context["form"]
    assert list(form.fields["area"].queryset) == [community]


# --- what it leads to -------------------------------------------------------------------------


def test_it_becomes_a_demand_without_the_resident_s_words(desk, found, to, unit, community_user):
    to("accepted")
    url = f"{found.get_absolute_url()}demand/"
    assert unit.label in page(desk, url)
    form = desk.get(f"{url}?unit={unit.uuid}").context["form"]
    assert (form.initial["title"], form.initial["category"]) == (
        "海青社区 水电维修", found.category_id,
    )  # fmt: skip
    data = {"title": "请人修水管", "category": found.category_id, "area": found.community_id,
            "urgency": "normal", "contact": "办公室", "phone": "0411-87600202"}  # fmt: skip
    desk.post(f"{url}?unit={unit.uuid}", data)

    found.refresh_from_db()
    demand = Demand.objects.get()
    assert (found.demand, demand.unit, demand.status) == (demand, unit, "published")
    assert not [word for word in SECRETS if word in demand.search_text + demand.description]
    assert found.steps.latest("pk").public_text == "已登记为联合体的需求，请成员单位认领。"

    again = desk.post(f"{url}?unit={unit.uuid}", data | {"title": "再来一次"})
    assert "已经转成需求" in again.content.decode()
    assert Demand.objects.count() == 1


def test_it_finds_a_service(desk, found, to, make):
    to("accepted")
    service = make(Service, "上门修水管", category="plumbing")
    make(Service, "义诊", category="checkup")
    url = f"{found.get_absolute_url()}service/"
    form = desk.get(url).context["form"]
    assert list(form.fields["service"].queryset) == [service]
    desk.post(url, {"service": service.pk})

    found.refresh_from_db()
    assert found.service == service
    assert found.steps.latest("pk").public_text.startswith("可以用“上门修水管”")


def test_a_number_that_is_gone_has_no_page(desk, found):
    raw(found, phone="")
    assert desk.get(f"{found.get_absolute_url()}phone/").status_code == 404
