"""From an uploaded workbook to a small safe one: its first sheet alone, checked and packed anew.

A reading library sees only the value last stored beside a formula, shows an error as empty, and
lays out every row and column up to the furthest cell. So the sheet's XML is walked here first; the
library then gets exactly the bytes that were walked, and no other part of the file.
"""

import io
import posixpath
import re
import zipfile

from common.sheets.guard import MAX_COLUMNS, MAX_ROWS, FormulaCells, NotXlsx, TooBig, parse, unpack

NAMED = 10  # how many cells a message names before it says "and so on"
CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
CARRIED = {"worksheet": "sheet1.xml", "sharedStrings": "sharedStrings.xml", "styles": "styles.xml"}


def first_sheet(data: bytes) -> bytes:
    """A workbook of the first sheet alone. Raises a BadWorkbook that says what is wrong."""
    parts = unpack(data)
    home = _target(_links(parts, "_rels/.rels", ""), "officeDocument") or "xl/workbook.xml"
    if home not in parts:
        raise NotXlsx("这不是 .xlsx 工作簿（可能是 .ods、.xlsb 或压缩包），请另存为 .xlsx。")
    folder, name = posixpath.split(home)
    links = _links(parts, f"{folder}/_rels/{name}.rels", folder)
    carried = {"worksheet": _sheet(parts, home, links)}
    for kind in ("sharedStrings", "styles"):
        if (part := _target(links, kind)) in parts:
            parse(parts[part])
            carried[kind] = parts[part]
    _check_cells(carried["worksheet"])
    return _pack(carried, is_1904=_is_1904(parts[home]))


Link = tuple[str, str, str]  # id, kind, part


def _links(parts: dict[str, bytes], name: str, folder: str) -> list[Link]:
    """The relationships that the part `name` lists; kinds and parts as plain names."""
    return [
        (link.get("Id", ""), posixpath.basename(link.get("Type", "")), _part(folder, link))
        for link in _elements(parts.get(name, b"<none/>"), "Relationship")
    ]


def _part(folder: str, link: dict[str, str]) -> str:
    path = posixpath.join("/", folder, link.get("Target", ""))
    return posixpath.normpath(path).lstrip("/").lower()


def _target(links: list[Link], kind: str) -> str:
    return next((part for _, found, part in links if found == kind), "")


def _sheet(parts: dict[str, bytes], home: str, links: list[Link]) -> bytes:
    sheets = _elements(parts[home], "sheet")
    wanted = sheets[0].get("id") if sheets else None
    for key, kind, part in links:
        if key == wanted and kind == "worksheet" and part in parts:
            return parts[part]
    raise NotXlsx("工作簿里没有工作表，或已损坏。请在 Excel 或 WPS 中另存一份再上传。")


def _is_1904(workbook: bytes) -> bool:
    """Days counted from 1904, as workbooks of old Macs do."""
    settings = _elements(workbook, "workbookPr")
    return any(one.get("date1904") in ("1", "true") for one in settings)


def _pack(carried: dict[str, bytes], *, is_1904: bool) -> bytes:
    base = f"{OFFICE}/"
    root = _rels([("rId1", f"{base}officeDocument", "xl/workbook.xml")])
    links = [(f"rId{n}", base + kind, CARRIED[kind]) for n, kind in enumerate(carried, start=1)]
    workbook = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{is_1904:d}"/>'
        '<sheets><sheet name="sheet" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("_rels/.rels", root)
        archive.writestr("xl/workbook.xml", workbook)
        archive.writestr("xl/_rels/workbook.xml.rels", _rels(links))
        for kind, content in carried.items():
            archive.writestr(f"xl/{CARRIED[kind]}", content)
    return packed.getvalue()


def _rels(links: list[Link]) -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{part}"/>' for key, kind, part in links
    )
    return f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'


def _check_cells(sheet: bytes) -> None:
    walk = _scan(sheet)
    _refuse("是公式，请改成数值或文本（复制后“选择性粘贴—数值”）", walk.formulas)
    _refuse("是错误值（如 #N/A），请改正后再上传", walk.errors)


def _local(name: str) -> str:
    """The name without its namespace: transitional and strict workbooks differ in it."""
    return name.rpartition(" ")[2]


def _elements(content: bytes, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == wanted:
            found.append({_local(key): value for key, value in attributes.items()})

    parse(content, StartElementHandler=start)
    return found


class _SheetScan:
    """Walks the cells: names formulas and errors ("C5"), refuses a sheet that is too large.

    A cell or row without an address follows the one before it. Empty cells, however far out, are
    no data; but one filled cell far out would make a reader lay out everything up to it.
    """

    def __init__(self) -> None:
        self.formulas: list[str] = []
        self.errors: list[str] = []
        self.row = self.column = 0
        self.is_error = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "row":
                self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            case "c":
                self.row, self.column = self._address(attributes)
                self.is_error = attributes.get("t") == "e"
            case "v" | "is" | "f" as kind:
                self._content(kind)

    def _address(self, attributes: dict[str, str]) -> tuple[int, int]:
        if "r" not in attributes:
            return self.row, self.column + 1
        match = CELL.fullmatch(attributes["r"].upper())
        if match is None:
            raise NotXlsx("工作表里有无法识别的单元格位置。请在 Excel 或 WPS 中另存一份再上传。")
        return int(match[2]), column_number(match[1])

    def _content(self, kind: str) -> None:
        if self.row > MAX_ROWS + 1:
            raise TooBig(f"超过 {MAX_ROWS:,} 行，请拆成几个文件分别导入。")
        if self.column > MAX_COLUMNS:
            raise TooBig(f"超过 {MAX_COLUMNS} 列，请只保留模板里的列。")
        cell = f"{column_letters(self.column)}{self.row}"
        if kind == "f":
            self.formulas.append(cell)
        elif self.is_error and cell not in self.formulas[-1:]:
            self.errors.append(cell)


def _scan(content: bytes) -> _SheetScan:
    walk = _SheetScan()
    try:
        parse(content, StartElementHandler=walk.start)
    except ValueError as error:  # a row number that is no number
        raise NotXlsx("工作表里有无法识别的行号。请在 Excel 或 WPS 中另存一份再上传。") from error
    return walk


def _refuse(what: str, cells: list[str]) -> None:
    if cells:
        more = f"等 {len(cells)} 个单元格" if len(cells) > NAMED else ""
        raise FormulaCells(f"{'、'.join(cells[:NAMED])}{more} {what}。")


def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
