"""What an uploaded workbook must pass before a spreadsheet library may see it.

An .xlsx is a zip of XML. Each part is unpacked here under a cap, parsed once by expat (which also
finds the formulas, since a reader sees only the value last stored beside them), and packed again:
the library then reads exactly the bytes that were checked.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from django.core.exceptions import ValidationError

MAX_BYTES = 5 << 20
MAX_UNZIPPED = 40 << 20
MAX_MEMBERS = 200
MAX_ROWS = 20_000
MAX_COLUMNS = 60
NAMED = 10  # how many cells a message names before it says "and so on"

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


class BadWorkbook(ValidationError):
    """The file cannot be taken at all; its message says what to do."""


class TooBig(BadWorkbook):
    """More bytes, parts, rows or columns than an import takes."""


class NotXlsx(BadWorkbook):
    """Not an .xlsx workbook: another format, encrypted, or damaged."""


class UnsafeWorkbook(BadWorkbook):
    """Built to harm the reader: a zip bomb, or XML with a document type of its own."""


class FormulaCells(BadWorkbook):
    """Cells that hold a formula or an error instead of a value."""


@dataclass
class Scan:
    """What the first sheet's XML holds: cell names such as "C5"."""

    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def check(data: bytes) -> bytes:
    """The workbook packed anew from its checked parts; raises a BadWorkbook that says why not."""
    if len(data) > MAX_BYTES:
        raise TooBig("文件超过 5 MB，请拆成几个文件分别导入。")
    _check_signature(data)
    parts = dict(_unpack(data))
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            _parse(content)
    scan = _scan(parts[_first_sheet(parts)])
    _refuse("是公式，请改成数值或文本（复制后“选择性粘贴—数值”）", scan.formulas)
    _refuse("是错误值（如 #N/A），请改正后再上传", scan.errors)
    return _pack(parts)


def _check_signature(data: bytes) -> None:
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise NotXlsx("文件设了打开密码，请取消密码后另存，再上传。")
        raise NotXlsx("这是旧版 .xls 文件，请另存为 .xlsx 格式后再上传。")
    if not data.startswith(b"PK"):
        raise NotXlsx("这不是 Excel 工作簿（.xlsx）。请用 Excel 或 WPS 另存为 .xlsx 后再上传。")


def _unpack(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each part under its lower-case name; no part may unpack to more than its header says."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
        _check_header(infos)
        for info in infos:
            yield info.filename.lower().lstrip("/"), _read(archive, info)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as error:
        raise NotXlsx("文件已损坏，无法打开。请在 Excel 或 WPS 中另存一份再上传。") from error


def _check_header(infos: list[zipfile.ZipInfo]) -> None:
    if any(info.flag_bits & 1 for info in infos):
        raise NotXlsx("压缩包设了密码，请取消密码后再上传。")
    names = [info.filename.lower().lstrip("/") for info in infos]
    if len(names) != len(set(names)):
        raise UnsafeWorkbook("文件里有重名的部分，不是正常的工作簿。请在 Excel 中另存一份再上传。")
    if len(infos) > MAX_MEMBERS:
        raise TooBig("工作簿里的工作表、图片等部件太多，请只保留要导入的一张表。")
    if sum(info.file_size for info in infos) > MAX_UNZIPPED:
        raise UnsafeWorkbook("文件解压后超过 40 MB，请删去空白行列和图片后另存，或拆成几个文件。")


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as part:
        content = part.read(info.file_size + 1)
    if len(content) > info.file_size:
        raise UnsafeWorkbook("文件的大小与其声明不符，不是正常的工作簿。")
    return content


def _pack(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            if name.endswith((".xml", ".rels")):
                name = "[Content_Types].xml" if name == "[content_types].xml" else name
                archive.writestr(name, content)
    return packed.getvalue()


def _parse(content: bytes, **handlers: object) -> None:
    """Run expat over one part; entities, document types and other encodings are refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.XmlDeclHandler = _only_utf8
    parser.buffer_text = True
    for name, handler in handlers.items():
        setattr(parser, name, handler)
    if b"\0" in content[:4]:
        raise UnsafeWorkbook("文件内部的编码不是 UTF-8，不是正常的工作簿。")
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotXlsx("工作簿内部的内容已损坏。请在 Excel 或 WPS 中另存一份再上传。") from error


def _no_doctype(*_: object) -> None:
    raise UnsafeWorkbook("文件内含自定义实体，不是正常的工作簿。")


def _only_utf8(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
        raise UnsafeWorkbook("文件内部的编码不是 UTF-8，不是正常的工作簿。")


def _local(name: str) -> str:
    """The name without its namespace: transitional and strict workbooks differ in it."""
    return name.rpartition(" ")[2]


def _elements(content: bytes, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == wanted:
            found.append({_local(key): value for key, value in attributes.items()})

    _parse(content, StartElementHandler=start)
    return found


def _first_sheet(parts: dict[str, bytes]) -> str:
    """The part that holds the first worksheet."""
    if "xl/workbook.xml" not in parts:
        raise NotXlsx("这不是 .xlsx 工作簿（可能是 .ods、.xlsb 或压缩包），请另存为 .xlsx。")
    sheets = _elements(parts["xl/workbook.xml"], "sheet")
    links = _elements(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), "Relationship")
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    target = targets.get(sheets[0].get("id"), "") if sheets else ""
    name = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/").lower()
    if not target or name not in parts:
        raise NotXlsx("工作簿里没有工作表，或已损坏。请在 Excel 或 WPS 中另存一份再上传。")
    return name


class _SheetScan:
    """Walks the cells: a cell or row without an address follows the one before it."""

    def __init__(self) -> None:
        self.found = Scan()
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
            self.found.formulas.append(cell)
        elif self.is_error and cell not in self.found.formulas[-1:]:
            self.found.errors.append(cell)


def _scan(content: bytes) -> Scan:
    walk = _SheetScan()
    try:
        _parse(content, StartElementHandler=walk.start)
    except ValueError as error:  # a row number that is no number
        raise NotXlsx("工作表里有无法识别的行号。请在 Excel 或 WPS 中另存一份再上传。") from error
    return walk.found


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
