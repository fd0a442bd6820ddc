from importlib import import_module

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "会议与月报"

    def ready(self) -> None:
        """Fill our panels on a member unit's page and year sheet; register what is forgotten."""
        import_module("meetings.actions.expiry")
        import_module("meetings.panels")
        import_module("meetings.year_sheet")
