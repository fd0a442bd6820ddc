"""/l/reports/<uuid>/ and its check page: the officer hands the month's report in."""

import re

import pytest
from django.utils import timezone

from meetings.models import LiaisonReport
from members.actions.liaisons import appoint
from members.models import User
from tests.meetings.conftest import after_expiry, statuses

TEXTS = {"practice": "", "problems": "", "plans": "", "advice": ""}


def stored() -> LiaisonReport:
    return LiaisonReport.objects.get(unit__name="区第二医院")


def test_nothing_changed_takes_three_taps(client, liaison_user, report):
    client.force_login(liaison_user)
    home = client.get("/l/").text
    assert home.count(f'href="{report.phone_url}"') == 1
    assert "开始填写" in home

    form = client.get(report.phone_url).text  # tap 1: the card of the month
    assert '<button class="btn btn-main btn-wide mt" name="no_change" value="1">' in form

    answer = client.post(report.phone_url, TEXTS | {"no_change": "1"})  # tap 2: 本月无变化
    check = client.get(answer.url).text
    assert "本月无变化" in check
    assert "提交月报" in check
    (hidden,) = re.findall(r'<input type="hidden" name="no_change" value="(.*?)">', check)

    answer = client.post(answer.url, {"no_change": hidden}, follow=True)  # tap 3: 提交月报
    assert answer.redirect_chain == [("/l/", 302)]
    assert "11 月月报已提交，街道马上就能看到。" in answer.text
    assert "开始填写" not in answer.text
    report = stored()
    assert (report.status, report.no_change) == ("submitted", True)
    assert report.submitted_by == liaison_user


def test_a_report_begun_is_gone_on_with(client, liaison_user, report):
    client.force_login(liaison_user)
    client.post(report.phone_url, TEXTS | {"plans": "义诊两场", "later": "1"})
    home = client.get("/l/").text
    assert "上次填的已经存好。" in home
    assert "接着填写" in home


def test_what_is_typed_is_checked_and_then_handed_in(client, liaison_user, report):
    client.force_login(liaison_user)
    answer = client.post(report.phone_url, TEXTS | {"plans": "义诊\r\n两场", "advice": "多通气"})
    assert answer.url == report.check_url
    assert stored().status == "open"
    check = client.get(answer.url).text
    assert "义诊<br>两场" in check
    assert 'name="no_change"' not in check

    client.post(answer.url)
    report = stored()
    assert (report.status, report.plans, report.no_change) == ("submitted", "义诊\n两场", False)


def test_whoever_typed_something_has_changes(client, liaison_user, report):
    """The text is neither lost nor handed in under the words that nothing changed."""
    client.force_login(liaison_user)
    answer = client.post(report.phone_url, TEXTS | {"plans": "义诊", "no_change": "1"})
    assert answer.url == report.check_url
    client.post(answer.url, {"no_change": "1"})
    assert (stored().plans, stored().no_change) == ("义诊", False)


def test_it_can_be_put_aside(client, liaison_user, report):
    client.force_login(liaison_user)
    typed = TEXTS | {"plans": "写了一半", "later": "1"}
    answer = client.post(report.phone_url, typed, follow=True)
    assert answer.redirect_chain == [("/l/", 302)]
    assert "已存好，随时可以接着填。" in answer.text
    assert "写了一半</textarea>" in client.get(report.phone_url).text
    assert stored().status == "open"


def test_an_empty_report_is_sent_back_to_its_form(client, liaison_user, report):
    client.force_login(liaison_user)
    answer = client.post(client.post(report.phone_url, TEXTS).url, follow=True)
    assert answer.redirect_chain == [(report.phone_url, 302)]
    assert "请至少填写一项，或选择“本月无变化”。" in answer.text
    assert stored().status == "open"


def test_after_handing_in_it_is_only_read(client, liaison_user, submitted):
    client.force_login(liaison_user)
    page = client.get(submitted.phone_url).text
    assert "义诊进网格" in page
    assert "<textarea" not in page
    assert client.get(submitted.check_url).url == submitted.phone_url

    answer = client.post(submitted.phone_url, TEXTS | {"plans": "改写"}, follow=True)
    assert "月报已经提交，不能再改" in answer.text
    assert client.post(submitted.check_url).url == submitted.phone_url
    assert (stored().status, stored().plans) == ("submitted", "义诊进网格")


def test_a_second_click_hands_in_once_without_complaint(client, liaison_user, report):
    client.force_login(liaison_user)
    client.post(report.check_url, {"no_change": "1"})
    first = stored().submitted_at
    answer = client.post(report.check_url, {"no_change": "1"}, follow=True)
    assert "待审核" in answer.text
    assert "msg-error" not in answer.text
    assert stored().submitted_at == first


