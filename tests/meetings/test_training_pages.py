"""The pages of training: staff plan and call the roll, officers sign up, strangers see nothing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from meetings.actions import places, training
from meetings.models import Enrolment, Handout, Programme, Session
from members.models import AllianceMembership
from tests.conftest import START
from tests.meetings.conftest import after_expiry, in_days, statuses
from tests.meetings.training import programme

pytestmark = pytest.mark.django_db


def coming(of: Programme, *, days: int = 10, size: int = 2, topic: str = "责任区怎么划") -> Session:
    start = in_days(days).replace(hour=6, minute=0)
    made = Session(
        programme=of,
        topic=topic,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        place="三楼会议室",
        places=size,
        sign_up_until=timezone.localdate(start),
    )
    return training.plan_session(made, by=None, now=timezone.now())


@pytest.fixture
def plan(alliance) -> Programme:
    return programme(alliance)


@pytest.fixture
def held(plan) -> Session:
    return coming(plan)


def begun(held: Session) -> Session:
    start = timezone.now() - timedelta(hours=3)
    facts = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
    Session.objects.filter(pk=held.pk).update(**facts)
    return held


def sign(held, unit, *names):
    return places.sign_up(held, unit, names, by=None, now=timezone.now())


def page(name, record) -> str:
    return reverse(f"meetings:{name}", args=[record.uuid])


def said(answer) -> str:
    return answer.content.decode()


def test_staff_begin_a_programme_and_plan_a_session(client, street_user, alliance):
    client.force_login(street_user)
    url = reverse("meetings:programme_new")
    data = {"name": "自贸通才", "kind": "exchange", "holder": f"alliance-{alliance.uuid}"}
    answer = client.post(url, data)
    made = Programme.objects.get()
    assert (answer.status_code, answer.url, made.alliance) == (
        302,
        page("programme", made),
        alliance,
    )
    day = timezone.localdate() + timedelta(days=9)
    typed = {
        "topic": "开好组织生活会", "day": f"{day}", "starts": "14:00", "ends": "16:00",
        "place": "三楼", "lecturer": "王建华教授", "places": "30", "sign_up_until": f"{day}",
    }  # fmt: skip
    answer = client.post(page("session_new", made), typed)
    session = Session.objects.get()
    assert answer.url == page("session", session)
    assert "王建华教授" in said(client.get(answer.url))
    again = said(client.get(page("session_new", made)))
    assert 'value="14:00"' in again  # as the last time
    assert 'value="30"' in again


def test_a_bad_time_is_said_at_its_field_and_nothing_is_lost(client, street_user, plan):
    client.force_login(street_user)
    day = timezone.localdate() - timedelta(days=1)
    typed = {
        "topic": "昨天的课", "day": f"{day}", "starts": "14:00", "ends": "13:00",
        "place": "三楼", "places": "30", "sign_up_until": f"{day}",
    }  # fmt: skip
    answer = said(client.post(page("session_new", plan), typed))
    assert "时间要在现在之后" in answer
    assert 'value="昨天的课"' in answer
    assert not Session.objects.exists()


STAFF_PAGES = ["session_edit", "session_cancel", "paper_add"]


def test_strangers_find_nothing_and_readers_change_nothing(
    client, held, plan, other_street_user, auditor, liaison_user
):
    urls = [page(name, held) for name in [*STAFF_PAGES, "session"]]
    urls += [page(name, plan) for name in ("programme", "programme_edit", "session_new")]
    for url in urls:
        assert statuses(client, "get", url, other_street_user, liaison_user) == [404, 404]
    for url in (page("session_roll", held), page("programme_close", plan)):
        assert statuses(client, "post", url, other_street_user, auditor) == [404, 403]
        assert client.get(url).status_code in (403, 405)
    for url in [page(name, held) for name in STAFF_PAGES]:
        assert statuses(client, "post", url, other_street_user, auditor) == [404, 403]
    assert statuses(client, "get", page("session", held), auditor) == [200]
    held.refresh_from_db()
    assert (held.status, Programme.objects.get().closed_on) == ("planned", None)


def test_a_community_may_not_change_the_streets_session(client, held, community_user):
    assert statuses(client, "get", page("session", held), community_user) == [404]


def test_a_stale_tab_keeps_what_was_typed_and_saves_the_second_time(client, held, street_user):
    client.force_login(street_user)
    url = page("session_edit", held)
    shown = client.get(url).context["form"]
    data = {name: shown.initial[name] for name in shown.fields}
    clocks = {name: f"{data[name]:%H:%M}" for name in ("starts", "ends")}
    days = {name: f"{data[name]}" for name in ("day", "sign_up_until")}
    data = {**data, **clocks, **days}
    other = Session.objects.get()
    training.change_session(other, by=street_user, now=timezone.now(), place="一楼大厅")
    answer = client.post(url, {**data, "topic": "新的题目"})
    assert "刚刚被他人修改过" in said(answer)
    assert 'value="新的题目"' in said(answer)
    again = answer.context["form"].data.copy()
    assert client.post(url, again).status_code == 302
    assert Session.objects.get().topic == "新的题目"


def test_an_officer_signs_up_by_names_and_next_time_by_ticks(client, plan, held, liaison_user):
    client.force_login(liaison_user)
    url = page("my_session", held)
    assert client.post(url, {"names": "王敏、刘洋，陈立"}).status_code == 302
    rows = Enrolment.objects.values_list("name", "status")
    assert list(rows) == [("王敏", "enrolled"), ("刘洋", "enrolled"), ("陈立", "waiting")]
    assert Enrolment.objects.first().signed_by == liaison_user
    shown = said(client.get(reverse("meetings:my_training")))
    assert "王敏、刘洋、陈立（候补）" in shown
    other = coming(plan, topic="第二次", size=9)
    answer = client.get(page("my_session", other))
    assert [key for key, _ in answer.context["form"].fields["known"].choices] == [
        "王敏", "刘洋", "陈立",
    ]  # fmt: skip
    client.post(page("my_session", other), {"known": ["刘洋"], "names": ""})
    assert list(other.enrolments.values_list("name", flat=True)) == ["刘洋"]
    answer = said(client.post(page("my_session", other), {"names": " "}))
    assert "请写上参加人的姓名" in answer


def test_an_officer_gives_a_place_back(client, held, unit, unit2, liaison_user, liaison2_user):
    first, *_ = sign(held, unit, "王敏", "刘洋")
    sign(held, unit2, "赵强")
    url = page("my_place", first)
    assert statuses(client, "post", url, liaison2_user) == [404]
    client.force_login(liaison_user)
    assert "王敏不去了？" in said(client.get(url))
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 404  # a second tap: it is gone
    assert dict(Enrolment.objects.values_list("name", "status")) == {
        "王敏": "cancelled", "刘洋": "enrolled", "赵强": "enrolled",
    }  # fmt: skip


def test_what_is_not_open_to_the_unit_does_not_exist(client, held, other_liaison_user, tutor_user):
    url = page("my_session", held)
    assert statuses(client, "get", url, other_liaison_user, tutor_user) == [404, 404]
    assert statuses(client, "post", url, other_liaison_user) == [404]
    assert not Enrolment.objects.exists()


def test_an_officer_does_not_read_who_else_comes(client, held, unit2, liaison_user):
    sign(held, unit2, "赵小强")
    client.force_login(liaison_user)
    assert "赵小强" not in said(client.get(page("my_session", held)))
    assert "赵小强" not in said(client.get(reverse("meetings:my_training")))


def test_names_typed_outlive_the_session(client, held, liaison_user):
    url = page("my_session", held)
    answer = after_expiry(client, liaison_user, url, {"names": "王敏、刘洋"})
    assert "王敏、刘洋" in said(answer)


def test_the_roll_is_called_on_one_page(client, held, unit, street_user):
    first, second = sign(held, unit, "王敏", "刘洋")
    client.force_login(street_user)
    url = page("session_roll", held)
    client.post(url, {"came": [first.pk]})
    assert Session.objects.get().status == "planned"  # it has not begun
    begun(held)
    assert 'name="came"' in said(client.get(page("session", held)))
    assert client.post(url, {"came": [f"{first.pk}", "x", "²"]}).status_code == 302
    second.refresh_from_db()
    assert (Session.objects.get().status, second.status) == ("held", "enrolled")


def test_calling_off_asks_why(client, held, street_user):
    client.force_login(street_user)
    url = page("session_cancel", held)
    assert "请写明为什么取消" in said(client.post(url, {"reason": ""}))
    client.post(url, {"reason": "老师生病"})
    assert Session.objects.get().status == "cancelled"


def upload(client, held, data: bytes, name: str = "讲稿.pdf"):
    return client.post(page("paper_add", held), {"file": SimpleUploadedFile(name, data)})


def test_papers_go_to_who_may_see_the_session(
    client, held, street_user, liaison_user, other_liaison_user, other_street_user
):
    client.force_login(street_user)
    assert upload(client, held, b"%PDF-1.7").status_code == 302
    assert "只收 PDF" in said(upload(client, held, b"<html>"))
    paper = Handout.objects.get()
    staff, phone = page("handout", paper), page("my_material", paper)
    answer = client.get(staff)
    assert answer.content == b"%PDF-1.7"
    assert answer["Content-Disposition"].startswith("inline;")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "application/pdf", "nosniff",
    )  # fmt: skip
    assert statuses(client, "get", staff, other_street_user, liaison_user) == [404, 404]
    assert statuses(client, "get", phone, liaison_user, other_liaison_user) == [200, 404]
    drop = page("paper_drop", paper)
    assert statuses(client, "post", drop, other_street_user) == [404]
    client.force_login(street_user)
    assert client.post(drop).status_code == 302
    assert not Handout.objects.exists()


def test_a_unit_that_left_the_alliance_still_sees_where_its_people_are(
    client, held, unit, liaison_user
):
    sign(held, unit, "王敏")
    AllianceMembership.objects.filter(unit=unit).update(until=timezone.localdate(), since=START)
    assert statuses(client, "get", page("my_session", held), liaison_user) == [200]


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_few_queries_whatever_their_length(
    client, street_user, liaison_user, alliance, unit, rows, django_assert_max_num_queries
):
    for number in range(rows):
        made = programme(alliance, name=f"计划{number}")
        for size in range(rows):
            sign(coming(made, topic=f"课{size}"), unit, *[f"人{n}" for n in range(rows)])
    client.force_login(street_user)
    first = Programme.objects.first()
    for url in (reverse("meetings:programmes"), page("programme", first),
                page("session", first.sessions.first())):  # fmt: skip
        with django_assert_max_num_queries(9):  # one of them is the session's
            client.get(url)
    client.force_login(liaison_user)
    with django_assert_max_num_queries(13):
        client.get(reverse("meetings:my_training"))


def test_the_roll_says_whom_it_showed_and_nonsense_is_left_out(client, held, unit, street_user):
    first, second = sign(held, unit, "王敏", "刘洋")
    begun(held)
    client.force_login(street_user)
    url = page("session_roll", held)
    client.post(url, {"came": [first.pk]})
    assert f'name="shown" value="{first.pk}"' in said(client.get(page("session", held)))
    assert client.post(url, {"came": [second.pk, "1" * 5000]}).status_code == 302  # opened before
    assert held.enrolments.filter(status="attended").count() == 2
