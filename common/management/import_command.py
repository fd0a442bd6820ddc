"""Base of the commands `import_… FILE.xlsx [--check]`: the same importers as the pages."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.sheets import BadWorkbook, Checked, Importer, ImportRefused, check_workbook
from common.sheets.batches import write_checked


class ImportCommand(BaseCommand):
    """A subclass sets `importer`, or overrides `choose` if an argument selects it.

    Exit 1 and a row-by-row report on stderr if anything is wrong; nothing is written then.
    """

    importer: type[Importer]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="an .xlsx workbook")
        parser.add_argument("--check", action="store_true", help="check only, write nothing")

    def choose(self, options: dict[str, Any]) -> type[Importer]:
        return self.importer

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        checked = self._checked(self.choose(options), options["file"])
        if not checked.is_clean:
            self._report(checked)
        if options["check"]:
            self.stdout.write(
                f"检查通过：{len(checked.rows)} 行，其中新增 {checked.created}、"
                f"更新 {checked.updated}、无变化 {checked.unchanged}。"
            )
            return
        try:
            written = write_checked(checked, by=None, now=now)
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        self.stdout.write(
            f"已写入：新增 {written.created}、更新 {written.updated}、无变化 {written.unchanged}。"
        )

    def _checked(self, importer: type[Importer], file: Path) -> Checked:
        try:
            return check_workbook(importer, file.read_bytes(), by=None, now=timezone.now())
        except OSError as error:
            raise CommandError(f"无法读取 {file}：{error.strerror}") from error
        except BadWorkbook as error:
            raise CommandError("；".join(error.messages)) from error

    def _report(self, checked: Checked) -> None:
        for problem in checked.problems:
            self.stderr.write(str(problem))
        if more := checked.total_problems - len(checked.problems):
            self.stderr.write(f"……另有 {more} 个问题未列出。")
        raise CommandError(ImportRefused(checked).messages[0])
