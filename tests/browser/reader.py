"""Somebody before a page: taps are counted, typing is not."""

from re import Pattern
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session

from members.models import Liaison, User
from tests.browser.conftest import PASSWORD


class Reader:
    def __init__(self, page: Any) -> None:
        self.page, self.taps = page, 0

    def tap(self, role: str, name: str | Pattern[str], *, nth: int = 0) -> None:
        """Tap the nth link or button whose name holds `name`."""
        self.page.get_by_role(role, name=name).nth(nth).click()
        self.page.wait_for_load_state("domcontentloaded")  # of the page that it may lead to
        self.taps += 1

    def type(self, label: str, words: str) -> None:
        self.page.get_by_label(label).fill(words)

    def words(self) -> str:
        """What stands in the page's main part."""
        return self.page.locator("main").inner_text()

    def sign_in(self, username: str) -> None:
        """On the sign-in page."""
        self.type("用户名", username)
        self.type("密码", PASSWORD)
        self.tap("button", "登录")


def officer_of(unit: str, username: str) -> User:
    """The unit's liaison officer, given a user name and the password of the demonstration."""
    user = Liaison.objects.current().get(unit__name=unit).person.user
    assert user
    User.objects.filter(pk=user.pk).update(username=username, password=make_password(PASSWORD))
    return User.objects.get(pk=user.pk)


def end_session(page: Any) -> None:
    """What the server does when the time of a session is over."""
    keys = [c["value"] for c in page.context.cookies() if c["name"] == "sessionid"]
    assert Session.objects.filter(session_key__in=keys).delete()[0] == 1
