from importlib import import_module

from django.apps import AppConfig

PARTS = (
    "actions.expiry",
    "functions",
    "leaving",
    "panels",
    "resolutions.panels",
    "traced",
    "training.panels",
    "training.year",
    "year_sheet",
)


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "会议与月报"

    def ready(self) -> None:
        """Fill our part of a unit's page, its year sheet, the trace; and of what is forgotten."""
        for name in PARTS:
            import_module(f"meetings.{name}")
