"""Which of several duplicates stays."""

from collections.abc import Sequence
from typing import Any

from django import forms

from projects.models import Item


class MergeForm(forms.Form):
    keep = forms.ChoiceField(
        label="留下哪一项",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择留下哪一项。", "invalid_choice": "请在列出的各项里选。"},
    )
    reason = forms.CharField(
        label="为什么合并",
        max_length=100,
        help_text="提供单位会看到，例如：同一处地点、同一部电话，登记了两次。",
        error_messages={"required": "请写明为什么合并，单位会看到。"},
    )

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {str(item.uuid): item for item in items}
        self.fields["keep"].choices = [  # type: ignore[attr-defined]
            (key, f"{item}（{item.unit.label}，{item.get_status_display()}）")
            for key, item in self.items.items()
        ]

    def chosen(self) -> tuple[Item, list[Item]]:
        """The one that stays, and the others."""
        key = self.cleaned_data["keep"]
        return self.items[key], [item for other, item in self.items.items() if other != key]
