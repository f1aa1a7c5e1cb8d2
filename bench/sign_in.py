"""Run inside the scratch database: somebody in two teams, signed in by the app. Prints who, and the bearer token."""

import json
from datetime import timedelta

import django

django.setup()

from django.contrib.sessions.backends.db import SessionStore  # noqa: E402 - after setup
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import jwt, teams, tokens  # noqa: E402
from accounts.models import User  # noqa: E402
from accounts.people import open_account  # noqa: E402
from core.acting import acting_as  # noqa: E402


def main() -> None:
    now = timezone.now()
    user = User.objects.create_user("bench@example.com", "not needed here")
    open_account(user, name="Bench")
    with transaction.atomic(), acting_as(user):
        for name in ("North", "South"):
            teams.found_team(name=name, founder=user, now=now)
        session = SessionStore()
        session.set_expiry(timedelta(days=1))
        session.create()
        family = tokens.open_family(user=user, session_key=session.session_key, now=now).family
    print(json.dumps({"user": str(user.pk), "token": jwt.sign(person=user.pk, family=family.pk)}))


main()
