"""The inbox behind the phone door and the staff door."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.kinds import renders
from notices.models import Notice
from tests.notices.hello import User

PHONE, STAFF = "/l/notices/", "/w/notices/"


@pytest.fixture
def told(now):
    """told(user, 3): three open notices to the user, the last one raised last."""

    def make(user, count: int = 1, **more) -> list[Notice]:
        start = Notice.objects.count()
        return [
            Notice.objects.create(
                recipient=user,
                kind=more.get("kind", "hello"),
                subject=more.get("subject", user.pk),
                slot=f"{n}",
                due_on=more.get("due_on"),
                raised_at=now + timedelta(minutes=n),
            )
            for n in range(start, start + count)
        ]

    return make


@pytest.mark.parametrize(
    ("who", "url", "base"),
    [("liaison_user", PHONE, "base_phone.html"), ("street_user", STAFF, "base_staff.html")],
)
def test_shows_ones_own_notices_behind_ones_own_door(client, request, told, who, url, base):
    user = request.getfixturevalue(who)
    told(user, due_on=date(2026, 11, 25))
    client.force_login(user)

    response = client.get(url)

    assert base in [template.name for template in response.templates]
    html = response.content.decode()
    assert f'href="/l/hello/{user.pk}/"' in html
    assert (f"您好，{user.name}</a>" in html, "11 月 25 日（周三）到期" in html) == (True, True)
    assert (response.context["title"], response.context["door"]["inbox"]) == ("消息", 1)


@pytest.mark.parametrize("url", [PHONE, STAFF])
def test_anonymous_is_asked_to_sign_in(client, db, url):
    response = client.get(url)

    assert response.url == f"{reverse('members:sign_in')}?next=%2F{url[1]}%2Fnotices%2F"


def test_others_notices_are_not_there(client, liaison_user, liaison2_user, told):
    (other,) = told(liaison2_user)
    client.force_login(liaison_user)

    page = client.get(PHONE)
    answer = client.post(f"/l/notices/{other.pk}/read/")
    client.post("/l/notices/read/")

    assert (page.context["entries"], answer.status_code) == ([], 404)
    assert Notice.objects.get().status == Notice.Status.OPEN


def test_open_first_then_the_latest(client, liaison_user, told, now):
    first, second, third = told(liaison_user, 3)
    Notice.objects.filter(pk=third.pk).update(status="read", read_at=now)
    client.force_login(liaison_user)

    entries = client.get(PHONE).context["entries"]

    assert [notice.pk for notice, _ in entries] == [second.pk, first.pk, third.pk]


def test_looking_marks_nothing_as_read(client, liaison_user, told):
    told(liaison_user)
    client.force_login(liaison_user)

    client.get(PHONE)

    assert Notice.objects.get().status == Notice.Status.OPEN


def test_read_marks_one(client, liaison_user, told):
    first, second = told(liaison_user, 2)
    client.force_login(liaison_user)

    response = client.post(f"/l/notices/{first.pk}/read/")

    assert response.url == PHONE
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("read", "open")
    assert abs(timezone.now() - first.read_at) < timedelta(minutes=1)


def test_read_twice_keeps_the_first_moment(client, liaison_user, told, now):
    (notice,) = told(liaison_user)
    Notice.objects.update(status="read", read_at=now)
    client.force_login(liaison_user)

    assert client.post(f"/l/notices/{notice.pk}/read/").url == PHONE
    assert Notice.objects.get().read_at == now


def test_an_auditor_reads_and_marks_nothing(client, auditor, told):
    (notice,) = told(auditor)
    client.force_login(auditor)

    assert "标为已读" not in client.get(STAFF).content.decode()
    assert client.post(f"/w/notices/{notice.pk}/read/").status_code == 403
    assert client.post("/w/notices/read/").status_code == 403
    assert Notice.objects.get().status == Notice.Status.OPEN


@pytest.mark.parametrize(("who", "url"), [("liaison_user", STAFF), ("street_user", PHONE)])
def test_the_other_door_is_not_there(client, request, who, url):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url).status_code == 404


def test_read_all(client, street_user, told):
    told(street_user, 3)
    client.force_login(street_user)

    response = client.post("/w/notices/read/")

    assert response.url == STAFF
    assert set(Notice.objects.values_list("status", flat=True)) == {"read"}


@pytest.mark.parametrize("path", ["/l/notices/read/", "/l/notices/1/read/"])
def test_reading_is_a_post(client, liaison_user, path):
    client.force_login(liaison_user)

    assert client.get(path).status_code == 405


def test_dropped_ones_have_left(client, liaison_user, told):
    told(liaison_user)
    Notice.objects.update(status="dropped")
    client.force_login(liaison_user)

    response = client.get(PHONE)

    assert response.context["entries"] == []
    assert "现在没有消息" in response.content.decode()


def test_what_is_settled_or_cannot_be_rendered_says_so(client, liaison_user, told):
    told(liaison_user, kind="gone")
    renders("settled")(lambda notices, *, now: {})
    told(liaison_user, kind="settled")
    client.force_login(liaison_user)

    response = client.get(PHONE)

    assert [text for _, text in response.context["entries"]] == [None, None]
    assert response.content.decode().count("不用再处理</h2>") == 2


def test_queries_do_not_grow_with_the_list(client, liaison_user, told, django_assert_num_queries):
    client.force_login(liaison_user)
    told(liaison_user)
    client.get(PHONE)
    for more, shown in ((0, 1), (2, 3), (97, 20)):
        told(liaison_user, more)
        with django_assert_num_queries(8):
            assert len(client.get(PHONE).context["entries"]) == shown


def test_pages_of_twenty(client, liaison_user, told):
    told(liaison_user, 21)
    client.force_login(liaison_user)

    assert len(client.get(PHONE).context["entries"]) == 20
    assert len(client.get(f"{PHONE}?page=2").context["entries"]) == 1


def test_the_names_are_rendered_as_text(client, liaison_user, told):
    User.objects.update(name="<b>甲</b>")
    told(liaison_user)
    client.force_login(liaison_user)

    assert "您好，&lt;b&gt;甲&lt;/b&gt;" in client.get(PHONE).content.decode()
