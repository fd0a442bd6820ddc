"""The month's summary 月度汇总 of a street or community, made from the reports handed in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef

from common.dates import month_text
from common.stamps import stamp
from grids.models import Area
from meetings.facts.shapes import KINDS
from meetings.models import LiaisonReport, SummaryIssue
from meetings.models.summaries import LONGEST
from meetings.reports.plain import numbered, outside
from members.models import Alliance, User
from projects.military import military_names

HANDED_IN = "已交"
BOOL = BooleanField()


class Figure(NamedTuple):
    label: str
    total: int
    unit: str
    definition: str


class Said(NamedTuple):
    """What one unit wrote under a heading."""

    who: str
    text: str
    url: str  # the report, for staff


SUMMED_UP = (Area.Kind.STREET, Area.Kind.COMMUNITY, Area.Kind.DISTRICT)


def summed_up(user: User) -> list[Area]:
    """The streets that the user sees; without any the communities, else the district.

    Each with `may_issue`: an alliance issues its summary, and the user may write there.
    """
    issuers = Alliance.objects.active().filter(kind=Alliance.Kind.REGIONAL, area=OuterRef("pk"))
    writable = user.writable_areas().filter(pk=OuterRef("pk"))
    areas = user.areas().current().filter(kind__in=SUMMED_UP).order_by("code")
    areas = areas.annotate(may_issue=ExpressionWrapper(Exists(issuers) & Exists(writable), BOOL))
    by_kind: dict[str, list[Area]] = {}
    for area in areas:
        by_kind.setdefault(str(area.kind), []).append(area)
    return next((by_kind[kind] for kind in SUMMED_UP if kind in by_kind), [])


@dataclass(frozen=True)
class MonthSummary:
    """`figures` count reports, `facts` what they tell, `texts` are (heading, who said what)."""

    area: Area
    month: date
    figures: list[Figure] = field(default_factory=list)
    facts: list[Figure] = field(default_factory=list)
    texts: list[tuple[str, list[Said]]] = field(default_factory=list)
    military: int = 0  # reports whose words stay inside

    @property
    def title(self) -> str:
        return f"{self.area.name} {month_text(self.month)}联络员月报汇总"

    @property
    def parts(self) -> list[tuple[str, list[str]]]:
        """(heading, lines): what the plain text and a document say, as it may leave the portal."""
        handed = "，".join(f"{one.label} {one.total} {one.unit}" for one in self.figures)
        told = [f"{one.label} {one.total} {one.unit}（{one.definition}）。" for one in self.facts]
        said = [
            (heading, [f"{number}. {one.who}：{one.text}" for number, one in enumerate(rows, 1)])
            for heading, rows in self.texts
        ]
        names = military_names(self.area.district_id)
        return [
            (heading, [outside(line, names) for line in lines])
            for heading, lines in [("报送情况", [f"{handed}。"]), ("本月工作", told), *said]
        ]

    @property
    def text(self) -> str:
        return f"{self.title}\n\n{numbered(self.parts)}"


def month_summary(area: Area, month: date, *, today: date) -> MonthSummary:
    """The summary of `month` (its first day) for a street, community or district; one query.

    Its `text` asks once more, for the names that must not leave the portal.
    """
    rows = LiaisonReport.objects.filter(**{str(area.kind): area.pk}, month=month)
    reports = list(rows.select_related("unit").order_by("unit__name", "pk"))
    handed = [one for one in reports if one.status in LiaisonReport.HANDED_IN]
    open_to_all = [one for one in handed if not one.unit.is_military]
    return MonthSummary(
        area,
        month,
        _figures(reports, handed, today),
        _facts(handed),
        [(label, said) for label, said in _texts(open_to_all) if said],
        len(handed) - len(open_to_all),
    )


def _figures(
    reports: Sequence[LiaisonReport], handed: Sequence[LiaisonReport], today: date
) -> list[Figure]:
    waiting = [one for one in reports if one.waits_for_unit]
    return [
        Figure("应交", len(reports), "家", "本月开启了月报的成员单位"),
        Figure(HANDED_IN, len(handed), "家", "已提交待审核和已通过的"),
        Figure("本月无变化", sum(one.no_change for one in handed), "家", "已交的当中这样选的"),
        Figure("未交", len(waiting), "家", "没有提交，或退回后还没有改好的"),
        Figure("逾期", sum(one.due_on < today for one in waiting), "家", "未交的当中截止日已过的"),
    ]


def _facts(handed: Sequence[LiaisonReport]) -> list[Figure]:
    """What the reports tell, by kind; what two units tell of the same record counts once."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for report in handed:
        for fact in report.facts:
            found[fact.get("kind", "")].add(fact.get("key", ""))
    return [
        Figure(label, len(found[kind]), "项", how) for kind, (label, how) in KINDS.items()
        if found[kind]
    ]  # fmt: skip


def _texts(handed: Sequence[LiaisonReport]) -> list[tuple[str, list[Said]]]:
    labels = {field.name: str(field.verbose_name) for field in LiaisonReport._meta.fields}
    return [
        (
            labels[name],
            [
                Said(one.unit.label, " ".join(getattr(one, name).split()), one.get_absolute_url())
                for one in handed
                if getattr(one, name).strip()
            ],
        )
        for name in LiaisonReport.TEXTS
    ]


def alliance_of(area: Area) -> Alliance | None:
    """Who issues the summary of a street, community or district: its regional alliance."""
    alliances = Alliance.objects.active().filter(kind=Alliance.Kind.REGIONAL, area=area)
    return alliances.select_related("area").first()


def drafted(found: MonthSummary) -> SummaryIssue:
    """The summary as a paper that nobody edited yet, not in the database and without an issuer."""
    names = military_names(found.area.district_id)
    by_heading = {
        heading: _joined([outside(f"{one.who}：{one.text}", names) for one in said])
        for heading, said in found.texts
    }
    labels = {field.verbose_name: field.name for field in SummaryIssue._meta.fields}
    texts = {labels[heading]: text for heading, text in by_heading.items()}
    figures = [[one.label, one.total, one.unit] for one in (*found.figures, *found.facts)]
    made_from = stamp(figures, texts)
    return SummaryIssue(month=found.month, figures=figures, made_from=made_from, **texts)


def _joined(lines: Sequence[str]) -> str:
    """A paragraph a line, as many as a chapter holds; what is left out is counted."""
    kept, length = [], 0
    for line in lines:
        length += len(line) + 1
        if length > LONGEST - 50:
            break
        kept.append(line)
    left = len(lines) - len(kept)
    return "\n".join([*kept, f"（另有 {left} 家的文字太长，见月报名册。）"] if left else kept)
