"""Whether enough units came, in numbers and in words."""

from typing import NamedTuple

from meetings.models import Meeting

DEFINITION = (
    "应到：收到会议通知、会议当天仍是成员的单位，一家单位算一个，请假的也算应到；"
    "实到：已登记到会的单位，本人或代会人来都算"
)


class Quorum(NamedTuple):
    """`invited` and `present` units, and the percentage that more than have to be there."""

    invited: int
    present: int
    percent: int

    @property
    def needed(self) -> int:
        """The least number of units that is more than the percentage."""
        return self.invited * self.percent // 100 + 1

    @property
    def is_reached(self) -> bool:
        return self.present * 100 > self.invited * self.percent

    @property
    def text(self) -> str:
        """应到 12 家，实到 7 家，超过应到的 50%，符合到会要求."""
        counts = f"应到 {self.invited} 家，实到 {self.present} 家"
        if self.is_reached:
            return f"{counts}，超过应到的 {self.percent}%，符合到会要求。"
        lacking = self.needed - self.present
        return f"{counts}，要超过应到的 {self.percent}%，还差 {lacking} 家。"


def quorum_of(meeting: Meeting) -> Quorum:
    """In two queries; of a meeting that units were called to."""
    rows = meeting.invitations.counted()
    return Quorum(rows.count(), rows.present().count(), meeting.quorum)
