"""What is typed about a person: corrected, asked for, answered, and why a number is looked at."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.fields import clean_mobile
from members.models import CorrectionRequest, Person

WHY = ("有急事联系本人", "催办月报或会议", "核对本人信息", "其他")
OTHER = WHY[-1]


class PersonForm(forms.Form):
    """Name and phone. The number held is never shown: left empty, it stays."""

    name = forms.CharField(label="姓名", max_length=40, error_messages={"required": "请填写姓名。"})
    phone = forms.CharField(
        label="新的手机号",
        required=False,
        max_length=20,
        help_text="不改就留空；已登记的号码不显示。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    no_phone = forms.BooleanField(label="去掉手机号，不再登记", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def clean_phone(self) -> str:
        text: str = self.cleaned_data["phone"]
        return clean_mobile(text) if text else ""

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("phone") and self.cleaned_data.get("no_phone"):
            self.add_error("phone", "填了新号码，就不要勾选“去掉手机号”。")
        return self.cleaned_data

    def facts(self, person: Person) -> dict[str, str]:
        """What the action takes."""
        given = self.cleaned_data
        phone = "" if given["no_phone"] else given["phone"] or person.phone
        return {"name": given["name"], "phone": phone, "seen": given["seen"]}


class RevealForm(forms.Form):
    """Why somebody looks at a whole number."""

    why = forms.ChoiceField(
        label="为什么要看",
        choices=[(one, one) for one in WHY],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择原因。"},
    )
    more = forms.CharField(
        label="补充说明",
        required=False,
        max_length=100,
        help_text="选“其他”时必填。原因会记入操作记录，本人也能看到。",
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("why") == OTHER and not self.cleaned_data.get("more"):
            self.add_error("more", "请写明原因。")
        return self.cleaned_data

    @property
    def reason(self) -> str:
        return "：".join(filter(None, (self.cleaned_data["why"], self.cleaned_data["more"])))


class CorrectionForm(forms.ModelForm):
    """What is wrong in one's own data, in one's own words."""

    class Meta:
        model = CorrectionRequest
        fields = ("text",)
        labels = {"text": "哪里不对，应该是什么"}
        help_texts = {"text": "最多 500 字。手机号请只写后四位，工作人员会联系您核对。"}
        error_messages = {"text": {"required": "请写明哪里不对。"}}
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="答复",
        max_length=500,
        help_text="写明已经更正了什么，或为什么不能更正。本人会收到这段话。",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明答复。"},
    )

    def clean_answer(self) -> str:
        answer: str = self.cleaned_data["answer"].strip()
        if not answer:
            raise ValidationError("请写明答复。")
        return answer
