"""The page on which minutes are taken: one form with a part for each item, each saved by itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from meetings.actions import minutes
from meetings.forms.minutes import NewItemForm, OutcomeForm
from meetings.models import AgendaItem, Meeting, Minutes, Outcome, Resolution
from members.models import User

if TYPE_CHECKING:
    from django.http import QueryDict  # noqa: TID251 - what a form is given


class Entry:
    """One item of the agenda with its form, what was resolved of it, what it is about."""

    def __init__(self, item: AgendaItem, outcome: Outcome, made: list[Resolution]) -> None:
        self.item, self.outcome, self.made = item, outcome, made
        self.prefix = f"i{item.uuid.hex}"
        self.form: OutcomeForm

    @property
    def plan(self) -> Any:
        place = getattr(self.item, "plan_item", None)
        return place.plan if place else None

    @property
    def may_go(self) -> bool:
        """Added at the meeting, and nothing stands on it."""
        return self.item.came_up and self.outcome.is_empty and not self.made

    def bind(self, data: QueryDict | None, first: bool) -> None:
        """`first`: what is ruled takes effect with the first version, later ones only say it."""
        carried, plan = self.item.resolution, self.plan
        own = data is not None and f"{self.prefix}-seen" in data
        self.form = OutcomeForm(
            data if own else None,
            prefix=self.prefix,
            outcome=self.outcome,
            carried=first and carried is not None and carried.is_unfinished,
            plan=first and plan is not None and plan.is_draft,
        )


class Sheet:
    """All items of a meeting; of `data` only the parts that came along are bound and saved."""

    def __init__(self, meeting: Meeting, draft: Minutes | None, data: QueryDict | None) -> None:
        self.meeting, self.draft = meeting, draft
        self.data = data.copy() if data is not None else None
        self.new = NewItemForm(self.data if data is not None and "new_title" in data else None)
        self.entries = self._entries()
        self.saved = 0

    def _entries(self) -> list[Entry]:
        """Five queries, however many items."""
        written = {one.item_id: one for one in self.draft.outcomes.all()} if self.draft else {}
        made: dict[int | None, list[Resolution]] = {}
        for one in self.meeting.resolutions.for_list():
            made.setdefault(one.item_id, []).append(one)
        items = self.meeting.agenda.select_related(
            "resolution", "topic__unit", "engagement__demand", "plan_item__plan"
        )
        entries = [
            Entry(item, written.get(item.pk, Outcome(item=item)), made.get(item.pk, []))
            for item in items.order_by("order", "pk")
        ]
        first = self.draft is None or self.draft.version == 1
        for entry in entries:
            entry.bind(self.data, first)
        return entries

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(title of the item, the words, the address of the field) for the summary on top."""
        found = [
            (entry.item.title, str(word), entry.form[name].auto_id if name != "__all__" else "")
            for entry in self.entries
            for name, words in entry.form.errors.items()
            for word in words
        ]
        news: list[Any] = list(self.new.errors.get("new_title", []))
        found += (("会上新提的事项", str(word), "id_new_title") for word in news)
        lost = "有一项刚被他人移除，写在下面的没有保存："
        return found + [("已移除的事项", f"{lost}{words}", "") for words in self._lost()]

    def _lost(self) -> list[str]:
        """Words that came along about items which are there no more."""
        known = {entry.prefix for entry in self.entries}
        return [
            str(words).strip()
            for name, words in (self.data.items() if self.data else ())
            if name.endswith(("-said", "-text"))
            and name.partition("-")[0] not in known
            and str(words).strip()
        ]

    def save(self, *, by: User, now: datetime) -> bool:
        """Save each part that is right; whether all were. Those that were not keep their words."""
        draft = self.draft or minutes.begin(self.meeting, by=by, now=now)
        for entry in self.entries:
            if entry.form.is_bound and entry.form.is_valid():
                self._write(draft, entry, by)
        if self.new.is_bound and self.new.is_valid() and self.new.cleaned_data["new_title"]:
            minutes.add_item(draft, self.new.cleaned_data["new_title"], by=by)
            self.saved += 1
        return not self.errors

    def _write(self, draft: Minutes, entry: Entry, by: User) -> None:
        facts, seen = entry.form.facts(), entry.form.cleaned_data["seen"]
        try:
            outcome = minutes.write(draft, entry.item, facts, by=by, seen=seen)
        except minutes.WrittenMeanwhile as error:
            entry.form.add_error(None, error)
            outcome = draft.outcomes.filter(item=entry.item).first() or Outcome(item=entry.item)
            entry.outcome = outcome
        else:
            self.saved += outcome.seen != seen
        assert self.data is not None
        self.data[f"{entry.prefix}-seen"] = outcome.seen

    def answer(self) -> dict[str, Any]:
        """What a page that saves by itself is told: the stamps as they are now, what was wrong."""
        seen = {
            f"{entry.prefix}-seen": self.data[f"{entry.prefix}-seen"]
            for entry in self.entries
            if self.data is not None and entry.form.is_bound
        }
        return {"seen": seen, "errors": [f"{title}：{words}" for title, words, _ in self.errors]}


def refused(error: ValidationError) -> dict[str, Any]:
    return {"seen": {}, "errors": list(error.messages)}
