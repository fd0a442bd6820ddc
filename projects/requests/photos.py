"""Photos of residents: opened with care, drawn anew as a small JPEG, rid of all they carried.

What is kept is pixels only: no EXIF, no place where the photo was taken, no name of the file, no
thumbnail of what was cut off. Three formats are read, nothing else (iPhones send HEIC as JPEG to a
form that asks for JPEG); a picture that unpacks to more than MOST_PIXELS is refused by its header.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError

FORMATS = ("JPEG", "PNG", "WEBP")
ACCEPT = "image/jpeg,image/png,image/webp"
MOST_BYTES = 10 * 1024 * 1024
# A JPEG is decoded at a fraction of its size, so that a 50-megapixel camera passes; the others are
# decoded whole, four bytes a pixel.
MOST_PIXELS = {"JPEG": 60_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
MOST_PHOTOS = 3
LONGEST_SIDE = 1600
SMALL_SIDE = 160  # of a preview on the form
QUALITY = 82
TOO_LARGE = "照片尺寸太大。请换一张，或在手机上把它裁小再选。"
HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypheim")


class BadPhoto(ValidationError):
    """A file that is no photo we read; its sentence says what to do."""


@dataclass(frozen=True)
class Photo:
    data: bytes  # JPEG
    width: int
    height: int


def redraw(data: bytes, *, side: int = LONGEST_SIDE) -> Photo:
    """The picture as a JPEG at most `side` pixels long, upright. Raises BadPhoto."""
    from PIL import ImageOps  # noqa: PLC0415 - only a worker that gets a photo carries it

    if len(data) > MOST_BYTES:
        raise BadPhoto("照片超过 10 MB。请换一张，或在手机上把它裁小再选。")
    image = _opened(data)
    try:
        image.draft("RGB", (side, side))  # of a JPEG, decode no more than is needed
        image = ImageOps.exif_transpose(image)
        image.thumbnail((side, side))
        return _written(_flat(image))
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, MemoryError) as error:
        raise BadPhoto("照片打不开，可能没有传完整。请重新选一次，或换一张。") from error


def _opened(data: bytes) -> Any:
    """The picture by its header alone; nothing is decoded yet."""
    from PIL import Image  # noqa: PLC0415 - only a worker that gets a photo carries it

    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise BadPhoto(TOO_LARGE) from error
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError) as error:
        raise BadPhoto(_why(data)) from error
    if image.width * image.height > MOST_PIXELS[str(image.format)] or 0 in image.size:
        raise BadPhoto(TOO_LARGE)
    return image


def _why(data: bytes) -> str:
    if any(mark in data[:40] for mark in HEIC):
        return "这是苹果手机的 HEIC 格式，这里打不开。请截一张图再选，或换一张 JPG 照片。"
    return "这不是照片，或格式不支持。请选 JPG、PNG 或 WebP 照片。"


def _flat(image: Any) -> Any:
    """Without transparency, on white."""
    from PIL import Image  # noqa: PLC0415 - only a worker that gets a photo carries it

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        over = image.convert("RGBA")
        ground = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(ground, over).convert("RGB")
    return image.convert("RGB")


def _written(image: Any) -> Photo:
    """A new picture of the same pixels, so that nothing of the old file's `info` goes along."""
    from PIL import Image  # noqa: PLC0415 - only a worker that gets a photo carries it

    clean = Image.new("RGB", image.size)
    clean.paste(image)
    out = BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Photo(out.getvalue(), *clean.size)


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a JPEG of ours, from its header."""
    image = _opened(data)
    return image.width, image.height
