"""What people type about the month's summary."""

from django import forms

from meetings.forms.reports import LinesField
from meetings.models import SummaryIssue

HINT = "由月报生成，一家一段，可以改写、删去；空着就不写这一部分。"


class SummaryForm(forms.ModelForm):
    """The four chapters."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    class Meta:
        model = SummaryIssue
        fields = SummaryIssue.TEXTS
        help_texts = dict.fromkeys(SummaryIssue.TEXTS, HINT)
        field_classes = dict.fromkeys(SummaryIssue.TEXTS, LinesField)
        widgets = {name: forms.Textarea(attrs={"rows": 8}) for name in SummaryIssue.TEXTS}

    @property
    def texts(self) -> dict[str, str]:
        """Only after is_valid()."""
        return {name: self.cleaned_data[name] for name in SummaryIssue.TEXTS}
