"""What liaison officers and staff type about an item, and what reviewers answer."""

import uuid
from typing import Any, cast

from django import forms
from django.core.validators import MinValueValidator

from common.fields import clean_duty_phone
from grids.models import Area
from projects.models import Category, Demand, Item, Resource, Service
from projects.models.items import MILITARY_STAYS_INSIDE
from projects.scope import reachable
from projects.taxonomy import taxonomy

COMMON = ["title", "category", "area"]
LAST = ["description", "contact", "phone"]
MORE = frozenset(
    {
        "description",
        "booking",
        "quota",
        "bring",
        "capacity",
        "quantity",
        "conditions",
        "wished_on",
        "amount",
    }
)
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

    def facts(self) -> dict[str, Any]:
        """What was typed, by field name."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


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
            *COMMON, "form", "opening", "capacity", "quantity", "conditions", *LAST, "is_public",
        ]  # fmt: skip
        widgets = {"opening": forms.TextInput(attrs={"placeholder": "例如：周末 9:00–17:00"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].label = "共享范围"
        kinds = cast(forms.ChoiceField, self.fields["form"])
        kinds.choices = [("", "请选择"), *Resource.Form.choices]


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


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="撤下原因", max_length=200, required=False)
