from typing import Any

from django.core.management.commands import migrate

from core.postgres.owner import connected_as_owner


class Command(migrate.Command):
    help = "Django's migrate, run as the owner of the tables."

    def handle(self, *args: Any, **options: Any) -> None:
        with connected_as_owner():
            super().handle(*args, **options)
