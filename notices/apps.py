from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "提醒"

    def ready(self) -> None:
        """Every room may have a `notices.py`, which registers its kinds and sources."""
        autodiscover_modules("notices")
