"""`manage.py load_demo [--scale N]`: the demonstration district, or N synthetic districts."""

import os
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from alliance.demo.load import load
from alliance.demo.synthetic import generate


class Command(BaseCommand):
    help = "Load the demonstration district; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=int, default=0, help="so many synthetic districts")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        lines: Iterable[str]
        if options["scale"]:
            lines = generate(options["scale"], now=now)
        elif settings.DEBUG or settings.DEMO:
            lines = load(password=os.environ.get("DEMO_PASSWORD", "alliance-demo"), now=now)
        else:
            raise CommandError("demonstration accounts are for DEBUG or DEMO=1 only")
        for line in lines:
            self.stdout.write(line)
