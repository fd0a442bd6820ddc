"""The staff door: registers, an item with its history, review, items entered for a unit."""

import io
from urllib.parse import urlsplit

import pytest
from auditlog.models import LogEntry
from python_calamine import CalamineWorkbook

from common.sheets import check_workbook
from projects.actions import items as actions
from projects.importers.lists import IMPORTERS
from projects.models import Demand, Resource, Service
from tests.conftest import at
from tests.projects.conftest import NOW, category_of, typed

pytestmark = pytest.mark.django_db
KINDS = [Service, Resource, Demand]
READS = ["", "{uuid}/"]
WRITES = [
    "{uuid}/publish/",
    "{uuid}/return/",
    "{uuid}/confirm/",
    "{uuid}/withdraw/",
    "{uuid}/edit/",
]


def url(item, verb: str = "") -> str:
    return f"/w/lists/{item.KIND}/{item.uuid}/{verb}"


@pytest.fixture
def desk(client, street_user):
    client.force_login(street_user)
    return client


def stored(item):
    return type(item).objects.get(pk=item.pk)


# --- doors and scope ---------------------------------------------------------------------------


@pytest.mark.parametrize("verb", [*READS, *WRITES, "new/", "publish/"])
def test_anonymous_visitors_sign_in_first(client, make, verb):
    path = "/w/lists/service/" + verb.format(uuid=make().uuid)
    answer = client.post(path) if verb.endswith(("publish/", "confirm/")) else client.get(path)
    assert (answer.status_code, urlsplit(answer.url).path) == (302, "/in/")


@pytest.mark.parametrize("verb", [*READS, *WRITES, "new/"])
def test_a_liaison_officer_has_no_desk(client, make, liaison_user, verb):
    item = make(status="submitted")
    client.force_login(liaison_user)
    ask = client.get if verb in READS else client.post
    assert ask("/w/lists/service/" + verb.format(uuid=item.uuid)).status_code == 404
    assert stored(item).status == "submitted"


@pytest.mark.parametrize("verb", [READS[1], *WRITES])
def test_a_strangers_item_does_not_exist(client, make, other_street_user, verb):
    item = make(status="submitted")
    client.force_login(other_street_user)
    path = "/w/lists/service/" + verb.format(uuid=item.uuid)
    ask = client.get if verb in READS else client.post
    assert ask(path, {"note": "改"}).status_code == 404
    assert stored(item).status == "submitted"


@pytest.mark.parametrize("verb", WRITES)
def test_an_auditor_reads_and_changes_nothing(client, make, auditor, verb):
    item = make(status="submitted")
    client.force_login(auditor)
    page = client.get(url(item))
    assert page.status_code == 200
    assert "审核通过" not in page.content.decode()
    path = "/w/lists/service/" + verb.format(uuid=item.uuid)
    assert client.post(path, {"note": "改"}).status_code == 403
    assert stored(item).status == "submitted"


@pytest.mark.parametrize("path", ["new/", "import/"])
def test_an_auditor_has_no_form(client, auditor, path):
    client.force_login(auditor)
    assert client.get(f"/w/lists/service/{path}").status_code == 403


@pytest.mark.parametrize("verb", WRITES)
def test_whom_an_item_only_reaches_sees_it_and_may_not_judge_it(
    client, make, other_street, other_street_user, verb
):
    item = make(status="submitted", area=other_street)
    client.force_login(other_street_user)
    assert client.get(url(item)).status_code == 200
    path = "/w/lists/service/" + verb.format(uuid=item.uuid)
    assert client.post(path, {"note": "改"}).status_code == 403
    assert stored(item).status == "submitted"


@pytest.mark.parametrize("verb", ["publish/", "confirm/"])
def test_decisions_are_posts(desk, make, verb):
    assert desk.get(url(make(), verb)).status_code == 405
    assert desk.get("/w/lists/service/publish/").status_code == 405


# --- the registers -----------------------------------------------------------------------------


def listed(page) -> list[str]:
    return [line.obj.title for line in page.context["list"].lines]


