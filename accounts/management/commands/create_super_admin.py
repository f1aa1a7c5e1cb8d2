from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.people import open_account
from accounts.staff import StaffError, appoint_first_super_admin
from core.acting import as_system


class Command(BaseCommand):
    help = "Makes the first super admin: of somebody who has signed up, or of a new account for which it prints a link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--force", action="store_true", help="although there is a super admin already")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
            with as_system("first super admin"), transaction.atomic():
                person = User.objects.filter(email__iexact=email).first() or _new_account(email)
                appoint_first_super_admin(person=person, is_forced=options["force"])
        except (StaffError, ValidationError) as error:
            raise CommandError(getattr(error, "message", str(error))) from error
        self.stdout.write(f"{email} is super admin now; the next sign-in asks for a second factor.")
        if not person.has_usable_password():
            self.stdout.write(f"Set a password with this link, once, within three days:\n{_link(person)}")


def _new_account(email: str) -> User:
    person = User.objects.create_user(email)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    open_account(person)
    return person


def _link(person: User) -> str:
    path = reverse("first_password", kwargs={"user_id": person.pk, "token": default_token_generator.make_token(person)})
    return f"{settings.PUBLIC_URL}{path}"
