"""Papers are taken by what is inside: six kinds, no macros, ten megabytes."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from PIL import Image

from common.papers import MOST_BYTES, BadPaper, read


def package(*parts: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as made:
        for part in parts:
            made.writestr(part, "x")
    return out.getvalue()


def saved(thing, **how) -> bytes:
    out = BytesIO()
    thing.save(out, **how)
    return out.getvalue()


WORD = package("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (saved(Workbook()), "xlsx"),
        (WORD, "docx"),
        (package("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (saved(Image.new("RGB", (2, 2)), format="JPEG"), "jpg"),
        (saved(Image.new("RGB", (2, 2)), format="PNG"), "png"),
    ],
)
def test_a_paper_is_what_is_inside(data, kind):
    paper = read("讲稿.exe", data)
    assert (paper.name, paper.kind, paper.data) == ("讲稿.exe", kind, data)


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script>",
        b"MZ\x90\x00",
        b"PK\x03\x04 broken",
        package("word/document.xml"),
        package("[Content_Types].xml", "other.xml"),
        b"GIF89a",
    ],
)
def test_anything_else_is_refused_whatever_it_is_called(data):
    with pytest.raises(BadPaper, match="请选 PDF"):
        read("讲稿.pdf", data)


def test_macros_are_refused():
    with pytest.raises(BadPaper, match="宏"):
        read(
            "讲稿.docm", package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
        )


def test_nothing_and_too_much_are_refused():
    with pytest.raises(BadPaper, match="空的"):
        read("讲稿.pdf", b"")
    with pytest.raises(BadPaper, match="10 MB"):
        read("讲稿.pdf", b"%PDF-" + bytes(MOST_BYTES))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("讲稿.docx", "讲稿"),
        ("C:\\我的\\讲稿.DOCX", "讲稿"),
        ("../../etc/讲稿.docx", "讲稿"),
        ("讲\u202e稿\x00.docx", "讲 稿"),
        (".docx", "材料"),
        ("长" * 200 + ".docx", "长" * 80),
    ],
)
def test_the_name_is_made_anew(name, kept):
    assert read(name, WORD).name == kept
