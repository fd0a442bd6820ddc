"""What liaison officers and staff type about an item, and what reviewers answer."""

import uuid
from typing import Any, cast

from django import forms
from django.core.validators import MinValueValidator

from common.fields import clean_duty_phone
from grids.models import Area
from projects.engagements.places_left import NUMBER
from projects.items.opening import WRITTEN
from projects.items.schedules import understood
from projects.items.scope import reachable
from projects.models import Category, Demand, Item, Resource, Service
from projects.models.items import MILITARY_STAYS_INSIDE, Checked
from projects.taxonomy import taxonomy

COMMON = ["title", "category", "area"]
LAST = ["description", "contact", "phone"]
MORE = frozenset(
    {"description", "booking", "quota", "bring", "capacity", "quantity", "conditions", "wished_on"}
    | {"places", "pieces", "amount"}
)
ASKED = (Checked.PHONE, Checked.VISIT)
HOURS_HELP = "写成“周一至周五 8:30–11:30；每月第一个周六 9:00–11:00”，居民就能查到现在开不开。"
UNREAD = "没有读懂开放时间，‘现在开放’里找不到它。" + HOURS_HELP
ASK_HOURS = (
    "没有读懂“%s”，居民在‘现在开放’里会找不到它。可以写成“周一至周五 8:30–11:30”，"
    "或“每月第一个周六 9:00–11:00”。确实只能这样写，请勾选下面的“就这样写”，再提交一次。"
)
KEEP_HOURS = "就这样写，请大家打电话问"
NUMBER_HELP = {
    "resource": "一间会议室填 1，三台投影仪填 3。不填就不能在门户里预订。",
    "service": "能同时帮几个人、几户，填数字。正在对接的会占名额，办完自动空出来。",
}
PUBLIC_HELP = "勾选后，审核通过即可在居民页面查到名称、时间、地点和联系电话。"


class CategoryField(forms.ModelChoiceField):
    """A select in groups, filled from memory."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Category.objects.all(), **kwargs)
        self.choices = lambda: [("", "请选择"), *taxonomy().choices()]


class AreaField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Area) -> str:
        whole = obj.kind in (Area.Kind.DISTRICT, Area.Kind.STREET)
        return f"整个{obj.name}" if whole else obj.name


class ItemForm(forms.ModelForm):
    """An item of `instance.unit`; what the unit said last time is filled in."""

    category = CategoryField(label="类别")
    area = AreaField(Area.objects.none(), label="服务范围", empty_label=None)
    # Sent twice (a second tap, the back button), it is the same item.
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(AreaField, self.fields["area"]).queryset = reachable(self.instance.unit).order_by(
            "code"
        )
        self.fields["description"].widget.attrs["rows"] = 3
        self.fields["phone"].help_text = "单位的值班或办公电话，请不要填个人手机号。"
        self.fields["phone"].widget.attrs |= {"inputmode": "tel", "autocomplete": "tel"}
        self.fields["contact"].help_text = "岗位名称即可，例如：党群办公室，不填个人姓名。"
        if "is_public" in self.fields:
            military = self.instance.unit.is_military
            self.fields["is_public"].help_text = MILITARY_STAYS_INSIDE if military else PUBLIC_HELP
        if self.instance.pk is None:
            self.initial.update(last_time(self.instance), key=uuid.uuid4())
        self._say_hours()

    def _say_hours(self) -> None:
        """Under the opening times how they are read; the number of what is public stands apart."""
        name = WRITTEN.get(type(self.instance))
        if name is None:
            return
        field = self.fields[name]
        known = self.data.get(name) if self.is_bound else self.get_initial_for_field(field, name)
        read = understood(text := str(known or ""))
        field.help_text = f"系统读到：{read}。" if read else UNREAD if text.strip() else HOURS_HELP
        if text.strip() and not read:
            self._offer_to_keep(name, text)
        number = NUMBER[self.instance.KIND]
        if self.instance.pk and not self.instance.is_editable:
            del self.fields[number]  # it changes at once, on the page of the opening times
        else:
            self.fields[number].help_text = NUMBER_HELP[self.instance.KIND]

    def _offer_to_keep(self, name: str, text: str) -> None:
        """A warning that the writer may overrule: of what is saved already, or a draft, none."""
        saved = getattr(self.instance, name) if self.instance.pk else ""
        if not self.is_bound or "draft" in self.data or text.strip() == saved.strip():
            return
        self.fields["keep_hours"] = forms.BooleanField(label=KEEP_HOURS, required=False)
        order = [known for known in self.fields if known != "keep_hours"]
        order.insert(order.index(name) + 1, "keep_hours")
        self.order_fields(order)
        self.fields[name].help_text = ""  # the question says it

    def clean(self) -> dict[str, Any] | None:
        """Hours that cannot be read are sent only by who was told so."""
        name = WRITTEN.get(type(self.instance), "")
        if self.cleaned_data.get("keep_hours") is False and name not in self.errors:
            self.add_error(name, ASK_HOURS % self.cleaned_data[name])
        return super().clean()

    def clean_title(self) -> str:
        """As in an import, a unit has one item of a name until it is withdrawn."""
        title: str = self.cleaned_data["title"]
        same = type(self.instance)._default_manager.filter(unit=self.instance.unit, title=title)
        if same.exclude(status=Item.Status.WITHDRAWN).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(f"本单位已登记过“{title}”。确实是另一项，请换个名称。")
        return title

    def clean_phone(self) -> str:
        return clean_duty_phone(self.cleaned_data["phone"])

    def first_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in MORE]

    def more_fields(self) -> list[forms.BoundField]:
        """What an officer in a hurry leaves out."""
        return [field for field in self.visible_fields() if field.name in MORE]

    def more_is_open(self) -> bool:
        return any(field.errors or field.value() for field in self.more_fields())

    def names(self) -> list[str]:
        """The fields of the item that the form asks for."""
        return [name for name in self._meta.fields or () if name in self.fields]

    def facts(self) -> dict[str, Any]:
        """What was typed, by field name."""
        asked = {"key", "keep_hours"}
        return {name: value for name, value in self.cleaned_data.items() if name not in asked}


def last_time(item: Item) -> dict[str, Any]:
    """Contact, phone and area of the unit's latest item, of this kind if it has one."""
    kinds = sorted((Resource, Service, Demand), key=lambda kind: kind is not type(item))
    for kind in kinds:
        last = kind.objects.filter(unit=item.unit).order_by("-pk").first()
        if last:
            return {"contact": last.contact, "phone": last.phone, "area": last.area_id}
    return {"area": item.unit.area_id}


