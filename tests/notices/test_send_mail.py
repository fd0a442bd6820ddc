"""The mail channel: one connection for a chunk, and one bad address stops nobody else."""

import re
from datetime import timedelta

import pytest

from notices.actions import claim, deliver
from notices.models import Delivery
from tests.notices.hello import User
from tests.notices.mail_server import mail_server


@pytest.fixture
def smtp(settings):
    def use(port: int) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5

    return use


def outcomes() -> list[tuple[str, str]]:
    return list(Delivery.objects.order_by("pk").values_list("status", "last_error"))


def test_a_chunk_goes_over_one_connection(waiting, now, smtp):
    waiting(3)
    with mail_server() as server:
        smtp(server.port)
        deliver(claim(now), now=now)

    assert (server.connections, len(server.messages)) == (1, 3)
    assert outcomes() == [("sent", "")] * 3


def test_refused_addresses_stop_nobody_else(waiting, now, smtp):
    waiting(4)
    with mail_server(p1="550 no such user", p3="451 try later") as server:
        smtp(server.port)
        deliver(claim(now), now=now)

    assert outcomes() == [
        ("failed", "对方邮箱拒收（550）"),
        ("sent", ""),
        ("waiting", "对方邮箱拒收（451）"),
        ("sent", ""),
    ]


def test_a_dropped_connection_is_opened_again_for_the_next(waiting, now, smtp):
    waiting(3)
    with mail_server(p2="drop") as server:
        smtp(server.port)
        deliver(claim(now), now=now)

    assert server.connections == 2
    assert outcomes() == [
        ("sent", ""),
        ("waiting", "发送失败：SMTPServerDisconnected"),
        ("sent", ""),
    ]


def test_without_a_server_all_wait(waiting, now, smtp):
    waiting(2)
    with mail_server() as server:
        smtp(server.port)
    deliver(claim(now), now=now)

    assert outcomes() == [("waiting", "连不上邮件服务器")] * 2
    assert set(Delivery.objects.values_list("not_before", "attempts")) == {
        (now + timedelta(minutes=1), 1)
    }


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"email": "two@a.test\nBcc: x@b.test"}, "邮箱地址或标题无法使用"),
        ({"email": ""}, "收件人没有可用的邮箱"),
    ],
)
def test_an_unusable_address_fails_alone(waiting, now, smtp, change, reason):
    waiting(2)
    User.objects.filter(username="p1").update(**change)
    with mail_server() as server:
        smtp(server.port)
        deliver(claim(now), now=now)

    assert outcomes() == [("failed", reason), ("sent", "")]


def test_the_message(waiting, now, mailoutbox, settings):
    settings.DEFAULT_FROM_EMAIL = "联合体 <portal@example.test>"
    settings.SITE = {"name": "区域化党建联合体", "url": "https://portal.example.test/dang/"}
    (delivery,) = waiting(1)
    User.objects.update(name="甲\n乙")
    subject = delivery.notice.subject

    deliver(claim(now), now=now)

    (mail,) = mailoutbox
    assert (mail.subject, mail.to) == ("您好，甲 乙", ["p1@example.test"])
    assert mail.body == (
        f"请查看。\n\nhttps://portal.example.test/l/hello/{subject}/\n\n区域化党建联合体\n"
    )
    assert mail.extra_headers == {
        "Message-ID": f"<notice.{delivery.notice_id}.hello@example.test>",
        "Auto-Submitted": "auto-generated",
    }


def test_a_repeated_message_has_the_same_id(waiting, now, smtp):
    waiting(1)
    with mail_server() as server:
        smtp(server.port)
        for _ in range(2):
            Delivery.objects.update(status="waiting", sent_at=None)
            deliver(claim(now), now=now)

    ids = [re.search("(?im)^message-id: (.*)\r$", message).group(1) for message in server.messages]
    assert (len(ids), len(set(ids))) == (2, 1)


def test_no_link_where_the_address_of_the_site_is_not_known(waiting, now, mailoutbox, settings):
    settings.SITE = {"name": "区域化党建联合体", "url": ""}
    waiting(1)

    deliver(claim(now), now=now)

    assert mailoutbox[0].body == "请查看。\n\n区域化党建联合体\n"
