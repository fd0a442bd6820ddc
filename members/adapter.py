"""How the portal differs from allauth's defaults."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "用户名或密码不对，请重新填写。",
        "too_many_login_attempts": "登录失败次数太多，请 15 分钟后再试。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by the district's administrators, never by whoever comes along."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own messages are left out: the page after signing in says enough."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A closed account is answered like a wrong password: nobody learns that it exists."""
        user = super().authenticate(request, **credentials)
        return user if user and user.is_active else None