class ServiceForm(ItemForm):
    class Meta:
        model = Service
        fields = [
            *COMMON,
            "audience",
            "place",
            "hours",
            "booking",
            "quota",
            "places",
            "bring",
            *LAST,
            "is_public",
        ]
        widgets = {
            "audience": forms.TextInput(attrs={"placeholder": "例如：六十岁以上老人"}),
            "hours": forms.TextInput(attrs={"placeholder": "例如：周一至周五 11:00–12:30"}),
            "booking": forms.TextInput(attrs={"placeholder": "例如：电话预约；不填表示直接到场"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            inside = self.instance.unit.is_military
            self.initial.update(audience="全体居民", is_public=not inside)


class ResourceForm(ItemForm):
    class Meta:
        model = Resource
        fields = [
            *COMMON, "form", "address", "opening", "capacity", "quantity", "pieces", "conditions",
            *LAST, "is_public",
        ]  # fmt: skip
        widgets = {"opening": forms.TextInput(attrs={"placeholder": "例如：周末 9:00–17:00"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].label = "共享范围"
        self.fields["address"].help_text = "场地写到楼和房间，例如：海湾路 3 号二楼；别的可不填。"
        kinds = cast(forms.ChoiceField, self.fields["form"])
        kinds.choices = [("", "请选择"), *Resource.Form.choices]
        if self.instance.pk is None:
            self.initial["address"] = (
                self.initial.get("address") or self.instance.unit.address[:100]
            )


class DemandForm(ItemForm):
    class Meta:
        model = Demand
        fields = [*COMMON, "urgency", "wished_on", "quantity", "amount", *LAST]
        widgets = {"wished_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].label = "所在范围"
        self.fields["amount"].help_text = "几家单位可以各解决一部分时，填总数，例如 36。"
        self.fields["amount"].validators.append(MinValueValidator(1))


FORMS: dict[type[Item], type[ItemForm]] = {
    Service: ServiceForm,
    Resource: ResourceForm,
    Demand: DemandForm,
}


class PublishForm(forms.Form):
    # Which submission the reviewer had on the screen, so that a later one is not judged unread.
    seen = forms.DateTimeField(widget=forms.HiddenInput, required=False)


class ReturnForm(PublishForm):
    note = forms.CharField(
        label="需要修改什么",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="联络员会看到这段话，写清要改的地方就够了。",
        error_messages={"required": "请写明需要修改什么。"},
    )


class ConfirmForm(forms.Form):
    """How staff came to know that an item holds."""

    how = forms.ChoiceField(choices=[(how.value, how.label) for how in ASKED])


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="撤下原因", max_length=200, required=False)
