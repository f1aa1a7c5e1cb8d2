from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Brings the database up to date: roles, migrations, schedules and, on an empty one, the demo team."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("provision", verbosity=0)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("seed_schedules")
        call_command("seed_demo")
        call_command("seed_demo_sessions", verbosity=0)
