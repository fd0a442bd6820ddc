"""Columns of a sheet: what a cell of each must be, and how a value is written back."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Choices

from common.fields import MOBILE, clean_duty_phone
from common.sheets.reader import Cell, odd_character

AS_TEXT = "请把该列设为“文本”格式后重新填写"
KIND_GUIDES = {
    "code": "文本格式的数字",
    "int": "整数",
    "decimal": "数字，不带单位",
    "date": "日期，如 2026-11-22",
    "phone": "手机号，或带区号的座机号",
    "list": "多项用顿号“、”隔开",
}
BIG = 10**15
BOOLEANS = {"是": True, "否": False}
SEPARATORS = re.compile(r"[、,，;；\n]")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class BadCell(ValidationError):
    """One cell is wrong: `text` says how, `hint` what to do about it."""

    def __init__(self, text: str, hint: str = "") -> None:
        super().__init__(text)
        self.text, self.hint = text, hint


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a register's sheet.

    `name` is the key in a row, `title` the header text. `kind` is one of KINDS:

    text     str; `max_length`, `multiline`; a number is taken as it shows
    code     str of digits; `lengths` allowed; a numeric cell is refused, Excel drops leading zeros
    int      int; `least`, `most`
    decimal  Decimal with at most `places` decimals; `least`, `most`
    date     date; a date cell, or 2026-11-22, 2026/11/22, 2026年11月22日
    choice   the value for one of the labels of `choices` (label → value, or a Choices class)
    bool     是 / 否
    phone    str: mobile, landline with area code, hotline
    list     list[str], separated by 、

    An empty cell gives `default`, else "" for text, code and phone, [] for list, None for the rest.
    `validators` are called with the value (a list: with each entry); Django's validators will do.
    """

    name: str
    title: str
    kind: str = "text"
    _: KW_ONLY
    required: bool = False
    max_length: int | None = None
    lengths: tuple[int, ...] = ()
    choices: Mapping[str, Any] | type[Choices] = field(default_factory=dict)
    validators: Sequence[Callable[[Any], Any]] = ()
    least: int | Decimal | None = None
    most: int | Decimal | None = None
    places: int = 2
    multiline: bool = False
    default: Any = None
    hint: str = ""
    example: Any = ""
    width: int | None = None

    def labels(self) -> dict[str, Any]:
        """Chinese label → value, of a choice or bool column."""
        if self.kind == "bool":
            return BOOLEANS
        if isinstance(self.choices, Mapping):
            return dict(self.choices)
        return {str(label): value for value, label in self.choices.choices}

    @property
    def guide(self) -> str:
        """How to fill it in, in a sentence or two."""
        names = "、".join(self.labels()) if self.kind in ("choice", "bool") else ""
        parts = [
            self.hint.rstrip("。"),
            f"可填：{names}" if names else KIND_GUIDES.get(self.kind, ""),
        ]
        return "".join(f"{part}。" for part in parts if part)

    @property
    def shown_example(self) -> str:
        return str(self.show(self.example))

    def parse(self, cell: Cell) -> Any:
        """The cell's value, or BadCell."""
        if cell == "":
            return self._blank()
        if isinstance(cell, str) and (odd := odd_character(cell)):
            raise BadCell(f"含有不可见的控制字符（{odd}）", "请删去该单元格，用键盘重新输入")
        value = KINDS[self.kind](cell, self)
        if value == []:
            return self._blank()
        for one in value if isinstance(value, list) else [value]:
            self._validate(one)
        return value

    def _blank(self) -> Any:
        if self.required:
            raise BadCell("不能为空", self.hint)
        if self.default is not None:
            return self.default
        return {"text": "", "code": "", "phone": "", "list": []}.get(self.kind)

    def _validate(self, value: Any) -> None:
        if isinstance(value, str) and self.max_length and len(value) > self.max_length:
            raise BadCell(f"有 {len(value)} 个字，最多 {self.max_length} 个字", "请删短")
        for validator in self.validators:
            try:
                validator(value)
            except BadCell:
                raise
            except ValidationError as error:
                raise BadCell("；".join(error.messages), self.hint) from error

    def show(self, value: Any) -> Any:
        """What stands in the cell for `value`, such that it imports again unchanged."""
        if value is None or value == "":
            return ""
        if self.kind in ("choice", "bool"):
            return {stored: label for label, stored in self.labels().items()}.get(value, str(value))
        if self.kind == "list":
            return "、".join(map(str, value))
        return value


