"""Files that people hand to each other, kept as they came: known by content, never by name."""

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError

MOST_BYTES = 10 * 1024 * 1024
MOST_MEMBERS = 2000  # parts of an Office file
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "pptx": f"{OFFICE}presentationml.presentation",
    "jpg": "image/jpeg",
    "png": "image/png",
}
SHOWN = ("pdf", "jpg", "png")  # which a browser shows; the others are saved
MAIN_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
ACCEPT = ",".join(f".{kind}" for kind in [*TYPES, "jpeg"])
NAME_LENGTH = 100


class BadFile(ValidationError):
    """A file that is not kept; its sentence says what to do."""


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its name as people will read it, what it is, and its bytes."""

    name: str
    kind: str
    data: bytes


def check(name: str, data: bytes) -> Checked:
    """`data` as what it is by its content. Raises BadFile."""
    if not data:
        raise BadFile("这个文件是空的，请重新选一次。")
    if len(data) > MOST_BYTES:
        raise BadFile("文件超过 10 MB。请压缩图片或拆成几个文件再传。")
    kind = kind_of(data)
    return Checked(_named(name, kind), kind, data)


def kind_of(data: bytes) -> str:
    """A key of TYPES. Raises BadFile for whatever else it is."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadFile("这是老格式的 Office 文件。请另存为 docx、xlsx、pptx 或 PDF 再传。")
    raise BadFile("只收 PDF、Word（docx）、Excel（xlsx）、PPT（pptx）和 JPG、PNG 图片。")


def _office(data: bytes) -> str:
    """Only the list of parts is read, nothing is unpacked; macros are refused."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.namelist()
    # NotImplementedError: how zipfile answers a version of the format that it cannot read.
    except (BadZipFile, ValueError, OSError, UnicodeError, NotImplementedError) as error:
        raise BadFile("文件打不开，可能没有传完整。请重新选一次。") from error
    if len(parts) > MOST_MEMBERS or any("vbaproject" in part.lower() for part in parts):
        raise BadFile("带宏或内容过于复杂的文件不能上传。请另存为 PDF 再传。")
    for kind, main in MAIN_PARTS.items():
        if main in parts and "[Content_Types].xml" in parts:
            return kind
    raise BadFile("只收 PDF、Word（docx）、Excel（xlsx）、PPT（pptx）和 JPG、PNG 图片。")


def _named(name: str, kind: str) -> str:
    """The name without folders and control characters, and with the ending of what it is."""
    bare = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", name)
    stem = re.split(r"[/\\]", bare)[-1].strip(" .")
    ends = [f".{kind}", ".jpeg"] if kind == "jpg" else [f".{kind}"]
    if not stem.lower().endswith(tuple(ends)):
        stem = f"{stem[: NAME_LENGTH - 5]}.{kind}" if stem else f"材料.{kind}"
    if len(stem) <= NAME_LENGTH:
        return stem
    head, dot, ending = stem.rpartition(".")
    return f"{head[: NAME_LENGTH - len(ending) - 1]}{dot}{ending}"
