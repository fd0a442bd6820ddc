from importlib import import_module

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "成员单位"

    def ready(self) -> None:
        """Fill our panels on the page of a party organisation; tell of answered corrections."""
        import_module("members.things")
        import_module("members.seat_notices")
        import_module("members.corrections")
        import_module("members.place_panels")
