"""Many workouts written in one statement, as JSON that PostgreSQL takes apart: several times cheaper than value by value."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from training.models import Workout

_MADE_BY_DATABASE = frozenset({"search", "created_at"})
_COLUMNS = tuple(
    field.attname for field in Workout._meta.concrete_fields if field.attname not in _MADE_BY_DATABASE
)  # fmt: skip


def insert_workouts(rows: Sequence[Workout]) -> None:
    names = _listed(_COLUMNS)
    sql = f"insert into training_workout ({names}) select {names} from {_GIVEN}"  # noqa: S608 - names of our own columns
    _execute(sql, rows, _COLUMNS)


def rewrite_workouts(rows: Sequence[Workout], columns: Collection[str]) -> None:
    changes = ", ".join(f'"{name}" = given."{name}"' for name in columns)
    sql = f"update training_workout as there set {changes} from {_GIVEN} where there.id = given.id"  # noqa: S608
    _execute(sql, rows, ("id", *columns))


_GIVEN = "jsonb_populate_recordset(null::training_workout, %s::jsonb) as given"


def _execute(sql: str, rows: Sequence[Workout], columns: Collection[str]) -> None:
    if rows:
        told: list[dict[str, Any]] = [{name: getattr(row, name) for name in columns} for row in rows]
        with connection.cursor() as cursor:
            cursor.execute(sql, [json.dumps(told, cls=DjangoJSONEncoder)])


def _listed(columns: Collection[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
