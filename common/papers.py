"""Papers that people hand to each other: accepted by what is inside, never by the name alone.

Six kinds are taken. An Office file is a package that holds the part its kind must have and no
macros; a PDF and a picture are known by their first bytes. The name is made anew. A paper goes out
as a download only, so that no browser opens it as a page of ours.
"""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError

MOST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 80
OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "jpg": "image/jpeg",
    "png": "image/png",
}
ACCEPT = ",".join(f".{kind}" for kind in TYPES)
MARKS = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
WANTED = "请选 PDF、Word（docx）、Excel（xlsx）、PPT（pptx）或 JPG、PNG 图片。"
ODD = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\\/:*?\"<>|]")


class BadPaper(ValidationError):
    """A file that is not taken; its sentence says what to do."""


@dataclass(frozen=True)
class Paper:
    """A file as it is kept: `name` without its ending, `kind` a key of TYPES."""

    name: str
    kind: str
    data: bytes


def read(name: str, data: bytes) -> Paper:
    """The paper in an uploaded file of that name. Raises BadPaper."""
    if not data:
        raise BadPaper("文件是空的，请重新选一次。")
    if len(data) > MOST_BYTES:
        raise BadPaper("文件超过 10 MB。请压缩或分成几份再传。")
    kind = _kind(data)
    if kind is None:
        raise BadPaper(f"这个文件打不开，或不是可以上传的格式。{WANTED}")
    return Paper(_clean(name, kind), kind, data)


def _kind(data: bytes) -> str | None:
    """What the content is; None for anything else."""
    for kind, mark in MARKS.items():
        if data.startswith(mark):
            return kind
    return _office(data) if data.startswith(b"PK\x03\x04") else None


def _office(data: bytes) -> str | None:
    """By the list of parts alone: nothing is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise BadPaper("这个文件带有宏，不能上传。请另存为不带宏的格式再传。")
    if "[Content_Types].xml" not in parts:
        return None
    return next((kind for kind, part in PARTS.items() if part in parts), None)


def _clean(name: str, kind: str) -> str:
    """The name as shown and given out: no path, no odd characters, no ending."""
    stem = PurePath(name.replace("\\", "/")).name
    ending = stem.rpartition(".")[2].lower()
    if ending in (kind, "jpeg"):
        stem = stem.rpartition(".")[0]
    return " ".join(ODD.sub(" ", stem).split())[:LONGEST_NAME].strip(". ") or "材料"
