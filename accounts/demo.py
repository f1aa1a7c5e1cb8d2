"""A team as one meets it, for trying the product out: on an empty database, with made-up people."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts import consents, grants, guardianship, invitations, joining, profiles, staff, teams, thresholds
from accounts.models import AbsenceKind, ConsentKind, Role, Scope, Team, User
from accounts.people import open_account
from core.acting import acting_as, as_system

ALL = tuple(Scope.values)


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody of the demo. `role` is what `demo.json` calls them; who has none cannot sign in."""

    name: str
    email: str
    time_zone: str
    role: str = ""
    locale: str = "en"
    country: str = ""
    sports: tuple[str, ...] = ()
    born_on: date | None = None
    scopes: tuple[str, ...] = ALL
    # kind, sport, value and how many weeks ago it began to hold
    thresholds: tuple[tuple[str, str | None, float, int], ...] = ()
    week_h: Mapping[int, float] = field(default_factory=dict)


HEAD_COACH = Character("Ingrid Solberg", "ingrid@nordwind.example", "Europe/Oslo", "head_coach", country="NO")
COACH = Character("Mark Ellison", "mark@nordwind.example", "Europe/London", "coach", country="GB")
ATHLETE = Character(
    "Lena Hoffmann", "lena@nordwind.example", "Europe/Berlin", "athlete", locale="de", country="DE", sports=("ride", "run", "swim"),
    born_on=date(1992, 4, 17),
    thresholds=(
        ("ftp_w", "ride", 238, 60), ("ftp_w", "ride", 247, 34), ("ftp_w", "ride", 256, 12), ("lthr_bpm", "ride", 168, 60),
        ("lthr_bpm", "run", 174, 60), ("threshold_pace_mps", "run", 3.92, 60), ("threshold_pace_mps", "run", 4.05, 16),
        ("css_mps", "swim", 1.19, 40), ("max_hr_bpm", None, 189, 60), ("rest_hr_bpm", None, 47, 60),
        ("weight_kg", None, 63.2, 60), ("weight_kg", None, 62.1, 20), ("weight_kg", None, 61.6, 3),
    ),
    week_h={0: 0, 1: 1.5, 2: 1, 3: 1.5, 4: 0.75, 5: 4, 6: 3},
)  # fmt: skip
TEAM_MATES = (
    Character(
        "Tomás Rivera", "tomas@nordwind.example", "America/Mexico_City", locale="es", country="MX", sports=("run",),
        born_on=date(1988, 9, 2), week_h={1: 1, 3: 1.25, 6: 2.5},
        thresholds=(("threshold_pace_mps", "run", 4.4, 50), ("threshold_pace_mps", "run", 4.55, 10), ("lthr_bpm", "run", 171, 50)),
    ),
    Character(
        "Aiko Tanaka", "aiko@nordwind.example", "Asia/Tokyo", country="JP", sports=("ride",), born_on=date(1996, 1, 25),
        thresholds=(("ftp_w", "ride", 201, 44), ("ftp_w", "ride", 214, 8), ("weight_kg", None, 52.4, 8)),
        week_h={2: 1, 5: 3.5, 6: 3.5},
    ),
    Character(
        "Priya Nair", "priya@nordwind.example", "Asia/Kolkata", country="IN", sports=("run", "swim"), born_on=date(1990, 12, 5),
        thresholds=(("lthr_bpm", "run", 169, 30), ("css_mps", "swim", 1.08, 30)), week_h={0: 1, 2: 1, 4: 1, 6: 2},
    ),
    Character(
        "Sam O'Connor", "sam@nordwind.example", "Pacific/Auckland", country="NZ", sports=("ride", "run", "swim"),
        born_on=date(1985, 6, 30), thresholds=(("ftp_w", "ride", 289, 52), ("ftp_w", "ride", 281, 6)),
        week_h={0: 1, 1: 1.5, 3: 2, 5: 5, 6: 4},
    ),
    Character(
        "Maja Lindqvist", "maja@nordwind.example", "Europe/Stockholm", country="SE", sports=("ski", "run"),
        born_on=date(1999, 3, 11), thresholds=(("lthr_bpm", "run", 181, 26),),
        scopes=(Scope.VIEW_PLAN, Scope.VIEW_ACTIVITIES, Scope.EDIT_PLAN, Scope.MESSAGE), week_h={1: 1, 2: 1.5, 4: 1, 5: 3},
    ),
    Character(
        "Youssef Haddad", "youssef@nordwind.example", "Africa/Casablanca", locale="ar", country="MA", sports=("run",),
        born_on=date(1994, 8, 19), thresholds=(("threshold_pace_mps", "run", 5.02, 22), ("max_hr_bpm", None, 193, 22)),
        week_h={0: 1.25, 2: 1.25, 4: 1.25, 6: 2.25},
    ),
    Character(
        "Claire Dubois", "claire@nordwind.example", "Europe/Paris", locale="fr", country="FR", sports=("ride",),
        born_on=date(1979, 11, 8), thresholds=(("ftp_w", "ride", 224, 70), ("ftp_w", "ride", 231, 18)),
        scopes=(Scope.VIEW_PLAN, Scope.EDIT_PLAN), week_h={2: 1, 5: 3, 6: 2.5},
    ),
)  # fmt: skip
WARD = "Nils Berg"
OTHER_COACH = Character("Daniel Okafor", "daniel@harbour.example", "America/New_York", "other_coach", country="US")
OTHER_ATHLETE = Character(
    "Rosa Martins", "rosa@harbour.example", "America/Sao_Paulo", "other_athlete", locale="es", country="BR", sports=("swim", "run"),
    born_on=date(1997, 2, 14), thresholds=(("css_mps", "swim", 1.31, 20),), week_h={0: 1, 2: 1, 4: 1},
)  # fmt: skip
SOLO = Character("Robin Gray", "robin@solo.example", "UTC", "solo")
STAFF = Character("Alex Moreau", "alex@staff.example", "UTC", "staff")


