"""`manage.py import_liaisons FILE.xlsx [--check]`."""

from common.management.import_command import ImportCommand
from members.importers import LiaisonImport


class Command(ImportCommand):
    help = "Import liaison officers from a workbook; --check only checks."
    importer = LiaisonImport
