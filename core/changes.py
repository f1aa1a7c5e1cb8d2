"""Reading the change log: an exact order to follow, and the entity tag of a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from core.models.change import Change, Epoch


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the log. `seq` alone is no order: of two interleaved transactions one would be lost."""

    xid: int
    seq: int


START = Position(0, 0)
NO_CHANGES = 'W/"0"'


def changes_after(position: Position, limit: int) -> QuerySet[Change]:
    """The next changes the actor may see, none of which an open transaction can still overtake."""
    settled = "xid < pg_snapshot_xmin(pg_current_snapshot()) and (xid, seq) > (%s::xid8, %s)"
    rows = Change.objects.extra(where=[settled], params=[str(position.xid), position.seq])  # noqa: S610 - constant text
    return rows.order_by("xid", "seq")[:limit]


def current_epoch() -> UUID:
    newest = Epoch.objects.order_by("-began_at").values_list("id", flat=True).first()
    if newest is None:
        raise LookupError("The change log has no epoch; the migrations of core begin the first one.")
    return newest


def list_etag(kinds: Iterable[str], *, owner: UUID | None = None, team: UUID | None = None) -> str | None:
    """A weak tag for a list, or None while a change may still arrive in front of the newest one."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, {"kinds": list(kinds), "owner": owner, "team": team})
        row = cursor.fetchone()
    if row is None:
        return NO_CHANGES
    xid, seq, is_settled = row
    return f'W/"{xid}-{seq}"' if is_settled else None


def changed_at(owner: UUID, kinds: Iterable[str]) -> datetime | None:
    """When the newest change of these kinds happened."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST_AT, {"kinds": list(kinds), "owner": owner})
        row: tuple[datetime | None] = cursor.fetchone()
    return row[0]


# Each kind by itself, so that an index leads straight to its newest change however many others came after it.
_NEWEST = """
    select newest.xid::text, newest.seq, newest.xid < pg_snapshot_xmin(pg_current_snapshot())
    from unnest(%(kinds)s::text[]) as wanted, lateral (
        select xid, seq from core_change
        where kind = wanted
          and (%(owner)s::uuid is null or owner_id = %(owner)s) and (%(team)s::uuid is null or team_id = %(team)s)
        order by xid desc, seq desc limit 1) as newest
    order by newest.xid desc, newest.seq desc limit 1
"""

_NEWEST_AT = """
    select max(newest.at)
    from unnest(%(kinds)s::text[]) as wanted, lateral (
        select at from core_change
        where kind = wanted and owner_id = %(owner)s order by xid desc, seq desc limit 1) as newest
"""
