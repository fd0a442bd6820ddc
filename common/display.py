"""How a reader wants pages shown: large print in three sizes, high contrast. Kept in one cookie."""

from dataclasses import dataclass

COOKIE = "display"
SIZES = {"22": "", "26": "x2", "30": "x3"}  # px of body text → class beside "elder"
SIZE_NAMES = {"22": "大字", "26": "更大", "30": "最大"}


@dataclass(frozen=True)
class Display:
    size: str = ""  # a key of SIZES, or "" for ordinary print
    contrast: bool = False

    @property
    def elder(self) -> bool:
        return bool(self.size)

    @property
    def css(self) -> str:
        """Classes of <html>: "", "elder", "elder x3 contrast" …"""
        names = ["elder", SIZES[self.size]] if self.size else []
        return " ".join(filter(None, [*names, "contrast" if self.contrast else ""]))

    @property
    def sizes(self) -> list[tuple[str, str, bool]]:
        """(px, name, chosen) of each size."""
        return [(px, name, px == self.size) for px, name in SIZE_NAMES.items()]

    def pack(self) -> str:
        return f"{self.size}{'c' if self.contrast else ''}"


def unpack(text: str) -> Display:
    """The display a cookie asks for; whatever it does not understand is ordinary print."""
    size = text.removesuffix("c")
    return Display(size if size in SIZES else "", text.endswith("c"))
