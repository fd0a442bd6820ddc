"""What the units called to a meeting answered, who came, and words to remind the others with."""

from typing import NamedTuple

from common.dates import moment_text
from meetings.models import Invitation, Meeting
from meetings.quorum import Quorum

Reply = Invitation.Reply


class Replies(NamedTuple):
    """The invitations of one meeting that count, in the order of the units."""

    meeting: Meeting
    rows: list[Invitation]

    def _with(self, reply: str) -> list[Invitation]:
        return [one for one in self.rows if one.reply == reply]

    @property
    def unanswered(self) -> list[Invitation]:
        return self._with("")

    @property
    def counts(self) -> list[tuple[str, int]]:
        """(words, number of units), as they stand side by side."""
        words = {Reply.SELF: "本人参加", Reply.SUBSTITUTE: "委托他人", Reply.LEAVE: "请假"}
        said = [(label, len(self._with(reply))) for reply, label in words.items()]
        return [*said, ("还没有回执", len(self.unanswered))]

    @property
    def present(self) -> list[Invitation]:
        return [one for one in self.rows if one.attended_at]

    @property
    def quorum(self) -> Quorum:
        return Quorum(len(self.rows), len(self.present), self.meeting.quorum)

    @property
    def unnamed(self) -> int:
        """Military and police units without an answer, which the text leaves out."""
        return sum(one.unit.is_military for one in self.unanswered)

    @property
    def reminder(self) -> str:
        """What staff paste into the WeChat group: no person, and no military or police unit.

        Those are only counted, on the page: the text leaves the portal. "" when there is nobody
        else to remind.
        """
        named = [one.unit.label for one in self.unanswered if not one.unit.is_military]
        if not named:
            return ""
        when = moment_text(self.meeting.starts_at)
        place = f"，地点：{self.meeting.place}" if self.meeting.place else ""
        return (
            f"各位联络员：{self.meeting.title}定于 {when}召开{place}。"
            f"还有 {len(named)} 家单位没有回执：{'、'.join(named)}。"
            "打开门户“我的待办”，点一下本人参加、委托他人或请假就好。谢谢！"
        )


def replies_to(meeting: Meeting) -> Replies:
    """One query."""
    rows = meeting.invitations.counted().select_related("unit")
    return Replies(meeting, list(rows.order_by("unit__area__code", "unit__name", "pk")))
