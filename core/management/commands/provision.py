from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core.postgres.provision import provision


class Command(BaseCommand):
    help = "Creates the database, its roles and default privileges; safe to repeat."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        provision(settings.DATABASES["default"]["NAME"])
        self.stdout.write("Database and roles are in place.")
