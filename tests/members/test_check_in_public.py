"""/checkin/<community>/: what a member sees and sends without an account."""

from datetime import date

import pytest
from django.core.cache import cache

from common.fields import blind_index
from grids.models import Area, AreaSuccessor
from members.actions import check_ins
from members.actions.errors import AreaEnded
from members.models import CheckIn, PartyOrganization, Person
from members.views import report
from tests.conftest import START

PHONE = "13812341234"
FORM = {
    "name": "张明远",
    "phone": PHONE,
    "home_name": "大连湾供电所党支部",
    "category": "employed",
    "availability": "weekends",
    "skills": "法律",
}


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def url(community) -> str:
    return f"/checkin/{community.uuid}/"


def answer(client, url, **more) -> tuple[int, str, str]:
    """Status, where it leads, and the body, but for the token of the form."""
    response = client.post(url, FORM | more)
    return response.status_code, response.get("Location", ""), response.content.decode()


def test_the_page_says_who_reads_it_and_which_posts_are_free(client, url, service_post):
    page = client.get(url).content.decode()
    for words in ("党员到海青社区报到", "您填的内容怎么用", "楼道照明岗", "余 1 个名额"):
        assert words in page
    for gone in ('<script src="http', "captcha", "验证码"):
        assert gone not in page


def test_reporting_leads_to_what_happens_next(client, url, community, service_post):
    assert answer(client, url, posts=[str(service_post.uuid)])[:2] == (302, f"{url}done/")
    made = CheckIn.objects.get()
    assert (made.area, made.status, made.phone, made.person) == (
        community,
        "reported",
        PHONE,
        None,
    )
    assert list(made.posts.all()) == [service_post]
    done = client.get(f"{url}done/").content.decode()
    assert "海青社区核对后联系您" in done
    assert "张明远" not in done


def test_a_known_phone_gets_the_same_answer(client, url, unit, street_user):
    first = answer(client, url)
    person = Person(name="钱伟")
    person.set_phone("13900001111")
    person.save()
    assert answer(client, url, name="另一个人") == first  # has reported here
    assert answer(client, url, phone="13900001111") == first  # somebody's, under another name
    assert sorted(CheckIn.objects.values_list("name", flat=True)) == ["张明远", "张明远"]


def test_a_full_post_is_not_offered(client, url, service_post, community):
    taken = CheckIn.objects.create(
        area=community,
        name="李敏",
        reported_at="2026-11-01T09:00+08:00",
        confirmed_at="2026-11-01T10:00+08:00",
        status="confirmed",
    )
    taken.posts.add(service_post)
    assert "楼道照明岗" not in client.get(url).content.decode()
    client.post(url, FORM | {"posts": [str(service_post.uuid)]})
    assert list(CheckIn.objects.get(name="张明远").posts.all()) == []


def test_a_post_of_a_military_unit_is_not_on_the_page(client, url, service_post, military_unit):
    PartyOrganization.objects.update(unit=military_unit)
    assert "楼道照明岗" not in client.get(url).content.decode()


def test_what_was_typed_stays_beside_the_mistake(client, url):
    status, _, page = answer(client, url, phone="123", category="")
    assert status == 200
    for words in ("手机号应为 11 位数字", "请选择类别。", 'value="张明远"', "错误："):
        assert words in page
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    "more", [{"name": "张\0三"}, {"name": "长" * 41}, {"posts": ["x"]}, {"category": "none"}]
)
def test_nonsense_is_refused_in_words(client, url, service_post, more):
    assert answer(client, url, **more)[0] == 200
    assert not CheckIn.objects.exists()


def test_a_robot_is_thanked_and_not_written_down(client, url):
    first = answer(client, url)
    CheckIn.objects.all().delete()
    assert answer(client, url, website="https://spam.example") == first
    assert not CheckIn.objects.exists()


def test_too_many_from_one_address_are_asked_to_wait_and_keep_what_they_typed(client, url):
    for number in range(report.MOST_HERE):
        assert answer(client, url, phone=f"138{number:08d}")[0] == 302
    status, _, page = answer(client, url)
    assert status == 429
    assert "请过一小时再点" in page
    assert 'value="张明远"' in page
    assert CheckIn.objects.count() == report.MOST_HERE


def test_one_phone_is_not_tried_without_end(client, community, other_community):
    urls = [f"/checkin/{area.uuid}/" for area in (community, other_community)]
    answers = [answer(client, urls[turn % 2])[0] for turn in range(report.MOST_OF_PHONE + 1)]
    assert answers == [302] * report.MOST_OF_PHONE + [429]
    assert answer(client, urls[0], phone="13900001111")[0] == 302


def test_a_community_that_ended_leads_to_what_it_became(client, url, community, street):
    Area.objects.filter(pk=community.pk).update(valid_to=date(2026, 6, 1))
    assert "请从“找网格”查到" in client.get(url).content.decode()
    new = [
        Area.objects.create(
            kind="community",
            code=f"21021101309{number}",
            name=f"新社区{number}",
            parent=street,
            valid_from=START,
        )
        for number in (1, 2)
    ]
    AreaSuccessor.objects.create(area=community, successor=new[0], on=date(2026, 6, 1))
    assert client.get(url).url == f"/checkin/{new[0].uuid}/"
    AreaSuccessor.objects.create(area=community, successor=new[1], on=date(2026, 6, 1))
    page = client.get(url).content.decode()
    assert "新社区1" in page
    assert "新社区2" in page
    assert client.post(url, FORM).status_code == 200
    assert not CheckIn.objects.exists()


def test_a_community_that_ends_in_this_moment_leads_on(client, url, monkeypatch):
    def ended(*args: object, **facts: object) -> None:
        raise AreaEnded

    monkeypatch.setattr(check_ins, "report_member", ended)
    assert client.post(url, FORM).url == url


def test_only_communities_have_the_page(client, street, grid):
    for area in (street, grid):
        assert client.get(f"/checkin/{area.uuid}/").status_code == 404


def test_no_name_of_anybody_stands_on_the_page(client, url, community, branch, street_user):
    CheckIn.objects.create(
        area=community,
        name="欧阳倩茹",
        phone=PHONE,
        phone_index=blind_index(PHONE),
        reported_at="2026-11-01T09:00+08:00",
    )
    for page in (url, f"{url}done/"):
        text = client.get(page).content.decode()
        for secret in ("欧阳倩茹", PHONE, "138****1234", "周敏"):
            assert secret not in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_does_the_same_queries_for_any_number_of_posts(
    client, url, service_post, branch, community, count, django_assert_max_num_queries
):
    for number in range(count):
        branch.posts.create(area=community, kind="service", name=f"服务岗{number}", since=START)
    with django_assert_max_num_queries(6):
        client.get(url)
