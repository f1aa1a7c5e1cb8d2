"""Activities as the API gives them. The database writes their JSON: a list of them is the most asked answer of all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from training.api.serializers import COLUMNS, HEART_RATE
from training.passport import CIRCLES, Reader
from training.reading_rights import Sight


def rows_of(activity_ids: Sequence[UUID], sight: Sight) -> list[dict[str, Any]]:
    """In the order of the ids, which were found through the query layer: this only writes them out."""
    reader = sight.reader
    circles = [] if reader == Reader.AI else list(CIRCLES[CIRCLES.index(reader) :])
    sql = _ROWS.format(circle="s.ai_allowed" if reader == Reader.AI else "s.visible_to = any (%(circles)s)")
    with connection.cursor() as cursor:
        cursor.execute(sql, {"ids": list(activity_ids), "circles": circles})
        found = {row["id"]: row for (text,) in cursor.fetchall() for row in (orjson.loads(text),)}
    return [_shown(found[str(pk)], sight) for pk in activity_ids]


def _shown(row: dict[str, Any], sight: Sight) -> dict[str, Any]:
    """What the athlete keeps to themselves is null for others."""
    row["start_at"] = datetime.fromisoformat(row["start_at"])
    if not sight.sees_map:
        row["polyline"] = ""
    if not sight.sees_heart_rate:
        row.update(dict.fromkeys(HEART_RATE))
        row["zones"] = {name: zones for name, zones in row["zones"].items() if name != "heart_rate"}
    return row


_SPECIAL = {
    "title": "coalesce(nullif(a.title, ''), a.source_title) as title",
    "sub_sport": "nullif(a.sub_sport, '') as sub_sport",
    "device": "nullif(a.device, '') as device",
}
_TOLD = ", ".join(_SPECIAL.get(name, f"a.{name}") for name in COLUMNS)
_ROWS = f"""
    select to_json(told)::text from (
        select {_TOLD},
               coalesce((select json_agg(json_build_object(
                    'id', s.id, 'kind', s.kind, 'external_id', nullif(s.external_id, ''),
                    'is_leading', coalesce(s.id = a.leader_id, false),
                    'policy', json_build_object(
                        'visible_to', s.visible_to, 'ai_allowed', s.ai_allowed, 'combinable', s.combinable)
                    ) order by s.fetched_at, s.id)
                 from training_source s where s.activity_id = a.id and {{circle}}), '[]'::json) as sources,
               (select w.id from training_workout w where w.activity_id = a.id) as workout_id
        from training_activity a where a.id = any (%(ids)s)) told
"""  # noqa: S608 - constant text
