"""What is typed to sign in, and to open accounts."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from grids.models import AreaQuerySet
from members.models import Posting, User


class SignInForm(LoginForm):
    """allauth's form with our words; usernames are kept in lower case."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in {"login": "用户名", "password": "密码"}.items():
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.error_messages["required"] = f"请填写{label}。"
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")

    def clean_login(self) -> str:
        return str(super().clean_login()).lower()


class MailForm(forms.ModelForm):
    """Where reminders are sent, besides the inbox of the portal; nobody has to have one."""

    class Meta:
        model = User
        fields = ("email",)
        labels = {"email": "邮箱"}
        help_texts = {"email": "选填。到期提醒会同时发到这里；不填就只在门户的“消息”里提醒。"}


class PasswordForm(forms.Form):
    """The owner changes the password, knowing the old one."""

    old_password = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填写现在的密码。"},
    )
    new_password = forms.CharField(
        label="新密码",
        strip=False,
        max_length=128,
        help_text="至少 12 位，不要用常见的词，不能全是数字。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请填写新密码。"},
    )
    again_password = forms.CharField(
        label="再填一次新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请再填一次新密码。"},
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old_password(self) -> str:
        password: str = self.cleaned_data["old_password"]
        if not self.user.check_password(password):
            raise ValidationError("现在的密码不对，请重新填写。")
        return password

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        validate_password(password, self.user)
        return password

    def clean_again_password(self) -> str:
        again: str = self.cleaned_data["again_password"]
        if again != self.cleaned_data.get("new_password", again):
            raise ValidationError("两次填写的新密码不一样。")
        return again


class PostingForm(forms.Form):
    """A role in an area of the district, named by its code."""

    role = forms.ChoiceField(label="角色", choices=Posting.Role.choices)
    code = forms.CharField(
        label="区划代码",
        max_length=18,
        help_text="区 6 位，街道 9 位，社区 12 位，网格 15 位；可在“区域与网格”里查到。",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "请填写区划代码。"},
    )

    def __init__(self, *args: Any, areas: AreaQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = areas

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        self.area = self.areas.current().filter(code=code).first()
        if self.area is None:
            raise ValidationError("本区没有这个区划代码，请核对。")
        return code

    def clean(self) -> dict[str, Any]:
        kind = Posting.KINDS.get(self.cleaned_data.get("role", ""))
        if kind and getattr(self, "area", None) and self.area.kind != kind:
            self.add_error("code", f"这个角色要填{kind.label}的区划代码。")
        return self.cleaned_data


class AccountForm(PostingForm):
    username = forms.RegexField(
        r"^[A-Za-z0-9._-]+$",
        label="用户名",
        min_length=3,
        max_length=40,
        help_text="登录用，英文字母和数字，例如 zhoumin。",
        error_messages={
            "required": "请填写用户名。",
            "invalid": "用户名只能用英文字母、数字、点、横线和下划线。",
        },
    )
    name = forms.CharField(label="姓名", max_length=40, error_messages={"required": "请填写姓名。"})

    field_order = ("username", "name", "role", "code")

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"]).lower()
        if User.objects.filter(username=username).exists():
            raise ValidationError("这个用户名已有人用，请换一个。")
        return username
