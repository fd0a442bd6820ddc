"""`manage.py open_account USERNAME ROLE CODE [--name NAME]`: the first account of a district."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from grids.models import Area
from members.actions.accounts import open_account
from members.models import Posting


class Command(BaseCommand):
    help = "Open an account with one posting; prints its initial password once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=Posting.Role.values)
        parser.add_argument("code", help="code of the area: 6, 9, 12 or 15 digits")
        parser.add_argument("--name", default="", help="the holder's name")

    def handle(self, *args: Any, **options: Any) -> None:
        area = Area.objects.current().filter(code=options["code"]).first()
        if area is None:
            raise CommandError(f"没有代码为 {options['code']} 的区域，请先用 import_areas 导入。")
        facts = {name: options[name] for name in ("username", "name", "role")}
        try:
            _, password = open_account(**facts, area=area, by=None, now=timezone.now())
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        self.stdout.write(f"{options['username']} 的初始密码（只显示一次）：{password}")
