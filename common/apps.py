from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = "公共"

    def ready(self) -> None:
        """Every room may have a `companions.py`: which of its rows go along with an undo."""
        autodiscover_modules("companions")
