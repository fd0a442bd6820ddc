from importlib import import_module

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "清单与项目"

    def ready(self) -> None:
        """Fill our panels on the page of a member unit, our part of its year sheet, reminders."""
        parts = ("panels", "works.panels", "requests.panel", "year_sheet", "works.year")
        for name in (*parts, "notices", "actions.expiry"):
            import_module(f"projects.{name}")
