#!/usr/bin/env python3
"""Refuse CSS and JavaScript that Chromium 83 does not know, and inline style or script.

    python scripts/lint_assets.py static templates

Browsers on government desktops stand at Chromium 83; what they do not know is dropped silently,
and no test in a newer browser would show it. Inline style and script are refused by the portal's
content security policy.
"""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import tinycss2


class Fault(NamedTuple):
    line: int
    text: str


# --- CSS: what came after Chromium 83, with the version that brought it

AT_RULES = {
    "container": 105, "layer": 99, "nest": 112, "property": 85, "scope": 118, "starting-style": 117,
}  # fmt: skip
SELECTORS = {
    r":has\(": ":has() (105)",
    r":is\(": ":is() (88)",
    r":where\(": ":where() (88)",
    r":not\([^()]*,": ":not() with a list (88)",
    r":user-(in)?valid\b": ":user-invalid (119)",
    r":(popover-open|modal|open)\b": "popover and dialog states (105)",
    r"::(target-text|marker)\b": "::marker (86)",
}
PROPERTIES = {
    "aspect-ratio": 88, "container": 105, "container-name": 105, "container-type": 105,
    "content-visibility": 85, "inset": 87, "inset-block": 87, "inset-inline": 87,
    "inset-block-start": 87, "inset-block-end": 87, "inset-inline-start": 87,
    "inset-inline-end": 87,
    "margin-block": 87, "margin-inline": 87, "padding-block": 87, "padding-inline": 87,
    "border-start-start-radius": 89, "border-start-end-radius": 89, "border-end-start-radius": 89,
    "border-end-end-radius": 89, "rotate": 104, "scale": 104, "translate": 104,
}  # fmt: skip
VALUES = {
    r"\b(color-mix|light-dark|oklch|oklab|lch|lab|hwb|color)\(": "a colour function (101)",
    r"\b\d*\.?\d+(dvh|svh|lvh|dvw|svw|lvw|cqw|cqh|cqi|cqb|lh|rlh|cap)\b": "a unit (108)",
    r"\b(?:subgrid|masonry)\b": "subgrid (117)",
    r"\boverflow:\s*clip\b": "overflow: clip (90)",
    r"\bdisplay:\s*(block|inline|flex|grid)\s+\w": "display of two words (115)",
    r"(?<![-\w])image-set\(": "image-set() (113)",
}


def css_faults(source: str) -> Iterator[Fault]:
    """What Chromium 83 does not know in one style sheet."""
    rules = tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True)
    yield from _rule_faults(rules)
    if ":focus-visible" in source and not re.search(r"(^|[\s,}]):focus\s*[,{]", source):
        yield Fault(1, ":focus-visible (86) without a :focus rule for those that do not know it")


def _rule_faults(rules: list[Any]) -> Iterator[Fault]:
    for rule in rules:
        if rule.type == "error":
            yield Fault(rule.source_line, f"cannot be read: {rule.message}")
        elif rule.type == "at-rule":
            yield from _at_rule_faults(rule)
        elif rule.type == "qualified-rule":
            yield from _selector_faults(rule)
            yield from _block_faults(rule)


def _at_rule_faults(rule: Any) -> Iterator[Fault]:
    name, prelude = rule.lower_at_keyword, tinycss2.serialize(rule.prelude)
    if name in AT_RULES:
        yield Fault(rule.source_line, f"@{name} ({AT_RULES[name]})")
    if name == "media" and re.search("[<>]", prelude):
        yield Fault(rule.source_line, "@media with < or > (104)")
    if name in {"media", "supports", "layer", "container"} and rule.content is not None:
        yield from _rule_faults(
            tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        )


def _selector_faults(rule: Any) -> Iterator[Fault]:
    selector = tinycss2.serialize(rule.prelude)
    for pattern, what in SELECTORS.items():
        if re.search(pattern, selector):
            yield Fault(rule.source_line, what)


def _block_faults(rule: Any) -> Iterator[Fault]:
    content = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    declared = [
        (item, tinycss2.serialize(item.value).strip())
        for item in content
        if item.type == "declaration"
    ]
    for item in content:
        if item.type != "declaration":
            yield Fault(item.source_line, "a rule inside a rule (112)")
    yield from _gap_faults(declared)
    for item, value in declared:
        if item.lower_name in PROPERTIES:
            yield Fault(item.source_line, f"{item.lower_name} ({PROPERTIES[item.lower_name]})")
        for pattern, what in VALUES.items():
            if re.search(pattern, f"{item.lower_name}: {value}"):
                yield Fault(item.source_line, what)


