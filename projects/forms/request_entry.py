"""What staff type for a resident who calls or comes: the four questions on one page."""

from typing import Any, cast

from django import forms

from grids.models import Area
from members.forms.people import OTHER, RevealForm
from members.models import Posting, User
from projects.forms.dispatch import PlaceField, why_field
from projects.forms.items import CategoryField
from projects.forms.requests import clean_contact
from projects.models import Request

WHY = ("回电话核实情况", "约上门时间", "告知办理结果", OTHER)


class LookForm(RevealForm):
    """Why staff look at a resident's whole number."""

    why = why_field("为什么要看", WHY, "请选择原因。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["more"].help_text = "选“其他”时必填。原因会记入操作记录。"


class EnterForm(forms.ModelForm):
    """The four questions, for a caller or a visitor."""

    category = CategoryField(label="什么事（类别）")
    area = PlaceField(Area.objects.none(), label="哪个社区、网格")
    phone = forms.CharField(
        label="电话",
        max_length=25,
        help_text="手机或座机。查进度、回电话用；加密保存。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": "请填写电话。"},
    )
    # The reader has seen the similar ones and says that this is another.
    another = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Request
        fields = ("text", "category", "area", "place", "name", "channel")
        labels = {"text": "来人说的事", "channel": "怎么来的"}
        help_texts = {
            "place": "楼栋、路口，说得清就行。",
            "name": "可以不填，例如：张阿姨。",
            "text": "照来人的话记，最多 500 字。只有办事的人看得到。",
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "channel": forms.RadioSelect}
        error_messages = {"text": {"required": "请写明什么事。"}}

    field_order = ["text", "category", "area", "place", "phone", "name", "channel"]

    def __init__(self, *args: Any, user: User, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PlaceField, self.fields["area"]).queryset = areas
        channel = cast(forms.ChoiceField, self.fields["channel"])
        channel.choices = [one for one in Request.Channel.choices if one[0] != "self"]
        self.initial.update(channel=Request.Channel.PHONE, area=self._own(user))

    @staticmethod
    def _own(user: User) -> int | None:
        """The community of who serves in one alone."""
        posts = [p.area_id for p in user.current_postings if p.role == Posting.Role.COMMUNITY]
        return posts[0] if len(posts) == 1 else None

    def clean_phone(self) -> str:
        return clean_contact(self.cleaned_data["phone"])