def test_a_returned_report_says_what_to_mend_and_is_handed_in_again(
    client, liaison_user, street_user, submitted
):
    LiaisonReport.objects.filter(pk=submitted.pk).update(
        status="returned", return_note="请写清义诊日期"
    )
    client.force_login(liaison_user)
    assert "去修改" in client.get("/l/").text
    page = client.get(submitted.phone_url).text
    assert "<b>街道请您修改：</b>请写清义诊日期" in page
    assert "义诊进网格</textarea>" in page

    client.post(client.post(submitted.phone_url, TEXTS | {"plans": "12 月 3 日义诊"}).url)
    assert (stored().status, stored().plans) == ("submitted", "12 月 3 日义诊")
    assert stored().return_note == ""


def test_who_else_may_not(
    client, report, liaison2_user, other_liaison_user, street_user, grid_user, auditor
):
    for url in (report.phone_url, report.check_url):
        client.logout()
        assert client.get(url).url.startswith("/in/?next=")
        for method in ("get", "post"):
            strangers = (liaison2_user, other_liaison_user, street_user, grid_user, auditor)
            assert statuses(client, method, url, *strangers) == [404] * 5
    assert stored().status == "open"


def test_another_verb_is_refused(client, report, liaison_user):
    for url in (report.phone_url, report.check_url):
        assert statuses(client, "put", url, liaison_user) == [405]


def test_after_a_handover_the_old_officer_is_out_and_the_new_one_sees_it_all(
    client, submitted, unit, liaison_user
):
    client.force_login(liaison_user)
    assert client.get(submitted.phone_url).status_code == 200
    today = timezone.localdate()
    appoint(unit, name="王新", phone="13812341234", since=today, by=None, now=timezone.now())

    assert client.get(submitted.phone_url).url.startswith("/in/?next=")
    client.force_login(User.objects.get(pk=liaison_user.pk))
    for url in (submitted.phone_url, submitted.check_url, "/l/reports/"):
        assert client.get(url).status_code == 404
        assert client.post(url, {"no_change": "1"}).status_code in (404, 405)

    client.force_login(User.objects.get(name="王新"))
    assert "义诊进网格" in client.get(submitted.phone_url).text
    assert submitted.phone_url in client.get("/l/reports/").text


@pytest.mark.parametrize(
    ("text", "words"),
    [("字" * 1001, "1000"), ("好\x00", "看不见的特殊字符")],
    ids=["overlong", "odd"],
)
def test_what_is_wrong_is_said_and_the_rest_stays(client, liaison_user, report, text, words):
    client.force_login(liaison_user)
    answer = client.post(report.phone_url, TEXTS | {"plans": text, "advice": "多通气"})
    assert "<title>错误：11 月联络员月报" in answer.text
    assert words in answer.text
    assert "多通气</textarea>" in answer.text
    assert stored().advice == ""


def test_a_thousand_characters_with_line_breaks_fit(client, liaison_user, report):
    """The browser counts a line break once; it posts two characters."""
    client.force_login(liaison_user)
    typed = "\r\n".join(["字" * 99] * 10) + "字"
    assert client.post(report.phone_url, TEXTS | {"plans": typed}).status_code == 302
    assert len(stored().plans) == 1000


def test_odd_words_are_shown_as_they_are(client, liaison_user, report):
    client.force_login(liaison_user)
    client.post(report.phone_url, TEXTS | {"plans": "𠮷 <script>alert(1)</script> 😀"})
    page = client.get(report.check_url).text
    assert "𠮷 &lt;script&gt;alert(1)&lt;/script&gt; 😀" in page


def test_what_was_typed_survives_an_expired_session(client, liaison_user, report):
    page = after_expiry(client, liaison_user, report.phone_url, TEXTS | {"plans": "义诊两场"})
    assert "义诊两场</textarea>" in page.text
    assert stored().plans == ""


def test_queries(client, liaison_user, report, django_assert_max_num_queries):
    client.force_login(liaison_user)
    for url in (report.phone_url, report.check_url):
        with django_assert_max_num_queries(15):
            client.get(url)


def test_leaving_a_fact_out_on_a_stale_page_undoes_no_words(client, report, liaison_user):
    """Written meanwhile on another page; sent again, knowing them, it holds."""
    client.force_login(liaison_user)
    typed = dict.fromkeys(LiaisonReport.TEXTS, "") | {"seen": report.typed_seen}
    LiaisonReport.objects.update(problems="缺停车位")
    answer = client.post(report.phone_url, typed | {"leave_out": "meeting:1"})
    assert "在别的页面上也改过" in answer.text
    report.refresh_from_db()
    assert (report.problems, report.left_out) == ("缺停车位", [])
