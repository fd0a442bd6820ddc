"""What people type once for the papers of an alliance."""

from django import forms
from django.core.exceptions import ValidationError

from common.fields import clean_duty_phone
from meetings.models import Letterhead

BRACKETS = set("〔〕[]【】()（）号 　")


class LetterheadForm(forms.ModelForm):
    class Meta:
        model = Letterhead
        fields = ("code", "contact", "phone")
        help_texts = {
            "code": "写在文号前面的简称，如“海青联”，文号就是 海青联〔2026〕3号。以前的文号不变。",
            "contact": "写在会议通知末尾，如“街道党建办 周敏”。不填时写街道、社区岗位的名称。",
            "phone": "办公电话，如 0411-87600101。不填时写岗位的值班电话。",
        }

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if BRACKETS & set(code):
            raise ValidationError("只写简称，不带括号、空格和“号”字。")
        return code

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        return clean_duty_phone(phone) if phone else ""
