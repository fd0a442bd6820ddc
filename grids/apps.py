from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class GridsConfig(AppConfig):
    name = "grids"
    verbose_name = "区域网格"

    def ready(self) -> None:
        """Every room may have a `following.py`: what goes along when areas merge or split."""
        autodiscover_modules("following")
