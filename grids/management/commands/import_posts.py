from common.management.import_command import ImportCommand
from grids.importers import PostImport


class Command(ImportCommand):
    help = "Import posts from a workbook, all rows or none."
    importer = PostImport
