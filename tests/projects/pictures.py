"""Pictures as phones send them, for the tests of photos."""

from io import BytesIO

from PIL import Image

PLACE = {0: b"\x02\x03\x00\x00", 1: "N", 2: (38.0, 57.0, 12.0), 3: "E", 4: (121.0, 30.0, 5.0)}


def jpeg(size: tuple[int, int] = (2400, 1200), *, turned: bool = False) -> bytes:
    """A photo with a place, a maker and, `turned`, the mark that it lies on its side."""
    image = Image.new("RGB", size, "white")
    image.paste((200, 0, 0), (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x010F] = "SecretMaker"
    exif.get_ifd(0x8825).update(PLACE)
    if turned:
        exif[0x0112] = 6
    out = BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"SecretComment")
    return out.getvalue()


def other(kind: str, *, mode: str = "RGBA", size: tuple[int, int] = (40, 30)) -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()
