"""Athletes with a long history, made in the scratch database: a few real rides, and copies of their rows for the rest.

Streams belong to the real ones alone; lists, ledger, curves and records read the copies like any other rows.
Run inside the scratch database, it prints for each athlete who they are, and what they sign their requests with.
"""

import argparse
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402 - after setup
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import jwt, tokens  # noqa: E402
from accounts.models import ThresholdKind, User  # noqa: E402
from accounts.people import open_account  # noqa: E402
from accounts.thresholds import set_threshold  # noqa: E402
from bench.rides import ride_fit, start_of  # noqa: E402
from core.acting import acting_as  # noqa: E402
from core.postgres.provision import setup_connection  # noqa: E402
from training.formats.reading import read  # noqa: E402
from training.ledger import rebuild_from  # noqa: E402
from training.models import Activity, Analysis, Curve, LoadChange, Source, SourceKind  # noqa: E402
from training.recording import record_session  # noqa: E402

REAL = 8
"""Rides of an athlete that are recorded and not copied."""
LONGEST_DAYS = 3650
_NOW = datetime.now(UTC)
_KNOWN = {
    ThresholdKind.FTP_W: 250.0,
    ThresholdKind.LTHR_BPM: 165.0,
    ThresholdKind.MAX_HR_BPM: 190.0,
    ThresholdKind.W_PRIME_J: 20_000.0,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--sizes", type=int, nargs="*", default=[], help="makes one athlete of each, where there is none"
    )
    parser.add_argument("--others", type=int, default=0, help="makes athletes beside those")
    parser.add_argument("--others-size", type=int, default=500)
    asked = parser.parse_args()
    people = [find(f"size{size}") or make_athlete(f"size{size}", size) for size in asked.sizes]
    for number in range(asked.others):
        make_athlete(f"other{number}", asked.others_size, template=people[0])
    with setup_connection(connection.settings_dict["NAME"]) as owner:
        owner.execute(f'set role "{settings.DATABASE_ROLES["owner"]}"')
        for table in ("activity", "source", "analysis", "curve", "loadday", "loadchange", "stream"):
            owner.execute(f"vacuum analyze training_{table}")
        owner.execute("vacuum analyze core_change")
    print(json.dumps([told(user) for user in people]))


def make_athlete(name: str, size: int, template: User | None = None) -> User:
    user = User.objects.create_user(f"{name}@example.com", "not needed here")
    open_account(user, name=name)
    with acting_as(user):
        if template is None:
            know(user)
            for number in range(min(REAL, size)):
                record(user, number)
    if template or size > REAL:
        copy_history(template or user, user, 0 if template else REAL, size)
        with acting_as(user), transaction.atomic():
            rebuild_from(user.pk, date(1970, 1, 1))
    return user


def know(user: User) -> None:
    since = (_NOW - timedelta(days=4000)).date()
    for kind, value in _KNOWN.items():
        set_threshold(athlete_id=user.pk, sport=None, kind=kind, value=value, effective_on=since, actor=user, now=_NOW)


def record(user: User, number: int) -> None:
    began = start_of(number, _NOW)
    reading = read(ride_fit(began=began, number=number), "ride.fit")
    record_session(
        athlete_id=user.pk, recording=reading.recordings[0], kind=SourceKind.FILE, original=None, now=timezone.now()
    )


def copy_history(template: User, user: User, first: int, size: int) -> None:
    """The rows of the template's rides, moved back over up to ten years."""
    days = min(LONGEST_DAYS, size)
    given = {
        "from": template.pk, "to": user.pk, "first": first, "last": size - 1, "days": days, "size": size, "real": REAL,
        "newest": start_of(0, _NOW),
    }  # fmt: skip
    with setup_connection(connection.settings_dict["NAME"]) as owner, owner.transaction():
        owner.execute(f'set local role "{settings.DATABASE_ROLES["owner"]}"')
        owner.execute("create temporary table ride on commit drop as " + _RIDES, given)
        for model, changed in _COPIES.items():
            owner.execute(_copy(model, changed), given)


_RIDES = """
    select n, t.id as old_id, t.leader_id as old_leader, md5('a' || %(to)s::text || n)::uuid as id,
           md5('s' || %(to)s::text || n)::uuid as leader_id,
           date_trunc('hour', %(newest)s::timestamptz - n * %(days)s / %(size)s::float * interval '1 day') as start_at,
           0.5 + random() as much
    from generate_series(%(first)s::int, %(last)s::int) n
    join (select id, leader_id, row_number() over (order by start_at) - 1 as place
          from training_activity where athlete_id = %(from)s
            and exists (select from training_stream s where s.source_id = leader_id)) t on t.place = n %% %(real)s
"""
_MOVED = {"start_at": "ride.start_at", "local_on": "ride.start_at::date"}
_COPIES: dict[type[Any], dict[str, str]] = {
    Activity: _MOVED | {
        "id": "ride.id", "leader_id": "ride.leader_id", "end_at": "ride.start_at + (old.end_at - old.start_at)",
        "title": "(array['Morning', 'Evening', 'Hilly', 'Windy', 'Easy'])[1 + n % 5] || ' ride ' || n",
        **{name: f"old.{name} * much" for name in ("distance_m", "moving_s", "timer_s", "ascent_m", "load", "work_j")},
    },
    Source: {"id": "ride.leader_id", "activity_id": "ride.id", "start_at": "ride.start_at", "original_id": "null",
             "end_at": "ride.start_at + (old.end_at - old.start_at)"},
    Analysis: {"activity_id": "ride.id"},
    Curve: _MOVED | {"activity_id": "ride.id"},
    LoadChange: {"activity_id": "ride.id", "local_on": "ride.start_at::date", "at": "ride.start_at", "delta": "old.delta * much"},
}  # fmt: skip
_JOINS = {Activity: "old.id = ride.old_id", Source: "old.id = ride.old_leader"}


def _copy(model: type[Any], changed: dict[str, str]) -> str:
    meta = model._meta
    columns = [
        field.column
        for field in meta.concrete_fields
        if not field.generated and (field.column in changed or not _counts(field))
    ]
    told = [changed.get(name, "%(to)s::uuid" if name == "athlete_id" else f"old.{name}") for name in columns]
    join = _JOINS.get(model, "old.activity_id = ride.old_id")
    text = f"insert into {meta.db_table} ({', '.join(columns)}) select {', '.join(told)} from ride join {meta.db_table} old on {join}"
    return text.replace(" % ", " %% ")


def _counts(field: Any) -> bool:
    return bool(field.get_internal_type() == "BigAutoField")


def find(name: str) -> User | None:
    return User.objects.filter(email=f"{name}@example.com").first()


def told(user: User) -> dict[str, Any]:
    with transaction.atomic(), acting_as(user):
        session = SessionStore()
        session.set_expiry(timedelta(days=1))
        session.create()
        family: UUID = tokens.open_family(user=user, session_key=session.session_key, now=timezone.now()).family.pk
        ids = list(Activity.objects.filter(athlete_id=user.pk).newest_first().values_list("pk", flat=True)[:1])
    return {"user": str(user.pk), "token": jwt.sign(person=user.pk, family=family), "ride": str(ids[0]) if ids else ""}


if __name__ == "__main__":
    main()
