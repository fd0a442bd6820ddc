"""What several actions of meetings refuse, with the sentence for the page."""

from django.core.exceptions import ValidationError


class NotTheTime(ValidationError):
    """Minutes begin once the notice is out, and not of a meeting that was called off."""

    def __init__(self) -> None:
        super().__init__("会议通知发出以后才能记纪要；已取消的会议不记。")
