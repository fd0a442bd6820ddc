"""What is printed of a place: its card on one sheet of A4, its page on two with a map."""

import re

import pytest

from tests.browser.pages import url_of

MORE = """rows => {
  const body = document.querySelector('.sheet tbody'), first = body.rows[0];
  first.querySelector('th').innerHTML = '第 12 网格<small>幸福里 1–8 幢、海青路 20–28 号</small>';
  while (body.rows.length < rows) body.appendChild(first.cloneNode(true));
  while (body.rows.length > rows) body.deleteRow(-1);
  document.body.classList.toggle('card-few', rows <= 6);
  document.body.classList.toggle('card-three', rows <= 3);
}"""


def sheets(page) -> list[tuple[float, float]]:
    """Width and height in millimetres of each sheet that comes out of the printer."""
    pdf = page.pdf(prefer_css_page_size=True, tagged=False)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(w) / 72 * 25.4), round(float(h) / 72 * 25.4)) for w, h in boxes]


@pytest.mark.parametrize(("rows", "count"), [(1, 1), (3, 1), (6, 1), (7, 1), (12, 1), (30, 2)])
@pytest.mark.parametrize("mode", ["normal", "elder30", "contrast"])
def test_it_fits_its_sheets(rows, count, mode, page, visit):
    visit(page, url_of(("grids:card", "community", "", "")), mode=mode)
    page.evaluate(MORE, rows)

    assert sheets(page) == [(210, 297)] * count


@pytest.mark.parametrize("mode", ["normal", "contrast"])
def test_the_page_of_a_community_fits_two_sheets(mode, page, visit):
    visit(page, url_of(("grids:area", "community", "", "")), mode=mode)

    assert sheets(page) == [(210, 297)] * 2
