"""The record of sensitive acts. The database chains the rows and refuses to change them."""

from typing import Any
from uuid import UUID

import structlog
from django.utils import timezone

from accounts.models import AuditEvent, Team, User
from core.acting import as_system


def record(
    action: str, *, actor: User | None, subject: User | None = None, team: Team | UUID | None = None, **details: Any
) -> None:
    """Who did what to whom, from where. While staff look through somebody's eyes, both are named."""
    context = structlog.contextvars.get_contextvars()
    impersonator = context.get("impersonator_id")
    with as_system("audit"):
        AuditEvent.objects.create(
            at=timezone.now(),
            action=action,
            actor_id=_id(actor),
            impersonator_id=UUID(impersonator) if impersonator else None,
            subject_id=_id(subject),
            team_id=_id(team),
            address=context.get("client") or None,
            request_id=context.get("request_id", ""),
            details=details,
        )


def _id(row: User | Team | UUID | None) -> UUID | None:
    return row if row is None or isinstance(row, UUID) else row.pk
