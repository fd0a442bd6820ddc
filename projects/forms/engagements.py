"""What is typed when a demand is claimed, worked on and confirmed."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import Case, IntegerField, Value, When

from members.models import MemberUnit
from members.models.units import MemberUnitQuerySet
from projects.actions.engagements import Offer
from projects.engagements.scope import fellows_of, things_of
from projects.models import Demand, Engagement, Rating

SHORT = {"rows": 3}
SAME_COMMUNITY, SAME_STREET, ELSEWHERE = range(3)
GROUPS = {SAME_COMMUNITY: "同一个社区", SAME_STREET: "同一个街道", ELSEWHERE: "别的地方"}


class Named(str):
    """The label of a unit; `group` is the head that it stands under (templates/ui/field.html)."""

    group = ""


def near_first(units: MemberUnitQuerySet, unit: MemberUnit) -> MemberUnitQuerySet:
    """Those of the unit's community, then of its street, then the others; each by name."""
    far = Case(
        When(community__isnull=False, community=unit.community_id, then=Value(SAME_COMMUNITY)),
        When(street__isnull=False, street=unit.street_id, then=Value(SAME_STREET)),
        default=Value(ELSEWHERE),
        output_field=IntegerField(),
    )
    return units.annotate(far=far).select_related("area").order_by("far", "name", "pk")


def with_place(unit: MemberUnit) -> Named:
    """大连湾供电所（海湾社区）, under 同一个社区."""
    label = Named(f"{unit.label}（{unit.area}）")
    label.group = GROUPS.get(getattr(unit, "far", -1), "")
    return label


class UnitField(forms.ModelChoiceField):
    """A unit by the name it goes by inside."""

    def label_from_instance(self, obj: MemberUnit) -> str:
        return obj.label


class FellowField(UnitField):
    """A unit with its place, the near ones first."""

    def label_from_instance(self, obj: MemberUnit) -> str:
        return with_place(obj)


class UnitsField(forms.ModelMultipleChoiceField):
    """Units by the name they go by inside, with their place, the near ones first."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: MemberUnit) -> str:
        return with_place(obj)


class OfferForm(forms.Form):
    """Who would meet a demand: a unit is chosen already, the rest may be left out."""

    quantity = forms.IntegerField(label="认领多少", min_value=1, required=False)
    thing = forms.ChoiceField(label="用哪项资源或服务（可不选）", required=False)
    helpers = UnitsField(MemberUnit.objects.none(), label="和哪些单位一起办", required=False)

    def __init__(
        self, *args: Any, demand: Demand, unit: MemberUnit, left: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        fellows = near_first(fellows_of(unit, demand), unit)
        cast(UnitsField, self.fields["helpers"]).queryset = fellows
        self.things = {f"{thing.KIND}-{thing.uuid}": thing for thing in things_of([unit])}
        choices = [(key, f"{thing.kind_name}：{thing}") for key, thing in self.things.items()]
        cast(forms.ChoiceField, self.fields["thing"]).choices = [("", "不指定"), *choices]
        if demand.amount is None:
            del self.fields["quantity"]
        else:
            of = f"（共 {demand.quantity}）" if demand.quantity else f"（共 {demand.amount}）"
            self.fields["quantity"].help_text = f"还剩 {left}{of}。可以只认领一部分。"
            self.fields["quantity"].initial = left
            self.fields["quantity"].required = True
        if not choices:
            del self.fields["thing"]

    def first_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name == "quantity"]

    def more_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name != "quantity"]

    def more_is_open(self) -> bool:
        return any(field.errors or field.value() for field in self.more_fields())

    def offer(self) -> Offer:
        facts = self.cleaned_data
        return Offer(
            lead=self.unit,
            helpers=list(facts["helpers"]),
            thing=self.things.get(facts.get("thing", "")),
            quantity=facts.get("quantity"),
        )


class SeenForm(forms.Form):
    """Carries what its reader had on the screen."""

    seen = forms.CharField(max_length=16, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = engagement.seen

    def facts(self) -> dict[str, Any]:
        """What was typed, by the name that the action gives it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def _words(label: str, help_text: str = "", most: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs=SHORT),
        **more,
    )


class AcceptForm(SeenForm):
    """Nothing to type."""


class ReasonForm(SeenForm):
    reason = _words("原因", "对方会看到这段话。")


class FollowUpForm(SeenForm):
    text = _words("这几天做了什么", "一句话就够，双方都会看到。", 300)


class ReportForm(SeenForm):
    outcome = _words("办理结果", "做了什么、解决了多少。需求方看后确认。", 500)

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, engagement=engagement, **kwargs)
        self.fields["outcome"].initial = engagement.outcome  # sent back: mended, not typed again


class ConfirmForm(SeenForm):
    rating = forms.ChoiceField(label="办得怎么样", choices=Rating.choices, widget=forms.RadioSelect)
    words = _words("想说的话（可不填）", "", 500, required=False)


class SendBackForm(SeenForm):
    missing = _words("还差什么", "认领单位会看到，照着接着办。")


class HelperForm(SeenForm):
    unit = FellowField(MemberUnit.objects.none(), label="协助单位", empty_label="请选择")
    contribution = forms.CharField(label="承担什么（可不填）", max_length=200, required=False)

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, engagement=engagement, **kwargs)
        taken = [engagement.lead.pk, *(unit.pk for unit in engagement.helpers)]
        fellows = fellows_of(engagement.lead, engagement.demand).exclude(pk__in=taken)
        field = cast(UnitField, self.fields["unit"])
        field.queryset = near_first(fellows, engagement.lead)


class LeaveForm(ReasonForm):
    unit = UnitField(MemberUnit.objects.none(), label="退出的单位", empty_label=None)

    def __init__(
        self, *args: Any, engagement: Engagement, units: Sequence[MemberUnit] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, engagement=engagement, **kwargs)
        field = cast(UnitField, self.fields["unit"])
        field.queryset = MemberUnit.objects.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1:
            field.initial = units[0].pk
            field.widget = forms.HiddenInput()


class CloseForm(SeenForm):
    note = _words("说明", "", 200, required=False)

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, engagement=engagement, **kwargs)
        if engagement.status == Engagement.Status.NOT_DONE:
            self.fields["note"].label = "联席会议怎样处理"
            self.fields["note"].help_text = "例如：改由街道协调解决；或不再办理，向需求方说明。"
            self.fields["note"].required = True
        else:
            self.fields["note"].label = "说明（可不填）"
