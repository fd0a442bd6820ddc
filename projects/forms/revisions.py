"""What a reviewer answers to an edit."""

from django import forms


class AcceptForm(forms.Form):
    # What the item said beside the edit, so that a later state is not written over unread.
    seen = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label="为什么不采用",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="联络员会看到这段话，写清要怎么改就够了。",
        error_messages={"required": "请写明为什么没有采用。"},
    )