@pytest.mark.parametrize("kind", KINDS)
def test_a_register_has_what_reaches_the_area_or_comes_from_it(
    client, make, community_user, kind, other_unit, other_community, community
):
    make(kind, "本社区单位的", area=other_community)
    make(kind, "到本社区的", "draft", unit=other_unit)
    make(kind, "别处的", unit=other_unit, area=other_community)
    client.force_login(community_user)
    page = client.get(f"/w/lists/{kind.KIND}/")
    assert set(listed(page)) == {"本社区单位的", "到本社区的"}
    assert page.context["list"].count == 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"status": "submitted"}, {"修水管"}),
        ({"category": "health"}, {"免费量血压"}),
        ({"q": "血压"}, {"免费量血压"}),
        ({"q": "第二医院 水管"}, {"修水管"}),
        ({"q": "%"}, set()),
        ({"public": "0"}, {"修水管"}),
        ({"public": "1"}, {"免费量血压"}),
        ({"type": "public"}, {"免费量血压", "修水管"}),
        ({"type": "school"}, set()),
        ({"status": "nonsense"}, {"免费量血压", "修水管"}),
    ],
)
def test_filters_narrow(desk, make, query, expected):
    make()
    make(Service, "修水管", "submitted", category="plumbing", is_public=False)
    assert set(listed(desk.get("/w/lists/service/", query))) == expected


def test_the_area_filter_takes_what_is_below_it(desk, make, street, community):
    make(Service, "社区的")
    make(Service, "街道的", area=street)
    assert listed(desk.get("/w/lists/service/", {"area": str(community.uuid)})) == ["社区的"]
    assert len(listed(desk.get("/w/lists/service/", {"area": str(street.uuid)}))) == 2


def test_a_military_unit_goes_by_its_alias(desk, make, military_unit):
    make(unit=military_unit, is_public=False)
    text = desk.get("/w/lists/service/").content.decode()
    assert "驻街单位甲" in text
    assert "警卫连" not in text


@pytest.mark.parametrize("rows", [1, 3, 100])
@pytest.mark.parametrize("kind", KINDS)
def test_eight_queries_whatever_its_length(desk, make, rows, kind, django_assert_max_num_queries):
    for number in range(rows):
        make(kind, f"第 {number} 项", "draft")
    desk.get(f"/w/lists/{kind.KIND}/")  # the categories are remembered from here on
    with django_assert_max_num_queries(8):
        page = desk.get(f"/w/lists/{kind.KIND}/", {"size": "100"})
    assert len(listed(page)) == rows


