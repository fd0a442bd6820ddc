"""A file that people hand to each other."""

from django import forms

from common.files import ACCEPT, MOST_BYTES, Checked, check


class FileForm(forms.Form):
    file = forms.FileField(
        label="文件",
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text="PDF、Word、Excel、PPT 或 JPG、PNG 图片，10 MB 以内；"
        "能看到这个页面的人都能打开。",
        error_messages={
            "required": "请选择一个文件。",
            "empty": "这个文件是空的，请重新选一次。",
            "max_length": "文件名太长，请改短再传。",
        },
    )

    def clean_file(self) -> Checked:
        """The file as what it is by its content; no more of it in memory than is refused."""
        file = self.cleaned_data["file"]
        return check(file.name, file.read(MOST_BYTES + 1))
