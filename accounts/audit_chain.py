"""Proof that the audit log is whole: each event seals the one before it."""

from dataclasses import dataclass

from django.db import connection

_BREAKS = """
    with linked as (
        select e.chain, e.position, e.previous_hash, e.hash, accounts_audit_hash(e) as computed,
               lag(e.hash) over links as before, coalesce(lag(e.position) over links, 0) as position_before
        from accounts_auditevent e
        window links as (partition by e.chain order by e.position)
    )
    select chain, position from linked
    where hash <> computed or previous_hash <> coalesce(before, ''::bytea) or position <> position_before + 1
    order by chain, position limit %s
"""


@dataclass(frozen=True, slots=True)
class Break:
    chain: int
    position: int


def find_breaks(limit: int = 100) -> list[Break]:
    """Events that were changed, or stand where one is missing. Reads every event, so it is system work."""
    with connection.cursor() as cursor:
        cursor.execute(_BREAKS, [limit])
        return [Break(*row) for row in cursor.fetchall()]
