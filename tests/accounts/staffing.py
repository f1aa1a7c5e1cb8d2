"""Staff at their desk: signed in, with a second factor, having proved it just now."""

import time

from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Person, StaffRole, User
from core.acting import as_system


def login_of(email: str, role: StaffRole = StaffRole.NONE) -> User:
    user = User.objects.create_user(email, "correct horse battery", is_staff=bool(role), staff_role=role)
    with as_system("test"), transaction.atomic():
        Person.objects.create(user=user, name=email.partition("@")[0].title(), onboarded_at=timezone.now())
    return user


def staff_member(role: StaffRole, email: str = "staff@example.com") -> User:
    user = login_of(email, role)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "tell-nobody"})
    return user


def at_desk(user: User, *, proved_seconds_ago: float = 0) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.staff.StaffBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - proved_seconds_ago}]
    session["account_authentication_methods_user"] = user_id_to_str(user)
    session.save()
    return client
