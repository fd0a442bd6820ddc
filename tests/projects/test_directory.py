"""The residents' directory: what each word of the address finds."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from grids.models import Area, AreaSuccessor
from projects import memory
from projects.directory import MOST_PAGES, PAGE, Wish, category_counts, find_place, read
from projects.models import Demand, Resource, Service
from tests.conftest import START

pytestmark = pytest.mark.django_db
URL = "/s/"


@pytest.fixture
def today_make(make):
    """Like make, but confirmed this very day: the page reads the clock."""

    def build(*args, **facts):
        return make(*args, **({"now": timezone.now()} | facts))

    return build


def titles(client, **query) -> list[str]:
    memory.forget()
    page = client.get(URL, query)
    assert page.status_code == 200
    return [row["title"] for row in page.context["answer"].rows]


def text(client, **query) -> str:
    memory.forget()
    return client.get(URL, query).content.decode()


# --- what is shown at all --------------------------------------------------------------------


def test_a_public_service_is_listed_with_what_a_resident_needs(client, today_make):
    item = today_make(Service, "免费量血压")
    page = text(client)
    for words in ("免费量血压", "周一至周五 8:30–11:00", "社区卫生站", "区第二医院", "海青社区"):
        assert words in page
    assert f'href="/s/{item.uuid}/"' in page
    assert 'href="tel:0411-87600202"' in page
    assert "共 1 项" in page


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "lapsed", "withdrawn"])
def test_only_published_items_show(client, today_make, status):
    today_make(Service, status=status)
    assert titles(client) == []


def test_an_internal_item_does_not_show(client, today_make):
    today_make(Service, is_public=False)
    assert titles(client) == []


def test_an_item_past_its_date_does_not_show(client, make):
    make(Service, now=timezone.now() - timedelta(days=61))
    assert titles(client) == []


def test_a_military_unit_never_shows_even_if_its_item_is_marked_public(
    client, today_make, military_unit
):
    item = today_make(Service, "营区开放日", unit=military_unit, is_public=False)
    Service.objects.filter(pk=item.pk).update(is_public=True)
    page = text(client, q="营区")
    assert titles(client) == []
    assert "警卫连" not in page
    assert "驻街单位甲" not in page
    assert client.get(f"/s/{item.uuid}/").status_code == 404


def test_demands_are_not_public(client, today_make):
    today_make(Demand, "缺健身器材")
    assert titles(client) == titles(client, kind="demand") == []


def test_resources_stand_under_their_own_chip(client, today_make):
    today_make(Service, "免费量血压")
    today_make(Resource, "多功能厅")
    assert titles(client) == ["免费量血压"]
    assert titles(client, kind="resource") == ["多功能厅"]
    assert "找共享资源" in text(client, kind="resource")


def test_the_most_recently_confirmed_comes_first(client, today_make):
    now = timezone.now()
    today_make(Service, "三天前", now=now - timedelta(days=3))
    today_make(Service, "今天")
    today_make(Service, "昨天", now=now - timedelta(days=1))
    assert titles(client) == ["今天", "昨天", "三天前"]


# --- area --------------------------------------------------------------------------------------


@pytest.fixture
def spread(today_make, district, street, community, grid, other_street, other_community):
    """One service for each place."""
    for area in (district, street, community, grid, other_street, other_community):
        today_make(Service, f"{area.kind} {area.name}", area=area)


def test_a_community_has_what_is_in_it_and_what_reaches_it(client, spread, community):
    assert set(titles(client, area=community.uuid)) == {
        "district 甘井子区", "street 大连湾街道", "community 海青社区", "grid 第1网格",
    }  # fmt: skip


def test_a_street_has_what_is_below_it_too(client, spread, other_street):
    assert set(titles(client, area=other_street.uuid)) == {
        "district 甘井子区", "street 红旗街道", "community 锦绣社区",
    }  # fmt: skip


def test_the_district_has_everything(client, spread, district):
    assert len(titles(client, area=district.uuid)) == 6


def test_a_grid_stands_for_its_community(client, spread, grid, community):
    page = client.get(URL, {"area": str(grid.uuid)})
    assert page.context["wish"].area.name == "海青社区"


def test_a_merged_community_leads_to_its_successor(client, spread, street, other_community):
    gone = Area.objects.create(
        kind="community", code="210211013002", name="旧社区", parent=street, valid_from=START
    )
    Area.objects.filter(pk=gone.pk).update(valid_to=START)
    AreaSuccessor.objects.create(area=gone, successor=other_community, on=START)
    memory.forget()
    assert find_place(str(gone.uuid)).name == "锦绣社区"


@pytest.mark.parametrize("area", ["x", "0", "00000000-0000-4000-8000-000000000000", "'; DROP"])
def test_an_unknown_area_is_said_and_left_out(client, today_make, area):
    today_make(Service, "免费量血压")
    assert titles(client, area=area) == ["免费量血压"]
    assert "没有找到您选的区域" in text(client, area=area)


def test_the_picker_keeps_the_chosen_place(client, today_make, community, other_community):
    page = text(client, area=community.uuid)
    assert f'<option value="{community.uuid}" selected>\u3000海青社区</option>' in page
    assert f'<option value="{other_community.uuid}">' in page


def test_with_many_places_the_picker_opens_the_chosen_street_only(
    client, monkeypatch, community, street, other_community
):
    monkeypatch.setattr("projects.places.MOST_OPTIONS", 3)
    page = text(client, area=community.uuid)
    assert "海青社区" in page
    assert "红旗街道" in page
    assert "锦绣社区" not in page
    assert "海青社区" not in text(client)


# --- category ----------------------------------------------------------------------------------


def test_a_category_holds_its_whole_subtree(client, today_make):
    today_make(Service, "量血压", category="checkup")
    today_make(Service, "全科门诊", category="health")
    today_make(Service, "修水管", category="plumbing")
    assert set(titles(client, category="health")) == {"量血压", "全科门诊"}
    assert titles(client, category="checkup") == ["量血压"]
    assert len(titles(client, category="no-such")) == 3


def test_the_chips_of_the_chosen_category_are_marked(client, today_make):
    page = text(client, category="checkup")
    assert re.search(r'href="/s/\?category=health#h-found" aria-current="true">医疗健康', page)
    assert re.search(r'href="/s/\?category=checkup#h-found" aria-current="true">义诊体检', page)


def test_chips_keep_the_other_filters(client, community):
    page = client.get(URL, {"area": str(community.uuid), "q": "量血压", "page": "1"})
    urls = [url for _, url, _ in page.context["tops"]]
    assert urls[0] == f"/s/?area={community.uuid}&q=%E9%87%8F%E8%A1%80%E5%8E%8B#h-found"
    assert "category=meals" in urls[1]


def test_category_counts_add_up_the_subtree_in_one_query_a_list(
    today_make, community, other_community, django_assert_num_queries
):
    today_make(Service, "量血压", category="checkup")
    today_make(Service, "门诊", category="health")
    today_make(Service, "修水管", category="plumbing", area=other_community)
    place = find_place(str(community.uuid))
    category_counts(place, today=timezone.localdate())
    with django_assert_num_queries(2):
        counts = category_counts(place, today=timezone.localdate())
    assert {top.code: n for top, n, _ in counts if n} == {"health": 2}
    assert len(counts) == 8
    everywhere = {top.code: n for top, n, _ in category_counts(None, today=timezone.localdate())}
    assert everywhere["repair"] == 1


def test_a_category_without_services_counts_what_is_shared(today_make, community):
    today_make(Resource, "会议室", category="meeting-room")
    counts = category_counts(None, today=timezone.localdate())
    assert [(top.code, n, kind) for top, n, kind in counts if n] == [("venue", 1, "resource")]


# --- keyword -----------------------------------------------------------------------------------


@pytest.fixture
def found(today_make):
    today_make(Service, "老年食堂午餐", category="meal-delivery", description="送到家，A座3楼")
    today_make(Service, "家电小修", category="appliances", place="锦绣园广场")
    today_make(Service, "换龙头", category="plumbing")
    today_make(Service, "公证咨询", category="law", audience="租户，房东")


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("午餐", {"老年食堂午餐"}),
        ("广场", {"家电小修"}),
        ("锦绣园广场", {"家电小修"}),
        ("房东", {"公证咨询"}),
        ("户房", set()),  # two runs of characters do not join
        ("餐", {"老年食堂午餐"}),
        ("a座", {"老年食堂午餐"}),
        ("A座３楼", {"老年食堂午餐"}),
        ("第二医院", {"老年食堂午餐", "家电小修", "换龙头", "公证咨询"}),
        ("家电 广场", {"家电小修"}),
        ("家电 午餐", set()),
        ("送饭", {"老年食堂午餐"}),
        ("打官司", set()),
        ("法律咨询", {"公证咨询"}),
        ("修水管", {"换龙头"}),
        ("请人来修水管", {"换龙头"}),
        ("生活维修", {"家电小修", "换龙头"}),
        ("火星", set()),
    ],
)
def test_a_keyword_finds(client, found, q, expected):
    assert set(titles(client, q=q)) == expected


@pytest.mark.parametrize("q", ["%", "_", "%%", "\\", "'", '"', "'; --", "🙂", "&|!()", "<b>"])
def test_odd_characters_find_nothing_and_break_nothing(client, found, q):
    assert titles(client, q=q) == []


@pytest.mark.parametrize("q", ["午%餐", "午_餐", "午\x00餐"])
def test_wildcards_are_separators_only(client, found, q):
    assert set(titles(client, q=q)) == {"老年食堂午餐"}


def test_a_very_long_keyword_is_cut_off(client, found):
    page = client.get(URL, {"q": "午餐" * 3000})
    assert page.status_code == 200
    assert len(page.context["wish"].q) == 60


@pytest.mark.parametrize("q", ["  \u3000 ", "\x00"])
def test_blanks_are_no_keyword(client, found, q):
    assert len(titles(client, q=q)) == 4


def test_a_keyword_in_the_title_comes_first(client, today_make):
    now = timezone.now()
    today_make(Service, "量血压", now=now - timedelta(days=2))
    today_make(Service, "门诊", description="也可量血压")
    assert titles(client, q="血压") == ["量血压", "门诊"]


def test_nothing_found_offers_the_way_back_and_whom_to_ask(client, found, community, post):
    page = text(client, q="火星")
    assert "没有找到" in page
    assert 'href="/s/">看全部' in page
    assert "没找到？提一个需求，或者打电话问" in page


def test_the_contacts_of_the_place_are_offered(client, post, grid, community):
    type(post).objects.filter(pk=post.pk).update(area=community)
    page = text(client, area=community.uuid)
    assert "海青社区网格长 陈桂芳" in page
    assert 'href="tel:0411-87600101"' in page


def test_a_post_without_consent_is_not_offered(client, post, community):
    type(post).objects.filter(pk=post.pk).update(area=community, consent_on=None)
    assert "陈桂芳" not in text(client, area=community.uuid)


def test_what_was_typed_is_escaped_and_kept(client):
    page = text(client, q='"><script>x')
    assert "<script>x" not in page
    assert "&quot;&gt;&lt;script&gt;x" in page


# --- pages -------------------------------------------------------------------------------------


@pytest.fixture
def many(today_make):
    for number in range(PAGE + 2):
        today_make(Service, f"第 {number} 项")


def test_the_first_page_is_full_and_leads_on(client, many):
    page = client.get(URL)
    assert len(page.context["answer"].rows) == PAGE
    assert (page.context["answer"].count, page.context["answer"].pages) == (PAGE + 2, 2)
    assert page.context["next_url"] == "/s/?page=2"
    assert page.context["previous_url"] == ""


def test_the_last_page_has_the_rest(client, many):
    page = client.get(URL, {"page": "2"})
    assert [row["title"] for row in page.context["answer"].rows] == ["第 1 项", "第 0 项"]
    assert page.context["next_url"] == ""


def test_a_page_past_the_end_leads_to_the_first(client, many):
    assert client.get(URL, {"page": "9"}).url == "/s/"


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1.5", "²", "9" * 400])
def test_no_page_is_the_first_page(client, many, page):
    assert client.get(URL, {"page": page}).context["wish"].page == 1


def test_nobody_reads_on_for_ever():
    assert read({"page": "999"}).page == MOST_PAGES


def test_a_large_count_is_capped(client, many, monkeypatch):
    monkeypatch.setattr("projects.directory.COUNTED", 10)
    page = client.get(URL)
    assert page.context["answer"].count == 11
    assert "共 10+ 项" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3, 100])
def test_three_queries_whatever_its_length(
    client, today_make, community, post, rows, django_assert_max_num_queries
):
    for number in range(rows):
        today_make(Service, f"第 {number} 项")
    query = {"area": str(community.uuid), "category": "health", "q": "项 量血压"}
    client.get(URL, query)
    with django_assert_max_num_queries(3):
        client.get(URL, query)


def test_the_plain_page_needs_one_query(client, today_make, django_assert_num_queries):
    today_make(Service)
    client.get(URL)
    with django_assert_num_queries(1):
        client.get(URL)


def test_no_cookie_is_set_for_a_reader(client):
    assert client.get(URL).cookies.output() == ""


def test_writing_to_it_is_refused(client):
    assert client.post(URL).status_code == 405


def test_a_wish_makes_a_short_address():
    assert Wish().url(reverse("projects:directory")) == "/s/"
