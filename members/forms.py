"""What is typed into the pages of this room."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from common.fields import clean_mobile
from grids.models import Area, AreaQuerySet
from members.actions import units
from members.credit_code import check_credit_code
from members.models import MemberUnit, Posting, User


class Day(forms.DateField):
    """A day, by the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        messages = {"invalid": "日期请写成 2026-11-22 的样子。", "required": "请填写日期。"}
        super().__init__(widget=widget, error_messages=messages, **kwargs)


class CreditCode(forms.CharField):
    """A unified social credit code, as typed or pasted: spaces go, letters become capitals."""

    def to_python(self, value: Any) -> str:
        return "".join((super().to_python(value) or "").split()).upper()


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


class UnitForm(forms.ModelForm):
    """A unit's facts. The true name of a military unit is never shown: left empty, it stays."""

    credit_code = CreditCode(
        label="统一社会信用代码",
        required=False,
        validators=[check_credit_code],
        help_text="18 位，没有可不填。",
    )
    joined_on = Day(label="加入日期")

    class Meta:
        model = MemberUnit
        fields = units.FIELDS
        help_texts = {
            "alias": "军警单位必填：门户内只显示代称，对外一律不显示。",
            "area": "选单位所在的社区；直属街道的选街道。",
        }
        error_messages = {
            "name": {"required": "请填写单位名称。"},
            "type": {"required": "请选择类型。"},
            "area": {"required": "请选择所属区域。"},
        }

    def __init__(self, *args: Any, areas: AreaQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = areas.current().filter(kind__in=[Area.Kind.STREET, Area.Kind.COMMUNITY])
        if self.instance.pk:
            places = places | areas.filter(pk=self.instance.area_id)
        self.fields["area"].queryset = places.order_by("code")  # type: ignore[attr-defined]
        self.fields["type"].choices = [("", "请选择"), *MemberUnit.Type.choices]  # type: ignore[attr-defined]
        self.fields["area"].empty_label = "请选择"  # type: ignore[attr-defined]
        self.hides_name = bool(self.instance.pk and self.instance.is_military)
        if self.hides_name:
            self.fields["name"].required = False
            self.fields["name"].help_text = "已登记，不显示；不改就留空。"
            self.initial["name"] = ""
            self.held_name = self.instance.name

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        return name or (self.held_name if self.hides_name else "")

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: self.cleaned_data[name] for name in units.FIELDS}


class LeaveForm(forms.Form):
    on = Day(label="退出日期")


class AppointForm(forms.Form):
    """Who becomes the liaison officer; `seen` is whom the page showed as the current one."""

    name = forms.CharField(
        label="联络员姓名", max_length=40, error_messages={"required": "请填写姓名。"}
    )
    phone = forms.CharField(
        label="手机",
        max_length=20,
        help_text="11 位手机号，加密保存，页面上只显示前三位和后四位。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": "请填写手机号。"},
    )
    since = Day(label="任职自")
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_phone(self) -> str:
        return clean_mobile(self.cleaned_data["phone"])


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
