from argparse import ArgumentParser
from typing import Any

from common.management.import_command import ImportCommand
from common.sheets import Importer
from projects.importers.lists import IMPORTERS
from projects.items.converters import KINDS


class Command(ImportCommand):
    help = "Import one of the three lists from a workbook, all rows or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=KINDS)
        super().add_arguments(parser)

    def choose(self, options: dict[str, Any]) -> type[Importer]:
        return IMPORTERS[KINDS[options["kind"]]]
