from importlib import import_module

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "清单与项目"

    def ready(self) -> None:
        """Fill our panels on the page of a member unit, and our part of its year sheet."""
        import_module("projects.panels")
        import_module("projects.year_sheet")
