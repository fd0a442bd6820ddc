"""What a member, an officer or the community types about a check-in 双报到."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from grids.models import Area, AreaQuerySet
from members.forms.rosters import Mobile
from members.models import PartyOrganization, PioneerPost
from members.models.rosters import Availability, Category

TRAP = "website"  # a field that no person sees: what fills it in is a robot


class PostsField(forms.ModelMultipleChoiceField):
    """Service posts with places left, to tick."""

    def __init__(self) -> None:
        super().__init__(
            PioneerPost.objects.none(),
            label="想认领的服务岗",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            to_field_name="uuid",
            error_messages={
                "invalid_choice": "这个岗位已没有名额，请另选。",
                "invalid_pk_value": "请另选岗位。",
            },
        )

    def label_from_instance(self, obj: Any) -> str:
        duty = f"：{obj.duty}" if obj.duty else ""
        return f"{obj.name}{duty}（余 {obj.free} 个名额）"


class OrganizationField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class CommunityField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.street} {obj}" if obj.street else str(obj)


class OffersPosts(forms.Form):
    """A form with `posts`: those of the community that have a place left."""

    posts = PostsField()

    def offer(self, community: Area | None) -> None:
        """Offer the posts of this community; without any the question is left out."""
        rows = PioneerPost.objects.open_in(community.pk) if community else []
        free = [post.pk for post in rows if post.free]
        if not free:
            del self.fields["posts"]
            return
        field = cast(PostsField, self.fields["posts"])
        field.queryset = PioneerPost.objects.filter(pk__in=free).with_claims().order_by("name")

    @property
    def chosen_posts(self) -> list[PioneerPost]:
        return list(self.cleaned_data.get("posts") or [])


class MemberForm(OffersPosts):
    """One screen for an in-service member; no account, nothing that is not needed."""

    name = forms.CharField(
        label="姓名",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "请填写姓名。"},
    )
    phone = Mobile(label="手机号", help_text="只给社区党组织联系您用，加密保存。")
    home_name = forms.CharField(
        label="组织关系所在党组织",
        max_length=100,
        help_text="例如：大连湾供电所党支部。",
        error_messages={"required": "请填写组织关系所在党组织。"},
    )
    category = forms.ChoiceField(
        label="类别",
        choices=[("", "请选择"), *Category.choices],
        initial=Category.EMPLOYED,
        error_messages={"required": "请选择类别。"},
    )
    availability = forms.ChoiceField(
        label="什么时候有空",
        choices=[("", "请选择"), *Availability.choices],
        error_messages={"required": "请选择什么时候有空。"},
    )
    skills = forms.CharField(
        label="特长（可不填）", max_length=120, required=False, help_text="例如：电工、法律、摄影。"
    )
    website = forms.CharField(
        label="请不要填写这一项",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    field_order = ("name", "phone", "home_name", "category", "availability", "skills", "posts")

    def __init__(self, *args: Any, community: Area | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(community)
        phone = self.fields["phone"].widget
        phone.attrs |= {"autocomplete": "tel", "type": "tel"}

    def shown(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name != TRAP]

    @property
    def is_robot(self) -> bool:
        return bool(self.data.get(TRAP))

    def facts(self) -> dict[str, Any]:
        names = ("name", "phone", "home_name", "category", "availability", "skills")
        return {name: self.cleaned_data[name] for name in names} | {"posts": self.chosen_posts}


class OfferForm(OffersPosts):
    """What a unit's organisation offers the community that it reports to."""

    organization = OrganizationField(
        PartyOrganization.objects.none(),
        label="报到的党组织",
        to_field_name="uuid",
        empty_label="请选择",
        error_messages={"required": "请选择党组织。", "invalid_choice": "请选择党组织。"},
    )
    offer_text = forms.CharField(
        label="可提供的服务",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：每月一次义诊；周末开放会议室。",
    )
    skills = forms.CharField(label="专业特长", max_length=120, required=False)
    availability = forms.ChoiceField(
        label="可参加时间", required=False, choices=[("", "再商量"), *Availability.choices]
    )

    field_order = ("organization", "offer_text", "skills", "availability", "posts")

    def __init__(
        self,
        *args: Any,
        community: Area | None,
        organizations: QuerySet[PartyOrganization],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(community)
        field = cast(forms.ModelChoiceField, self.fields["organization"])
        field.queryset = organizations
        only = list(organizations[:2])
        if len(only) == 1:
            self.initial["organization"] = only[0].uuid

    def facts(self) -> dict[str, Any]:
        names = ("organization", "skills", "availability")
        typed = {name: self.cleaned_data[name] for name in names}
        return typed | {"offer": self.cleaned_data["offer_text"], "posts": self.chosen_posts}


class CommunityForm(forms.Form):
    """Which community, of those the account may write to; asked by GET, before anything else."""

    at = CommunityField(
        Area.objects.none(),
        label="社区",
        to_field_name="code",
        empty_label="请选择",
        error_messages={"required": "请选择社区。", "invalid_choice": "请选择社区。"},
    )

    def __init__(self, *args: Any, areas: AreaQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = areas.current().filter(kind=Area.Kind.COMMUNITY).select_related("street")
        field = cast(forms.ModelChoiceField, self.fields["at"])
        field.queryset = here.order_by("code")


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label="撤销原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="单位报到的，联络员会看到这句话。",
        error_messages={"required": "请写明撤销原因。"},
    )


class HoursForm(forms.Form):
    hours = forms.DecimalField(
        label="服务时长（小时）",
        required=False,
        min_value=0,
        max_value=9999,
        decimal_places=1,
        help_text="自愿登记，可不填；只作记录，不排名。",
    )
