"""What an uploaded file must pass before anything reads it: a zip of XML, unpacked under a cap."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from django.core.exceptions import ValidationError

MAX_BYTES = 5 << 20
MAX_UNZIPPED = 40 << 20
MAX_MEMBERS = 200
MAX_ROWS = 20_000
MAX_COLUMNS = 60

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


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


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of an uploaded .xlsx by lower-case name; raises a BadWorkbook that says why not."""
    if len(data) > MAX_BYTES:
        raise TooBig("文件超过 5 MB，请拆成几个文件分别导入。")
    _check_signature(data)
    return dict(_unpack(data))


def _check_signature(data: bytes) -> None:
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise NotXlsx("文件设了打开密码，请取消密码后另存，再上传。")
        raise NotXlsx("这是旧版 .xls 文件，请另存为 .xlsx 格式后再上传。")
    if not data.startswith(b"PK"):
        raise NotXlsx("这不是 Excel 工作簿（.xlsx）。请用 Excel 或 WPS 另存为 .xlsx 后再上传。")


def _unpack(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each part under its lower-case name."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
        _check_header(infos)
        for info in infos:
            yield info.filename.lower().lstrip("/"), _read(archive, info)
    # NotImplementedError: how zipfile answers a compression or version that it cannot read.
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
    """The part: zipfile unpacks no more than declared; if more is behind it, the CRC is wrong."""
    with archive.open(info) as part:
        return part.read(info.file_size)


def parse(content: bytes, **handlers: object) -> None:
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
