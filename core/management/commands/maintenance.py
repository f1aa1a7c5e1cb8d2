from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.maintenance import switch


class Command(BaseCommand):
    help = "Puts the site into maintenance, or back to work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("state", choices=("on", "off"))
        parser.add_argument("--message", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        switch(is_on=options["state"] == "on", message=options["message"])
        self.stdout.write(f"Maintenance is {options['state']}.")
