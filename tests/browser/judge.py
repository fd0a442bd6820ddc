"""What every page is judged by in the browser. Each returns what is wrong, as text."""

from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

WIDE = """() => {
  const { scrollWidth: wide, clientWidth: room } = document.documentElement;
  if (wide <= room) return [];
  const out = [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > room + 1);
  return [`${wide} > ${room}`, ...out.slice(-5).map(e => e.outerHTML.slice(0, 90))];
}"""

# What is tapped: not links inside running text (display inline), nor what nobody can see.
TAPPED = """least => [
  ...document.querySelectorAll('a, button, select, summary, .in, .opt')
].filter(e => {
  const box = e.getBoundingClientRect(), style = getComputedStyle(e);
  return box.width > 1 && box.right > 0 && box.bottom > 0
    && style.display !== 'inline' && style.visibility !== 'hidden'
    && !e.closest('.tb') && !e.closest('.vh') && box.height < least - 0.5;
}).map(e => `${Math.round(e.getBoundingClientRect().height)} px: ${e.outerHTML.slice(0, 90)}`)"""

TINY = """least => [...document.querySelectorAll('body *')].filter(e =>
  [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && e.getClientRects().length
  && !e.closest('svg') && parseFloat(getComputedStyle(e).fontSize) < least
).map(e => `${getComputedStyle(e).fontSize}: ${e.outerHTML.slice(0, 90)}`)"""

FRAME = """() => [
  document.querySelectorAll('h1').length === 1 ? '' : 'not one h1',
  document.documentElement.lang === 'zh-CN' ? '' : 'no lang',
  document.querySelector('body > .skip') ? '' : 'no skip link',
  document.querySelector('[style], style, script:not([src])') ? 'inline style or script' : '',
  document.title.includes('None') || !document.title.trim() ? 'title: ' + document.title : '',
].filter(Boolean)"""


RUN = """options => axe.run(options).then(found => found.violations.flatMap(
  rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 120)}`)))"""


def axe(page) -> list[str]:
    """What axe finds by TAGS."""
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    if page.evaluate("typeof axe === 'undefined'"):  # once for each page that was loaded
        page.evaluate(AXE.axe_script)
    return page.evaluate(RUN, options)


def too_wide(page) -> list[str]:
    return page.evaluate(WIDE)


def too_small(page, *, tap: int, text: int = 0) -> list[str]:
    return page.evaluate(TAPPED, tap) + page.evaluate(TINY, text)


def faults(page, *, width: int, mode: str) -> list[str]:
    """All of the above, by the limits of the width (px) and mode."""
    elder = mode.startswith("elder")
    tap = 60 if elder else 44 if width < 500 else 24
    found = axe(page) + too_wide(page) + too_small(page, tap=tap, text=18 if elder else 0)
    if mode != "wechat":  # which enlarges by a style on <html>
        found += page.evaluate(FRAME)
    return found + page.complaints
