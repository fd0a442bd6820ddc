"""Texts of reports that leave the portal: plain, and without any military or police unit."""

from collections.abc import Iterable

from common.dates import month_text
from common.fields import mask_mobiles
from meetings.models import LiaisonReport
from projects.military import military_names, without_military

CHINESE = "一二三四五六七八九十"


def outside(text: str, names: Iterable[str]) -> str:
    """As it may leave the portal: military units (`names`) unnamed, mobile numbers masked."""
    return mask_mobiles(without_military(text, names))


def report_text(report: LiaisonReport) -> str:
    """The report as it was handed in, to be pasted elsewhere; "" of a military unit."""
    if report.unit.is_military:
        return ""
    title = f"{report.unit.label} {month_text(report.month)}联络员月报"
    names = military_names(report.district_id)
    return outside(f"{title}\n\n{numbered(_parts(report))}", names)


def _parts(report: LiaisonReport) -> list[tuple[str, list[str]]]:
    facts = [fact["text"] for fact in report.facts]
    nothing = ["本月无变化"] if report.no_change else []
    texts = [(label, text.strip().splitlines()) for label, text in report.texts if text.strip()]
    return [("本月工作", [*nothing, *(f"{one}。" for one in facts)]), *texts]


def numbered(parts: Iterable[tuple[str, list[str]]]) -> str:
    """Headings 一、 二、 with their lines beneath; what says nothing is left out."""
    said = [(heading, lines) for heading, lines in parts if lines]
    return "\n".join(
        "\n".join([f"{CHINESE[number]}、{heading}", *lines])
        for number, (heading, lines) in enumerate(said)
    )
