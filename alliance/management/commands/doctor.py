"""`manage.py doctor`: what is wrong with the installation, in plain words."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from alliance.doctor import FAIL, examine


class Command(BaseCommand):
    help = "检查整个系统：数据库、后台进程、时钟、磁盘、内容等。有故障时返回 1。"
    requires_system_checks: list[str] = []  # it says itself what is wrong

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for level, what, text in examine(timezone.now()):
            self.stdout.write(f"{level}  {what}：{text}")
            failed += level == FAIL
        if failed:
            raise CommandError(f"{failed} 项故障")
