from importlib import import_module

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "清单与项目"

    def ready(self) -> None:
        """Fill our panel on the page of a member unit."""
        import_module("projects.panels")
