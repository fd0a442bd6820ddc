"""The upload form of every import."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from common.sheets import guard


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Excel 文件",
        help_text="一个 .xlsx 文件，不超过 5 MB、2 万行；先检查，确认后才写入。",
        widget=forms.FileInput(attrs={"accept": ".xlsx", "class": "in"}),
        error_messages={
            "required": "请选择要导入的 Excel 文件。",
            "empty": "文件是空的，请重新选择。",
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > guard.MAX_BYTES:
            raise guard.TooBig("文件超过 5 MB，请拆成几个文件分别导入。")
        return file