def _gap_faults(declared: list[tuple[Any, str]]) -> Iterator[Fault]:
    """`gap` came to flex boxes with 84: its rule must show that the box is a grid, or columns."""
    names = {item.lower_name for item, _ in declared}
    display = {value for item, value in declared if item.lower_name == "display"}
    grid = display & {"grid", "inline-grid"} or any(name.startswith("grid-") for name in names)
    flex = display & {"flex", "inline-flex"}
    columns = names & {"columns", "column-count", "column-width"}
    for item, _ in declared:
        name = item.lower_name
        if name not in {"gap", "row-gap", "column-gap"} or (columns and name == "column-gap"):
            continue
        if flex or not grid:
            yield Fault(item.source_line, f"{name} without display: grid in the same rule (84)")


# --- JavaScript

NOT_CODE = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`""", re.DOTALL
)
SCRIPT = {
    r"\.replaceAll\(": "replaceAll (85)",
    r"\?\?=|\|\|=|&&=": "logical assignment (85)",
    r"\.at\(": ".at() (92)",
    r"\bstructuredClone\b": "structuredClone (98)",
    r"(?<![\w$])#[A-Za-z_$]\w*": "a private member (84)",
    r"\bstatic\s*\{": "a static block (94)",
    r"\bObject\.hasOwn\b": "Object.hasOwn (93)",
    r"\.(findLast|findLastIndex)\(": "findLast (97)",
    r"\.(toSorted|toReversed|toSpliced)\(": "toSorted (110)",
    r"\b(Object|Map)\.groupBy\b": "groupBy (117)",
    r"\bPromise\.(any|withResolvers)\b": "Promise.any (85)",
    r"\b(WeakRef|FinalizationRegistry)\b": "WeakRef (84)",
    r"\bcrypto\.randomUUID\b": "crypto.randomUUID (92)",
    r"\bAbortSignal\.(timeout|any)\b": "AbortSignal.timeout (103)",
    r"\.replaceChildren\(": "replaceChildren (86)",
    r"\beval\(|\bnew Function\(": "eval, refused by the content security policy",
}


def js_faults(source: str) -> Iterator[Fault]:
    """What Chromium 83 does not know in one script."""
    code = NOT_CODE.sub(_blank, source)
    for pattern, what in SCRIPT.items():
        for hit in re.finditer(pattern, code):
            yield Fault(_line(code, hit.start()), what)
    for hit in re.finditer(r"\bawait\b", code):
        before = code[: hit.start()]
        if before.count("{") == before.count("}"):
            yield Fault(_line(code, hit.start()), "await outside a function (89)")


def _blank(hit: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", hit.group())


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


# --- templates

TAGS = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?endcomment\s*%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


class _Page(HTMLParser):
    """Collects what the content security policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[Fault] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style":
            self._fault("<style>")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self._fault("<script> without src")
        for name, value in attrs:
            if name == "style" or re.match(r"on[a-z]|hx-on|x-on|@", name):
                self._fault(f"{name}=")
            if (value or "").strip().lower().startswith("javascript:"):
                self._fault(f"{name}=javascript:")

    def _fault(self, what: str) -> None:
        self.faults.append(
            Fault(self.getpos()[0], f"{what}, refused by the content security policy")
        )


def html_faults(source: str) -> Iterator[Fault]:
    """Inline style and script in one template."""
    page = _Page()
    page.feed(TAGS.sub(_blank, source))
    page.close()
    yield from page.faults


# --- the files

READERS = {".css": css_faults, ".js": js_faults, ".html": html_faults, ".svg": html_faults}


def faults(roots: list[Path]) -> Iterator[str]:
    """One line a fault, in the order of files and lines."""
    for root in roots:
        for path in sorted(root.rglob("*")):
            if reader := READERS.get(path.suffix):
                for fault in sorted(reader(path.read_text(encoding="utf-8"))):
                    yield f"{path}:{fault.line}: {fault.text}"


def main(arguments: list[str]) -> int:
    roots = [Path(argument) for argument in arguments]
    for root in roots:
        if not root.is_dir():
            sys.exit(f"{root} is not a folder")
    found = list(faults(roots))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
