"""What people type about tutors, their absences, and visits."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms

from meetings.forms.training import SeenForm
from meetings.models import Tutor, Visit
from members.forms.fields import Day
from members.models import Person, User

SOMEBODY = ""


class NominateForm(forms.Form):
    """A person the unit is known to have, or somebody by name."""

    person = forms.ChoiceField(label="推荐谁", required=False, widget=forms.RadioSelect)
    name = forms.CharField(label="姓名", max_length=40, required=False)
    expertise = forms.CharField(
        label="专长",
        max_length=60,
        help_text="能讲什么、教什么，例如：党史、社区治理、医疗健康。",
        error_messages={"required": "请写明专长。"},
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.uuid): one for one in people}
        field = cast(forms.ChoiceField, self.fields["person"])
        named = [(key, one.name) for key, one in self.people.items()]
        field.choices = [*named, (SOMEBODY, "别的人，写在下面")]
        self.fields["name"].help_text = "上面没有的人，在这里写姓名。" if named else ""
        if not named:
            del self.fields["person"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("person") and not (data.get("name") or "").strip():
            self.add_error("name", "请选一个人，或写上姓名。")
        return data

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes; only after is_valid()."""
        data = self.cleaned_data
        person = self.people.get(data.get("person", SOMEBODY))
        return {"person": person, "name": data["name"], "expertise": data["expertise"]}


class ApproveForm(forms.Form):
    """By which account the tutor signs in on the phone; none for who has one as an officer."""

    account = forms.ModelChoiceField(
        User.objects.none(),
        label="手机账号",
        required=False,
        empty_label="暂不关联",
        help_text="关联后，辅导员在手机上看到要去的单位，去过以后自己登记。",
    )

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["account"]).queryset = accounts


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        max_length=200,
        help_text="推荐单位会看到这句话。",
        error_messages={"required": "请写明原因，推荐单位会看到。"},
    )


class EndForm(forms.Form):
    on = Day(label="离任日期")


class AbsenceForm(forms.Form):
    first = Day(label="从")
    last = Day(label="到", help_text="含这一天。不用写原因。")


class VisitForm(SeenForm):
    """One screen: the form is chosen beforehand, the unit is given."""

    form = forms.ChoiceField(
        label="形式", choices=Visit.Form.choices, widget=forms.RadioSelect, initial="lesson"
    )
    on = Day(label="日期")
    topic = forms.CharField(
        label="主题",
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "例如：党的创新理论进企业"}),
        error_messages={"required": "请写明主题。"},
    )
    outcome = forms.CharField(
        label="收获",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="解决了什么、下次讲什么。可不填。",
    )

    @property
    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {name: data[name] for name in ("form", "on", "topic", "outcome")}


class PairsForm(forms.Form):
    """A tutor for each unit of a rotation; a unit may stay without."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)
    uneven_ok = forms.BooleanField(label="我知道负担不均，仍然确认", required=False)

    def __init__(
        self,
        *args: Any,
        units: Mapping[int, str],
        tutors: Mapping[int, Tutor],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(key), f"{one.person}（{one.unit.label}）") for key, one in tutors.items()]
        for key, label in units.items():
            self.fields[f"unit-{key}"] = forms.TypedChoiceField(
                label=label,
                choices=[("", "不安排"), *names],
                coerce=int,
                empty_value=None,
                required=False,
                error_messages={"invalid_choice": "请从列表里选一位辅导员。"},
            )

    @property
    def pairs(self) -> dict[int, int]:
        """Unit → tutor; only after is_valid()."""
        return {
            int(name.removeprefix("unit-")): tutor
            for name, tutor in self.cleaned_data.items()
            if name.startswith("unit-") and tutor is not None
        }
