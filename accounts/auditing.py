"""The record of sensitive acts. The database chains the rows and refuses to change them."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import AuditEvent, Team, User


def record(action: str, *, actor: User | None, subject: User | None = None, team: Team | None = None, **details: Any) -> None:
    AuditEvent.objects.create(
        at=timezone.now(),
        action=action,
        actor_id=_id(actor),
        subject_id=_id(subject),
        team_id=_id(team),
        details=details,
    )


def _id(row: User | Team | None) -> UUID | None:
    return row.pk if row is not None else None
