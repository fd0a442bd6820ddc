"""{% load ui %}: icons, state tags, fields, bars, dots; days, numbers and phones as read."""

from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common import dates
from common.fields import mask_mobiles, mask_phone

register = template.Library()
ICONS = "img/icons.svg"

TONES = {  # of the states that the rooms share; a state that is not here is plain
    "draft": "plain",
    "open": "go",
    "planned": "go",
    "submitted": "soon",
    "waiting": "soon",
    "returned": "late",
    "published": "ok",
    "accepted": "ok",
    "current": "ok",
    "active": "ok",
    "held": "done",
    "done": "done",
    "closed": "done",
    "ended": "done",
    "withdrawn": "done",
    "lapsed": "soon",
    "overdue": "late",
    "proposed": "soon",
    "declined": "plain",
    "released": "plain",
    "not_done": "late",
    "under_way": "go",
    "reported": "soon",
    "confirmed": "ok",
    "received": "soon",
    "dispatched": "go",
    "taken": "go",
    "reopened": "late",
    "paused": "soon",
    "stopped": "done",
    "completed": "ok",
    "evaluated": "done",
    "booked": "ok",
    "cancelled": "done",
    "refused": "plain",
    "call": "go",
    "merge": "go",
    "publish": "go",
    "claim": "go",
    "agreed": "done",
    "topics": "go",
    "agenda": "go",
    "notified": "ok",
    "dropped": "done",
    "issued": "ok",
    "answered": "ok",
}


@register.simple_tag
def icon(name: str, css: str = "i") -> SafeString:
    """{% icon "lens" %}: a symbol of static/img/icons.svg; words beside it say what it means."""
    url = static(ICONS)
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', css, url, name
    )


@register.simple_tag
def state_tag(thing: Any, tone: str = "") -> SafeString:
    """{% state_tag report %} or {% state_tag "还有 8 天" "soon" %}.

    `thing` is words, or an object with `status`. Tones: ok, go, soon, late, done, plain.
    """
    status = getattr(thing, "status", None)
    words = thing.get_status_display() if status is not None else thing
    tone = tone or TONES.get(str(status), "plain")
    return format_html('<span class="tag tag-{}">{}</span>', tone, words)


@register.simple_tag
def form_input(field: BoundField) -> SafeString:
    """The field's widget with the look of the house; the widget's own classes are kept.

    A long text has no maxlength: browsers cut what is pasted without a word; the form says it.
    """
    kind = type(field.field.widget).__name__
    look = {"Textarea": "in in-area"}.get(kind, "in in-file" if "File" in kind else "in")
    own = field.field.widget.attrs.get("class", "")
    attrs: dict[str, Any] = {"class": f"{look} {own}".strip()}
    if kind == "Textarea":
        attrs["maxlength"] = False
    return field.as_widget(attrs=attrs)


@register.filter
def is_tick(field: BoundField) -> bool:
    """A single check box: its label stands behind it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.simple_tag
def bar(percent: float | None, tone: str = "", css: str = "bar") -> SafeString:
    """A bar `percent` (0–100) long; the number stands beside it as text. `css`: bar or pct."""
    share = max(0, min(100, round(percent or 0)))
    return format_html(
        '<svg class="{0}{1}" aria-hidden="true"><rect width="{2}%" height="100%"></rect></svg>',
        css,
        f" {css}-{tone}" if tone else "",
        share,
    )


@register.inclusion_tag("ui/dots.html")
def dots(*parts: Any, of: str = "") -> dict[str, Any]:
    """{% dots "已审" 63 "ok" "未交" 15 "late" of="月报" %}: a dot for each, in its tone."""
    groups = [
        {"label": label, "count": count, "tone": tone, "each": range(count)}
        for label, count, tone in zip(parts[0::3], parts[1::3], parts[2::3], strict=True)
    ]
    return {"of": of, "groups": groups, "many": sum(group["count"] for group in groups) > 400}


@register.filter
def pages_around(paginator: "Paginator[Any]", number: int) -> list[int]:
    """Page numbers to offer beside page `number`; 0 stands for a gap."""
    elided = paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
    return [page if isinstance(page, int) else 0 for page in elided]


@register.filter
def day(when: date | datetime | None) -> str:
    return dates.day_text(when) if when else ""


@register.filter
def full_day(when: date | datetime | None) -> str:
    return dates.full_day_text(when) if when else ""


@register.filter
def month_text(when: date | datetime | None) -> str:
    return dates.month_text(when) if when else ""


@register.filter
def moment(when: datetime | None) -> str:
    return dates.moment_text(when) if when else ""


@register.filter
def phone_mask(phone: str | None) -> str:
    return mask_phone(phone) if phone else ""


@register.filter
def masked(text: str | None) -> str:
    """A text that may hold mobile numbers, for who may not read them."""
    return mask_mobiles(text or "")


@register.filter
def pct(value: float | None) -> str:
    """71.25 → 71.3, 80.0 → 80, None → —; the sign % is the template's."""
    return "—" if value is None else f"{value:.1f}".removesuffix(".0")


@register.filter
def num(value: float | None) -> str:
    """12345 → 12,345; decimals keep what they have; None → —."""
    return "—" if value is None else f"{value:,}"
