"""The cast of every test about who may do what: two teams, their people, and those who are no longer or never were."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts import jwt, tokens
from accounts.grants import give_grant
from accounts.joining import admit
from accounts.models import Membership, Person, Role, Scope, StaffRole, Team, User
from accounts.people import open_account
from accounts.teams import found_team, remove_member
from core.acting import acting_as, as_system

EVERYTHING = tuple(Scope.values)


@dataclass
class Cast:
    people: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    def __getitem__(self, role: str) -> User:
        return self.people[role]

    def as_(self, role: str) -> Client:
        """A client that calls the API as this persona; tokens are made on first use."""
        if role not in self.clients:
            self.clients[role] = Client() if role == "anonymous" else bearer(self.people[role])
        return self.clients[role]


@transaction.atomic
def make_person(name: str, **fields: object) -> User:
    user = User.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org", "a long password", **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    open_account(user, name=name)
    with acting_as(user):
        Person.objects.filter(pk=user.pk).update(onboarded_at=timezone.now())
    return user


def bearer(user: User) -> Client:
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session.save()
    opened = tokens.open_family(user=user, session_key=session.session_key, now=timezone.now())
    return Client(headers={"Authorization": f"Bearer {jwt.sign(person=user.pk, family=opened.family.pk)}"})


@transaction.atomic
def make_cast() -> Cast:
    """All of it happened an hour ago: what is granted now begins after the clock of a test's own transaction."""
    then = timezone.now() - timedelta(hours=1)
    cast = Cast()
    for role in (
        "head_coach",
        "coach",
        "athlete",
        "teammate",
        "ex_coach",
        "other_coach",
        "other_athlete",
        "narrow_coach",
    ):
        cast.people[role] = make_person(role.replace("_", " ").title())
    _fill_teams(cast, then)
    _add_staff(cast)
    _add_departed(cast)
    return cast


def _fill_teams(cast: Cast, then: datetime) -> None:
    alpha = cast.teams["alpha"] = _found("Alpha", cast["head_coach"], then)
    beta = cast.teams["beta"] = _found("Beta", cast["other_coach"], then)
    gamma = cast.teams["gamma"] = _found("Gamma", cast["narrow_coach"], then)
    join(alpha, cast["coach"], Role.COACH, then)
    join(alpha, cast["ex_coach"], Role.COACH, then)
    join(alpha, cast["athlete"], Role.ATHLETE, then, EVERYTHING)
    join(alpha, cast["teammate"], Role.ATHLETE, then, EVERYTHING)
    join(beta, cast["other_athlete"], Role.ATHLETE, then, EVERYTHING)
    join(gamma, cast["athlete"], Role.ATHLETE, then)
    with acting_as(cast["athlete"]):
        give_grant(athlete=cast["athlete"], team=gamma, scopes=[Scope.VIEW_PLAN], actor=cast["athlete"], now=then)
    with acting_as(cast["head_coach"]):
        gone = Membership.objects.get(team=alpha, user=cast["ex_coach"])
        remove_member(membership=gone, actor=cast["head_coach"], now=then)


def _add_staff(cast: Cast) -> None:
    for role in (StaffRole.SUPPORT, StaffRole.ADMIN, StaffRole.SUPER_ADMIN):
        cast.people[role] = make_person(f"Staff {role}", is_staff=True, staff_role=role)
        Authenticator.objects.create(user=cast.people[role], type=Authenticator.Type.TOTP, data={"secret": "none"})


def _add_departed(cast: Cast) -> None:
    """Both still hold tokens from before."""
    for role in ("suspended", "deleted"):
        cast.people[role] = make_person(role.title())
        cast.as_(role)
    User.objects.filter(pk=cast["suspended"].pk).update(suspended_at=timezone.now())
    with as_system("test"):
        User.objects.get(pk=cast["deleted"].pk).delete()


def join(team: Team, user: User, role: str, then: datetime, scopes: tuple[str, ...] = ()) -> None:
    admit(team=team, user=user, role=role, scopes=scopes, now=then, actor=user)


def _found(name: str, founder: User, then: datetime) -> Team:
    with acting_as(founder):
        return found_team(name=name, founder=founder, now=then)


def some_id() -> UUID:
    return uuid4()


def questions(asked: Iterable[dict[str, str]]) -> list[str]:
    """What was asked of the tables; saying who asks, and a test's own savepoints, are no questions."""
    quiet = ("SAVEPOINT", "RELEASE", "select set_config")
    return [query["sql"] for query in asked if not query["sql"].startswith(quiet)]


@contextmanager
def as_house() -> Iterator[None]:
    """System work in a transaction of its own, for tests that commit."""
    with as_system("test"), transaction.atomic():
        yield
