from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import F
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.joining import admit
from accounts.models import Access, Person, Role, Scope, Team, User
from accounts.people import open_account
from accounts.profiles import change_person
from accounts.teams import found_team
from core.acting import acting_as, as_system


def make_person(name: str, *, is_onboarded: bool = True, **fields: Any) -> User:
    user = User.objects.create_user(f"{name.lower()}@example.org", "a long password")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    person = open_account(user, name=name)
    with acting_as(user):
        changes = fields | ({"onboarded_at": timezone.now()} if is_onboarded else {})
        change_person(person=person, actor=user, **changes) if changes else None
    return user


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, user, method="password")
    request.session.save()
    return client


def join(team: Team, user: User, *, role: str = Role.ATHLETE, scopes: Any = tuple(Scope.values)) -> None:
    admit(team=team, user=user, role=role, scopes=scopes, now=timezone.now(), actor=user)
    let_time_pass()


def let_time_pass() -> None:
    """The clock of a test's one transaction stands still, and what was granted in it begins later."""
    with as_system("test"):
        Access.objects.update(from_at=F("from_at") - timedelta(minutes=1))


def person_of(user_id: UUID) -> Person:
    with acting_as(user_id):
        return Person.objects.get(pk=user_id)


@pytest.fixture
def coach(db: None) -> User:
    return make_person("Cora")


@pytest.fixture
def team(coach: User) -> Team:
    with acting_as(coach):
        return found_team(name="Velo Club", founder=coach, now=timezone.now())


@pytest.fixture
def athlete(team: Team) -> User:
    user = make_person("Ada")
    join(team, user)
    return user


@pytest.fixture
def stranger(db: None) -> User:
    return make_person("Otto")


@pytest.fixture
def as_coach(coach: User) -> Client:
    return sign_in(coach)


@pytest.fixture
def as_athlete(athlete: User) -> Client:
    return sign_in(athlete)


@pytest.fixture
def as_stranger(stranger: User) -> Client:
    return sign_in(stranger)


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
