from importlib import import_module

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "会议与月报"

    def ready(self) -> None:
        """Fill our panels on the page of a member unit, our part of its year sheet, the trace."""
        for name in ("panels", "resolution_panels", "year_sheet", "traced"):
            import_module(f"meetings.{name}")