@pytest.mark.parametrize("kind", KINDS)
def test_the_export_has_exactly_what_is_filtered(desk, make, kind, street_user):
    make(kind, "第一项")
    make(kind, "第二项", "submitted")
    answer = desk.get(f"/w/lists/{kind.KIND}/", {"export": "xlsx", "status": "submitted"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    table = rows.to_python()
    title = table[0].index("名称")
    assert [row[title] for row in table[1:]] == ["第二项"]
    assert table[0][-3:] == [f"{head}（仅供查看）" for head in ("状态", "最近确认", "有效至")]
    assert table[1][-3] == "待审核"
    assert check_workbook(IMPORTERS[kind], answer.content, by=street_user, now=NOW).is_clean
    assert "第二医院" in str(table)


# --- one item ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "status", ["draft", "submitted", "returned", "published", "lapsed", "withdrawn"]
)
def test_every_item_has_a_page_with_its_history(desk, make, kind, status):
    item = make(kind, status=status)
    page = desk.get(url(item))
    text = page.content.decode()
    assert (page.status_code, item.title in text) == (200, True)
    assert page.context["steps"][-1].what == "登记"
    assert ('btn-main">审核通过，发布' in text) == (status == "submitted")


def test_the_history_tells_the_whole_way(desk, make, street_user):
    item = make(status="returned")
    actions.mend(item, by=street_user, now=at("2026-11-11"), hours="周二")
    actions.publish(stored(item), by=street_user, now=at("2026-11-12"))
    actions.lapse(Service, today=at("2030-01-01").date())
    steps = desk.get(url(item)).context["steps"]
    assert [(step.what, step.who) for step in steps] == [
        ("到期未确认，自动撤下待确认", "系统"), ("审核通过，发布", "周敏"), ("提交审核", "周敏"),
        ("修改", "周敏"), ("退回修改", "周敏"), ("提交审核", "周敏"), ("登记", "周敏"),
    ]  # fmt: skip
    assert steps[4].why == "请写清时间"


def test_the_page_of_an_item_stays_quick(desk, make, django_assert_max_num_queries):
    item = make()
    with django_assert_max_num_queries(15):
        desk.get(url(item))


# --- review ------------------------------------------------------------------------------------


def test_the_street_publishes(desk, make, street_user):
    item = make(status="submitted")
    seen = desk.get(url(item)).context["item"].submitted_at.isoformat()
    assert desk.post(url(item, "publish/"), {"seen": seen}).url == url(item)
    assert (stored(item).status, stored(item).reviewed_by) == ("published", street_user)


def test_after_a_review_the_next_one_is_a_link_away(desk, make, other_unit, other_community):
    first, second = make(status="submitted"), make(title="剪发", status="submitted")
    need = make(Demand, "缺轮椅", "submitted")
    make(title="别的街道的", status="submitted", unit=other_unit, area=other_community)
    text = desk.post(url(first, "publish/"), follow=True).content.decode()
    assert "“免费量血压”已发布。还有 2 件等您审核" in text
    assert f'href="{url(second)}">下一件：剪发</a>' in text
    text = desk.post(url(second, "return/"), {"note": "写清"}, follow=True).content.decode()
    assert "还有 1 件等您审核" in text
    assert f'href="{url(need)}">下一件：缺轮椅</a>' in text
    text = desk.post(url(need, "publish/"), follow=True).content.decode()
    assert "没有别的等您审核了。" in text


def test_the_title_of_the_next_one_is_text(desk, make):
    first, _ = make(title="<i>甲</i>", status="submitted"), make(title="<b>乙", status="submitted")
    text = desk.post(url(first, "publish/"), follow=True).content.decode()
    assert "“&lt;i&gt;甲&lt;/i&gt;”已发布" in text
    assert "下一件：&lt;b&gt;乙</a>" in text


def test_the_community_publishes_too(client, make, community_user):
    item = make(status="submitted")
    client.force_login(community_user)
    client.post(url(item, "publish/"))
    assert stored(item).reviewed_by == community_user


def test_a_stale_tab_does_not_publish_what_came_after(desk, make, street_user):
    item = make(status="submitted")
    seen = item.submitted_at.isoformat()
    actions.give_back(item, by=street_user, note="改")
    actions.mend(item, by=street_user, now=at("2026-11-12"), title="悄悄改过")
    page = desk.post(url(item, "publish/"), {"seen": seen}, follow=True)
    assert "可能已被他人处理" in page.content.decode()
    assert stored(item).status == "submitted"


def test_publishing_twice_says_so(desk, make):
    item = make()
    page = desk.post(url(item, "publish/"), follow=True)
    assert "现在不能改为" in page.content.decode()


def test_returning_needs_words_and_keeps_them(desk, make):
    item = make(status="submitted")
    page = desk.get(url(item, "return/"))
    data = typed(page.context["form"])
    empty = desk.post(url(item, "return/"), data)
    assert list(empty.context["form"].errors) == ["note"]
    assert desk.post(url(item, "return/"), data | {"note": "请写清时间"}).url == url(item)
    assert (stored(item).status, stored(item).return_note) == ("returned", "请写清时间")


def test_a_draft_cannot_be_returned(desk, make):
    item = make(status="draft")
    assert desk.get(url(item, "return/")).status_code == 200
    page = desk.post(url(item, "return/"), {"note": "改"}, follow=True)
    assert "现在不能改为" in page.content.decode()


def test_staff_confirm_and_withdraw(desk, make):
    item = make(status="lapsed")
    desk.post(url(item, "confirm/"), {"how": "phone"})
    kept = stored(item)
    assert (kept.status, kept.confirmed_by, kept.confirmed_how) == (
        "published",
        "大连湾街道",
        "phone",
    )
    assert desk.get(url(item, "withdraw/")).status_code == 200
    desk.post(url(item, "withdraw/"), {"reason": "停办"})
    assert stored(item).status == "withdrawn"


# --- many at once ------------------------------------------------------------------------------


def test_ticked_items_are_shown_before_they_are_published(desk, make, other_unit, other_community):
    due, done = make(Service, "待审的", "submitted"), make(Service, "已发布的")
    far = make(Service, "别处的", "submitted", unit=other_unit, area=other_community)
    picks = {"pick": [due.uuid, done.uuid, far.uuid, "x"]}
    page = desk.post("/w/lists/service/publish/", picks)
    text = page.content.decode()
    assert [item.title for item in page.context["picked"]] == ["待审的"]
    assert "另有 1 项不是待审核" in text
    assert "别处的" not in text
    assert stored(due).status == "submitted"


def test_then_they_are_published(desk, make, other_unit, other_community):
    first, second = make(Service, "一", "submitted"), make(Service, "二", "submitted")
    far = make(Service, "别处的", "submitted", unit=other_unit, area=other_community)
    picks = {"pick": [first.uuid, second.uuid, far.uuid], "confirm": "1"}
    assert desk.post("/w/lists/service/publish/", picks).url == "/w/lists/service/"
    assert [stored(i).status for i in (first, second, far)] == [
        "published", "published", "submitted",
    ]  # fmt: skip


def test_one_that_cannot_be_published_holds_up_no_other(desk, make, unit, unit2):
    bad, good = make(Service, "一", "submitted"), make(Service, "二", "submitted", unit=unit2)
    type(unit).objects.filter(pk=unit.pk).update(type="military", alias="驻街单位乙")
    picks = {"pick": [bad.uuid, good.uuid], "confirm": "1"}
    page = desk.post("/w/lists/service/publish/", picks, follow=True)
    assert (stored(bad).status, stored(good).status) == ("submitted", "published")
    assert "军警单位的条目不能向居民公开" in page.content.decode()


def test_nothing_ticked_says_so(desk):
    assert "没有勾选" in desk.post("/w/lists/service/publish/").content.decode()


def test_an_auditor_publishes_none(client, make, auditor):
    item = make(status="submitted")
    client.force_login(auditor)
    answer = client.post("/w/lists/service/publish/", {"pick": item.uuid, "confirm": "1"})
    assert (answer.status_code, stored(item).status) == (403, "submitted")


# --- entered for a unit ------------------------------------------------------------------------


def test_first_the_unit_is_chosen(desk, unit, unit2, other_unit):
    page = desk.get("/w/lists/service/new/")
    assert {unit.name for unit in page.context["units"]} == {"区第二医院", "大连湾供电所"}
    page = desk.get("/w/lists/service/new/", {"q": "供电"})
    assert [unit.name for unit in page.context["units"]] == ["大连湾供电所"]
    assert "没有找到这样的单位" in desk.get("/w/lists/service/new/", {"q": "火星"}).content.decode()


def test_control_characters_in_a_name_only_separate(desk, unit, unit2):
    page = desk.get("/w/lists/service/new/", {"q": "供电所\x00"})
    assert [unit.name for unit in page.context["units"]] == ["大连湾供电所"]


def test_many_units_ask_for_a_name(desk, unit, unit2, monkeypatch):
    monkeypatch.setattr("projects.views.staff.FOUND", 1)
    assert "还有更多" in desk.get("/w/lists/service/new/").content.decode()


def test_a_unit_elsewhere_does_not_exist(desk, other_unit):
    assert desk.get(f"/w/lists/service/new/?unit={other_unit.uuid}").status_code == 404
    assert desk.get("/w/lists/service/new/?unit=x").status_code == 200


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (Service, {"place": "卫生站", "hours": "周一 9:00–11:00"}),
        (Resource, {"form": "venue"}),
        (Demand, {"wished_on": "2026-12-24"}),
    ],
)
def test_what_staff_enter_is_published(desk, unit, street_user, kind, facts):
    path = f"/w/lists/{kind.KIND}/new/?unit={unit.uuid}"
    data = typed(desk.get(path).context["form"]) | facts
    data |= {"title": "新的一项", "category": category_of("checkup").pk}
    data |= {"contact": "办公室", "phone": "0411-87600202"}
    answer = desk.post(path, data)
    item = kind.objects.get()
    assert answer.url == url(item)
    assert (item.status, item.unit, item.reviewed_by) == ("published", unit, street_user)
    assert desk.post(path, data).url == url(item)
    assert kind.objects.count() == 1