def plain(text: str) -> str:
    """Full-width digits, letters and signs as ordinary ones, inner spaces gone."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _number_as_text(cell: Cell) -> Cell:
    """A number as Excel shows it: 15 digits, beyond which it has lost what was typed."""
    if not isinstance(cell, float):
        return cell
    if abs(cell) >= BIG:
        raise BadCell("数字太长，末几位已丢失", AS_TEXT)
    return format(cell, ".15g")


def _text(cell: Cell, column: Column) -> str:
    if isinstance(cell, bool) or not isinstance(cell, str | float):
        raise BadCell("应为文字，这里却是日期、时间或逻辑值", AS_TEXT)
    text = str(_number_as_text(cell))
    if not column.multiline and re.search(r"[\n\t]", text):
        raise BadCell("单元格里有换行或制表符", "请改成一行")
    return text


def _code(cell: Cell, column: Column) -> str:
    if not isinstance(cell, str):
        kind = "数字" if isinstance(cell, float) else "日期或逻辑值"
        raise BadCell(f"是{kind}，代码应为文本", AS_TEXT)
    text = plain(cell)
    if not (text.isascii() and text.isdigit()):
        raise BadCell(f"“{cell[:30]}”不是代码，只能由数字组成", column.hint)
    if column.lengths and len(text) not in column.lengths:
        allowed = "、".join(map(str, column.lengths))
        raise BadCell(f"有 {len(text)} 位，应为 {allowed} 位", column.hint)
    return text


def _number(cell: Cell, column: Column) -> Decimal:
    if isinstance(cell, bool) or not isinstance(cell, str | float):
        raise BadCell("应为数字", column.hint)
    text = plain(str(_number_as_text(cell))).replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or abs(number) >= BIG:
        raise BadCell(f"“{text[:30]}”不是数字", column.hint or "只填数字，不带单位")
    return number


def _in_range(number: int | Decimal, column: Column) -> None:
    if column.least is not None and number < column.least:
        raise BadCell(f"不能小于 {column.least}", column.hint)
    if column.most is not None and number > column.most:
        raise BadCell(f"不能大于 {column.most}", column.hint)


def _int(cell: Cell, column: Column) -> int:
    number = _number(cell, column)
    if number != number.to_integral_value():
        raise BadCell(f"“{number}”应为整数", column.hint)
    _in_range(int(number), column)
    return int(number)


def _decimal(cell: Cell, column: Column) -> Decimal:
    number = _number(cell, column)
    rounded = number.quantize(Decimal(1).scaleb(-column.places))
    if rounded != number:
        raise BadCell(f"“{number}”最多 {column.places} 位小数", column.hint)
    _in_range(rounded, column)
    return rounded


def _date(cell: Cell, _: Column) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    match = DATE.fullmatch(plain(cell)) if isinstance(cell, str) else None
    try:
        if match:
            return date(*map(int, match.groups()))
    except ValueError:
        pass
    shown = str(_number_as_text(cell))[:30]
    raise BadCell(f"“{shown}”不是日期", "请写成 2026-11-22 的样子")


def _choice(cell: Cell, column: Column) -> Any:
    labels = column.labels()
    text = "是" if cell is True else "否" if cell is False else str(_number_as_text(cell))
    if text not in labels:
        raise BadCell(f"“{text[:30]}”不在可选范围内", "可填：" + "、".join(labels))
    return labels[text]


def _phone(cell: Cell, _: Column) -> str:
    # A mobile number survives as a number cell; a landline has lost its leading 0.
    if isinstance(cell, float) and not MOBILE.fullmatch(str(_number_as_text(cell))):
        raise BadCell("是数字，电话应为文本", AS_TEXT)
    if isinstance(cell, bool) or not isinstance(cell, str | float):
        raise BadCell("是日期或逻辑值，电话应为文本", AS_TEXT)
    try:
        return clean_duty_phone(plain(str(_number_as_text(cell))))
    except ValidationError as error:
        raise BadCell(error.messages[0], "只填号码") from error


def _list(cell: Cell, column: Column) -> list[str]:
    entries = SEPARATORS.split(_text(cell, replace(column, multiline=True)))
    return list(dict.fromkeys(entry.strip() for entry in entries if entry.strip()))


KINDS: dict[str, Callable[[Cell, Column], Any]] = {
    "text": _text,
    "code": _code,
    "int": _int,
    "decimal": _decimal,
    "date": _date,
    "choice": _choice,
    "bool": _choice,
    "phone": _phone,
    "list": _list,
}
