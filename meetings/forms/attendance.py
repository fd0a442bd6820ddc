"""What people type about who comes, and who came."""

from typing import Any

from django import forms

from meetings.models import Invitation

Reply = Invitation.Reply


class AnswerForm(forms.Form):
    """A unit's answer, as the convener enters it, or as an officer says more of it."""

    reply = forms.ChoiceField(
        label="回执",
        choices=Reply.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项。"},
    )
    substitute = forms.CharField(
        label="代会人姓名",
        max_length=40,
        required=False,
        help_text="委托他人参加时填写；只有召集的街道、社区工作人员看得到。",
    )
    reason = forms.CharField(
        label="请假原因", max_length=100, required=False, help_text="可以不填。"
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        lacking = not data.get("substitute", "").strip()
        if data.get("reply") == Reply.SUBSTITUTE and lacking and "substitute" in self.fields:
            self.add_error("substitute", "请填写代会人的姓名。")
        return data

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("reply", "substitute", "reason", "seen")}


class OwnAnswerForm(AnswerForm):
    """The officer has tapped one of three: only what that asks is asked."""

    def __init__(self, data: Any, *, reply: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["reply"].widget = forms.HiddenInput()
        if reply == Reply.SUBSTITUTE:
            self.fields["substitute"].required = True
            self.fields["substitute"].error_messages = {"required": "请填写代会人的姓名。"}
        for name, of in (("substitute", Reply.SUBSTITUTE), ("reason", Reply.LEAVE)):
            if reply != of:
                self.fields[name].widget = forms.HiddenInput()


class CodeForm(forms.Form):
    code = forms.CharField(
        label="签到码",
        max_length=8,
        help_text="会场屏幕上的四位数字。",
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "in-short"}
        ),
        error_messages={"required": "请填四位数字。"},
    )
    scanned = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1)

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())
