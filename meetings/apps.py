from importlib import import_module

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "会议与月报"

    def ready(self) -> None:
        """Fill our panels on the page of a member unit, and our part of its year sheet."""
        import_module("meetings.panels")
        import_module("meetings.year_sheet")
        for name in ("expiry", "functions", "leaving", "training_panels", "training_year"):
            import_module(f"meetings.{name}")