@dataclass(frozen=True, slots=True)
class DemoLogin:
    role: str
    email: str
    password: str


@transaction.atomic
def seed_demo(*, now: datetime) -> list[DemoLogin]:
    """The logins that were made; none when there is anybody already."""
    if User.objects.exists():
        return []
    logins = []
    people = {}
    for character in (HEAD_COACH, COACH, ATHLETE, *TEAM_MATES, OTHER_COACH, OTHER_ATHLETE, SOLO, STAFF):
        people[character.email], login = _open(character, now)
        logins += [login] if login else []
    _make_nordwind(people, now)
    _make_harbour(people, now)
    with as_system("seed_demo"):
        staff.appoint_first_super_admin(person=people[STAFF.email])
    return logins


def _open(character: Character, now: datetime) -> tuple[User, DemoLogin | None]:
    password = secrets.token_urlsafe(12) if character.role else None
    user = User.objects.create_user(character.email, password)
    EmailAddress.objects.create(user=user, email=character.email, primary=True, verified=True)
    person = open_account(user, name=character.name, locale=character.locale, time_zone=character.time_zone)
    with acting_as(user):
        person.country, person.onboarded_at = character.country, now
        person.save(update_fields=["country", "onboarded_at"])
        for kind in (ConsentKind.TERMS, ConsentKind.HEALTH_DATA):
            consents.give(user=user, kind=kind, text_version=consents.version_of(kind), now=now)
        _describe(user, character, now)
    return user, DemoLogin(character.role, character.email, password) if password else None


def _describe(user: User, character: Character, now: datetime) -> None:
    profiles.change_profile(profile=user.profile, actor=user, sports=list(character.sports), birth_on=character.born_on)
    for kind, sport, value, weeks_ago in character.thresholds:
        thresholds.set_threshold(
            athlete_id=user.pk,
            sport=sport,
            kind=kind,
            value=value,
            effective_on=_days(now, -7 * weeks_ago),
            actor=user,
            now=now,
        )
    if character.week_h:
        week = {day: round(hours * 3600) for day, hours in character.week_h.items()}
        profiles.set_week(athlete_id=user.pk, durations_s=week, actor=user)


def _make_nordwind(people: Mapping[str, User], now: datetime) -> None:
    head, coach, lena = (people[one.email] for one in (HEAD_COACH, COACH, ATHLETE))
    team = _found("Nordwind Endurance", head, now)
    _admit(team, coach, Role.COACH, (), now)
    for character in (ATHLETE, *TEAM_MATES):
        _admit(team, people[character.email], Role.ATHLETE, character.scopes, now)
    _tell_about_lena(lena, now)
    sam, maja = people["sam@nordwind.example"], people["maja@nordwind.example"]
    _add_absence(sam, AbsenceKind.INJURY, _days(now, -9), None, "Left calf, no running")
    with acting_as(maja):
        grants.give_grant(
            athlete=maja,
            team=team,
            coach=coach,
            scopes=[Scope.VIEW_WELLNESS],
            until_at=now + timedelta(days=60),
            actor=maja,
            now=now,
        )
    with acting_as(head):
        invitations.invite(team=team, role=Role.ATHLETE, scopes=ALL, actor=head, now=now)
    with acting_as(coach):
        guardianship.create_ward(name=WARD, guardian=coach, team=team, time_zone="Europe/Oslo", now=now)


def _tell_about_lena(lena: User, now: datetime) -> None:
    _add_absence(lena, AbsenceKind.ILLNESS, _days(now, -41), _days(now, -36), "Cold")
    _add_absence(lena, AbsenceKind.TRAVEL, _days(now, 19), _days(now, 24), "Lisbon, no bike")
    with acting_as(lena):
        thresholds.set_zones(
            athlete_id=lena.pk, sport="ride", metric="power", effective_on=_days(now, -84), actor=lena,
            boundaries=[141, 192, 230, 269, 307, 384],
            names=["Recovery", "Endurance", "Tempo", "Threshold", "VO₂max", "Anaerobic", "Sprint"],
        )  # fmt: skip
        profiles.set_fitness_seed(athlete_id=lena.pk, on=_days(now, -420), fitness=48, fatigue=55, actor=lena)


def _make_harbour(people: Mapping[str, User], now: datetime) -> None:
    coach, athlete = people[OTHER_COACH.email], people[OTHER_ATHLETE.email]
    _admit(_found("Harbour Swim & Run", coach, now), athlete, Role.ATHLETE, ALL, now)


def _found(name: str, founder: User, now: datetime) -> Team:
    with acting_as(founder):
        return teams.found_team(name=name, founder=founder, now=now)


def _admit(team: Team, user: User, role: Role, scopes: tuple[str, ...], now: datetime) -> None:
    with acting_as(user):
        joining.admit(team=team, user=user, role=role, scopes=scopes, now=now, actor=user)


def _add_absence(athlete: User, kind: AbsenceKind, from_on: date, to_on: date | None, reason: str) -> None:
    with acting_as(athlete):
        profiles.add_absence(
            athlete_id=athlete.pk, kind=kind, from_on=from_on, to_on=to_on, reason=reason, actor=athlete
        )


def _days(now: datetime, count: int) -> date:
    return (now + timedelta(days=count)).date()
