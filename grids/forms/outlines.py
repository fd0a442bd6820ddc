"""The forms of outlines: the upload, and where the outlines come from."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from grids.outlines.reading import MAX_BYTES, BadOutlines


class OutlineFileForm(forms.Form):
    file = forms.FileField(
        label="GeoJSON 文件",
        help_text="一个 .geojson 或 .json 文件，不超过 5 MB、2,000 个区域；先检查，确认后才写入。",
        widget=forms.FileInput(attrs={"accept": ".geojson,.json"}),
        error_messages={
            "required": "请选择要上传的 GeoJSON 文件。",
            "empty": "文件是空的，请重新选择。",
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > MAX_BYTES:
            raise BadOutlines("文件超过 5 MB，请分开上传，或先在制图软件里简化轮廓。")
        return file


class OutlineSourceForm(forms.Form):
    source = forms.CharField(
        label="轮廓来源",
        required=False,
        max_length=120,
        help_text="例如：街道网格划分图，2026 年 3 月。",
        error_messages={"max_length": "来源最多 120 个字。"},
    )
