from importlib import import_module

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "会议与月报"

    def ready(self) -> None:
        """Fill our part of a unit's page, its year sheet, the trace; and of what is forgotten."""
        for name in ("actions.expiry", "panels", "resolution_panels", "year_sheet", "traced"):
            import_module(f"meetings.{name}")
