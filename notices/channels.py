"""The ways to reach somebody. A channel says whom it reaches, and sends letters one by one."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q

from notices.kinds import Fault, Text
from notices.models import Delivery

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    delivery: Delivery
    text: Text


@dataclass(frozen=True, slots=True)
class Channel:
    """`reaches` is a condition on Notice. `send` yields one outcome per letter, in order: None
    when it went out. It is a generator, so that the caller may stop between two letters."""

    reaches: Q
    send: Callable[[Sequence[Letter]], Iterator[Fault | None]]


def send_mail(letters: Sequence[Letter]) -> Iterator[Fault | None]:
    """One connection for all. When it cannot be had, the letters left over are not tried."""
    connection = get_connection()
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    down: Fault | None = None
    try:
        for letter in letters:
            down = down or _connect(connection)
            yield down or _mail(connection, letter, host)
    finally:
        with suppress(OSError):
            connection.close()


def _connect(connection: BaseEmailBackend) -> Fault | None:
    try:
        connection.open()  # does nothing while it is open
    except OSError as error:
        logger.warning("mail server: %s", type(error).__name__)
        return Fault("连不上邮件服务器")
    return None


def _mail(connection: BaseEmailBackend, letter: Letter, host: str) -> Fault | None:
    """Errors are told by their kind alone: their words may hold the address."""
    recipient = letter.delivery.notice.recipient
    if not (recipient.is_active and recipient.email):
        return Fault("收件人没有可用的邮箱", final=True)
    try:
        connection.send_messages([_message(letter, recipient.email, host)])
    except ValueError:
        return Fault("邮箱地址或标题无法使用", final=True)
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        return Fault(f"对方邮箱拒收（{max(codes)}）", final=min(codes) >= 500)
    except OSError as error:
        connection.close()  # it may be half dead; the next letter opens a new one
        return Fault(f"发送失败：{type(error).__name__}")
    return None


def _message(letter: Letter, address: str, host: str) -> EmailMessage:
    """The Message-ID is the same at each attempt, so that a repeated message can be told."""
    text, notice = letter.text, letter.delivery.notice
    site: dict[str, str] = settings.SITE
    link = f"\n\n{urljoin(site['url'], text.url)}" if site["url"] else ""
    return EmailMessage(
        subject=" ".join(text.subject.split()),
        body=f"{text.body}{link}\n\n{site['name']}\n",
        to=[address],
        headers={
            "Message-ID": f"<notice.{notice.pk}.{notice.kind}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )


EMAIL = "email"
CHANNELS: dict[str, Channel] = {
    EMAIL: Channel(
        reaches=Q(recipient__email__gt="", recipient__is_active=True),
        send=send_mail,
    )
}
