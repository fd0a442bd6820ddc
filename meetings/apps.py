from importlib import import_module

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "会议与月报"

    def ready(self) -> None:
        """Fill our panel on the page of a member unit."""
        import_module("meetings.panels")
