from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from accounts.staff import StaffError, appoint_first_super_admin
from core.acting import as_system


class Command(BaseCommand):
    help = "Makes the first super admin of somebody who has signed up. They add a second factor when they next sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(f"Nobody has signed up with {options['email']}: sign up on the site first, then run this again.")
        try:
            with as_system("first super admin"), transaction.atomic():
                appoint_first_super_admin(person=person)
        except StaffError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['email']} is super admin now; the next sign-in asks for a second factor.")
