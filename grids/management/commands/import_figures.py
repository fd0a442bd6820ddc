from common.management.import_command import ImportCommand
from grids.importers import FiguresImport


class Command(ImportCommand):
    help = "Import figures from a workbook, all rows or none."
    importer = FiguresImport
