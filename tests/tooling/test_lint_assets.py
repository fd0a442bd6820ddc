"""The floor lint goes red for each thing it forbids, at the right line, and for nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.lint_assets import css_faults, html_faults, js_faults

SCRIPT = Path(__file__).parents[2] / "scripts" / "lint_assets.py"


@pytest.mark.parametrize(
    ("css", "word"),
    [
        ("@layer base { a { color: red } }", "@layer"),
        ("@container (min-width: 1px) { a { color: red } }", "@container"),
        ("@media (width >= 40rem) { a { color: red } }", "@media"),
        ("a:has(b) { color: red }", ":has()"),
        (":is(a, b) { color: red }", ":is()"),
        (":where(a) { color: red }", ":where()"),
        ("a:not(b, c) { color: red }", ":not()"),
        ("a:focus-visible { color: red }", ":focus-visible"),
        ("a { inset: 0 }", "inset"),
        ("a { aspect-ratio: 1 }", "aspect-ratio"),
        ("a { margin-inline: auto }", "margin-inline"),
        ("a { translate: 1px }", "translate"),
        ("a { color: color-mix(in srgb, red, blue) }", "colour function"),
        ("a { height: 100dvh }", "unit"),
        ("a { display: flex; gap: 1rem }", "gap"),
        ("a { gap: 1rem }", "gap"),
        ("a { columns: 2; gap: 1rem }", "gap"),
        ("a { row-gap: 1rem; display: inline-flex }", "row-gap"),
        ("a { color: red; & b { color: blue } }", "a rule inside a rule"),
        ("a { color: red; b:hover { color: blue } }", "a rule inside a rule"),
        ("a { color: red; @media print { color: blue } }", "a rule inside a rule"),
        ("@media print { a { inset: 0 } }", "inset"),
        ("@supports (inset: 0) { a { inset: 0 } }", "inset"),
        ("a { color: red } }", "cannot be read"),
    ],
)
def test_css_beyond_the_floor_is_found_where_it_stands(css, word):
    lines = [(fault.line, word in fault.text) for fault in css_faults(f"b{{color:red}}\n{css}")]
    assert lines == [(1 if word == ":focus-visible" else 2, True)]


@pytest.mark.parametrize(
    "css",
    [
        "a { display: grid; gap: 1rem }",
        "a { display: inline-grid; column-gap: 1rem }",
        "@media print { a { grid-template-columns: 1fr; gap: 0 } }",
        "a { columns: 2; column-gap: 1rem }",
        ":focus { outline: 1px solid } a:focus-visible { outline: 2px solid }",
        "a:not(b):not(c) { top: 0; margin-inline-start: 1rem }",
        "a { transform: translate(1px) rotate(1deg); width: min(100%, 40rem) }",
        "a { color: rgb(0 0 0 / 50%); background: url(color-mix.svg); color: var(--inset) }",
        "/* a { inset: 0 } :has(b) */",
        "@media (min-width: 40rem) and (prefers-contrast: more) { a { color: red } }",
    ],
)
def test_css_within_the_floor_passes(css):
    assert list(css_faults(css)) == []


@pytest.mark.parametrize(
    ("js", "word"),
    [
        ("text.replaceAll('a', 'b')", "replaceAll"),
        ("a ??= 1", "logical"),
        ("a ||= 1", "logical"),
        ("a &&= 1", "logical"),
        ("list.at(-1)", ".at()"),
        ("structuredClone(a)", "structuredClone"),
        ("class A { #x = 1 }", "private"),
        ("class A { static { go() } }", "static block"),
        ("await go()", "await"),
        ("list.findLast(f)", "findLast"),
        ("Object.hasOwn(a, 'b')", "hasOwn"),
        ("eval('1')", "eval"),
    ],
)
def test_javascript_beyond_the_floor_is_found_where_it_stands(js, word):
    faults = list(js_faults(f"// replaceAll( ??=\nconst a = `#x ${{b}}\n`;\n{js};"))
    assert [(fault.line, word in fault.text) for fault in faults] == [(4, True)]


@pytest.mark.parametrize(
    "js",
    [
        "const a = b ?? c; if (a || b && c) go(a?.b);",
        "async function go() { await fetch('/a'); }",
        "document.querySelector('#main').textContent = \".at( replaceAll(\";",
        "/* await structuredClone( */",
        "const at = { at: 1 };",
    ],
)
def test_javascript_within_the_floor_passes(js):
    assert list(js_faults(js)) == []


@pytest.mark.parametrize(
    ("html", "word"),
    [
        ('<p style="color:red">', "style="),
        ("<style>a{}</style>", "<style>"),
        ("<script>go()</script>", "<script>"),
        ('<a onclick="go()">', "onclick="),
        ('<a hx-on:click="go()">', "hx-on:click="),
        ('<a href=" javascript:go()">', "javascript:"),
        ('<p {% if a %}class="b"{% endif %} style="{{ c }}">', "style="),
        ('<svg><path style="fill:red"/></svg>', "style="),
    ],
)
def test_inline_style_and_script_are_found_where_they_stand(html, word):
    faults = list(html_faults(f"{{# <style> #}}\n{html}"))
    assert [(fault.line, word in fault.text) for fault in faults] == [(2, True)]


@pytest.mark.parametrize(
    "html",
    [
        '<script src="{% static "js/a.js" %}" defer></script>',
        '<script type="application/json">{"a": 1}</script>',
        '{% comment "why" %}<style>{% endcomment %}<p class="style">style="x"</p>',
        '<input name="onward" value="onclick=go()">',
    ],
)
def test_plain_templates_pass(html):
    assert list(html_faults(html)) == []


def test_the_command_names_file_and_line_and_fails(tmp_path):
    (tmp_path / "a.css").write_text("a { color: red }\nb { inset: 0 }\n")
    (tmp_path / "b.html").write_text('<p style="x">')
    done = subprocess.run(
        [sys.executable, SCRIPT, tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"{tmp_path}/a.css:2: inset (87)",
        f"{tmp_path}/b.html:1: style=, refused by the content security policy",
    ]


def test_the_command_is_content_with_nothing_to_say(tmp_path):
    done = subprocess.run([sys.executable, SCRIPT, tmp_path], check=False)
    assert done.returncode == 0