def filled(client, path: str, **facts) -> dict:
    """A service as staff type it."""
    data = typed(client.get(path).context["form"])
    data |= {"category": category_of("checkup").pk, "place": "站", "hours": "周一 9:00–11:00"}
    return data | {"title": "抢号", "contact": "办公室", "phone": "0411-87600202"} | facts


def test_an_error_keeps_what_was_typed(desk, unit):
    page = desk.post(f"/w/lists/service/new/?unit={unit.uuid}", {"title": "半截"})
    assert page.context["form"]["title"].value() == "半截"
    assert Service.objects.count() == 0


def test_somebody_elses_key_is_refused(client, unit, make, community_user):
    there = make()
    client.force_login(community_user)
    path = f"/w/lists/service/new/?unit={unit.uuid}"
    assert client.post(path, filled(client, path, key=there.uuid)).status_code == 200
    assert Service.objects.count() == 1


def test_staff_edit_a_draft(desk, make):
    item = make(status="draft")
    data = typed(desk.get(url(item, "edit/")).context["form"])
    assert desk.post(url(item, "edit/"), data | {"title": "改过"}).url == url(item)
    assert stored(item).title == "改过"
    assert LogEntry.objects.get_for_object(item).count() == 2


def test_staff_cannot_edit_what_waits_for_review(desk, make):
    item = make(status="submitted")
    assert desk.get(url(item, "edit/")).url == url(item)
    data = typed(desk.get(url(make(status="draft"), "edit/")).context["form"])
    page = desk.post(url(item, "edit/"), data | {"title": "改过"})
    assert "不能再修改" in page.content.decode()
    assert stored(item).title == "免费量血压"
