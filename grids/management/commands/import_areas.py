from common.management.import_command import ImportCommand
from grids.importers import AreaImport


class Command(ImportCommand):
    help = "Import areas from a workbook, all rows or none."
    importer = AreaImport
