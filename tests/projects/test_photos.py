"""Photos of residents: what is kept of them, and what is refused in which words."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from projects.requests import photos
from projects.requests.photos import BadPhoto, redraw, size_of
from tests.projects.pictures import jpeg, other


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def test_what_a_photo_carries_is_gone():
    sent = jpeg()
    assert b"SecretMaker" in sent
    assert opened(sent).getexif().get_ifd(0x8825)
    kept = redraw(sent).data
    assert dict(opened(kept).getexif()) == {}
    assert set(opened(kept).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for secret in (b"Secret", b"Exif", b"GPS"):
        assert secret not in kept


def test_a_large_photo_becomes_small():
    kept = redraw(jpeg((4000, 3000)))
    assert (kept.width, kept.height) == opened(kept.data).size == size_of(kept.data) == (1600, 1200)


def test_a_small_photo_keeps_its_size():
    assert (redraw(jpeg((300, 200))).width, redraw(jpeg((300, 200))).height) == (300, 200)


def test_a_photo_taken_upright_stands_upright():
    kept = redraw(jpeg((2400, 1200), turned=True))
    assert (kept.width, kept.height) == (800, 1600)
    picture = opened(kept.data)
    red, white = picture.getpixel((400, 100)), picture.getpixel((400, 1500))
    assert red[1] < 60
    assert white[1] > 240


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_transparent_picture_stands_on_white(kind):
    kept = opened(redraw(other(kind)).data)
    assert (kept.format, kept.mode, kept.getpixel((5, 5))) == ("JPEG", "RGB", (255, 255, 255))


@pytest.mark.parametrize("mode", ["P", "L", "I;16", "1"])
def test_other_kinds_of_colour_are_read(mode):
    assert opened(redraw(other("PNG", mode=mode)).data).mode == "RGB"


def test_cmyk_is_read():
    assert opened(redraw(other("JPEG", mode="CMYK")).data).mode == "RGB"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "这不是照片"),
        (b"%PDF-1.7 no photo", "这不是照片"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "这不是照片"),
        (other("GIF", mode="P"), "格式不支持"),
        (other("TIFF"), "格式不支持"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (jpeg()[:800], "没有传完整"),
        (other("PNG")[:60], "没有传完整"),
    ],
)
def test_what_is_no_photo_is_named(data, words):
    with pytest.raises(BadPhoto) as refused:
        redraw(data)
    assert words in refused.value.messages[0]


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says that it is huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + checked

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("size", [(8000, 8000), (65000, 65000), (30000, 6000)])
def test_a_bomb_is_refused_by_its_header(size):
    with pytest.raises(BadPhoto) as refused:
        redraw(bomb(*size))
    assert refused.value.messages == [photos.TOO_LARGE]


def test_more_than_ten_megabytes_are_not_even_opened(monkeypatch):
    monkeypatch.setattr(photos, "_opened", None)
    with pytest.raises(BadPhoto) as refused:
        redraw(b"\0" * (photos.MOST_BYTES + 1))
    assert "10 MB" in refused.value.messages[0]
