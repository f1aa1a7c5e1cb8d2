"""Opening an account: a login becomes a person and, from the first day, an athlete."""

from functools import cache
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction

from accounts.models import AthleteProfile, Person, User
from core.acting import acting_as

LOCALES = frozenset(code for code, _name in settings.LANGUAGES)


@transaction.atomic
def open_account(user: User, *, name: str = "", locale: str = "en", time_zone: str = "UTC") -> Person:
    with acting_as(user):
        person, _is_new = Person.objects.get_or_create(
            user=user,
            defaults={
                "name": name,
                "locale": locale if locale in LOCALES else "en",
                "time_zone": time_zone if is_time_zone(time_zone) else "UTC",
            },
        )
        AthleteProfile.objects.get_or_create(athlete=user)
    return person


def is_time_zone(name: str) -> bool:
    return name in _time_zones()


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones()) - {"Factory", "localtime"}
