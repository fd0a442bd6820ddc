"""`manage.py check_trees [--repair]`: how many rows of each tree are wrong."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.tree import check, repair, tree_models


class Command(BaseCommand):
    help = "检查各棵树的索引以及挂在区域上的行；--repair 按上级关系重算。有错而未修复时返回 1。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="按上级关系重算并改正")

    def handle(self, *args: Any, repair: bool = False, **options: Any) -> None:
        wrong = sum(self._one(model, mend=repair) for model in tree_models())
        if wrong and not repair:
            raise CommandError("有错误的行：请运行 manage.py check_trees --repair")

    def _one(self, model: Any, *, mend: bool) -> int:
        wrong = repair(model) if mend else check(model)
        said = f"{wrong} 行有误" + ("，已改正" if wrong and mend else "")
        self.stdout.write(f"{model._meta.label}：{said}")
        return wrong
