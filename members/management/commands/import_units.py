"""`manage.py import_units FILE.xlsx [--check]`."""

from common.management.import_command import ImportCommand
from members.importers import UnitImport


class Command(ImportCommand):
    help = "Import member units from a workbook; --check only checks."
    importer = UnitImport
