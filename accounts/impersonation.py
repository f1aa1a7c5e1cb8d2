"""A look through somebody else's eyes: by admins only, never into staff, with a reason, reading only, for half an hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import auditing, staff
from accounts.models import User
from core.errors import DomainError

LONGEST = timedelta(minutes=30)
SHORTEST_REASON = 10


class ImpersonationError(DomainError):
    """Who, whom or why is not acceptable."""


@dataclass(frozen=True, slots=True)
class Impersonation:
    """What the session remembers while it lasts."""

    staff_id: str
    reason: str
    ends_at: datetime

    def is_over(self, now: datetime) -> bool:
        return now >= self.ends_at

    def as_session(self) -> dict[str, str]:
        return {"staff_id": self.staff_id, "reason": self.reason, "ends_at": self.ends_at.isoformat()}

    @classmethod
    def from_session(cls, kept: dict[str, str]) -> "Impersonation":
        return cls(staff_id=kept["staff_id"], reason=kept["reason"], ends_at=datetime.fromisoformat(kept["ends_at"]))


def may_impersonate(*, hijacker: Any, hijacked: Any) -> bool:
    return bool(
        hijacked
        and hijacked.is_active
        and not hijacked.is_staff
        and hijacker.pk != hijacked.pk
        and staff.may_enter_admin(hijacker)
        and hijacker.has_perm(staff.IMPERSONATE)
    )


def begin_impersonation(*, staff_member: User, person: User, reason: str, now: datetime) -> Impersonation:
    if not may_impersonate(hijacker=staff_member, hijacked=person):
        raise ImpersonationError(_("You may not look through this person's eyes."))
    if len(reason.strip()) < SHORTEST_REASON:
        raise ImpersonationError(_("Say why, in a sentence that the person concerned could read."))
    begun = Impersonation(staff_id=str(staff_member.pk), reason=reason.strip(), ends_at=now + LONGEST)
    auditing.record("staff.impersonation_began", actor=staff_member, subject=person, reason=begun.reason)
    return begun


def end_impersonation(*, staff_member: User | None, person: User, cause: str) -> None:
    auditing.record("staff.impersonation_ended", actor=staff_member, subject=person, cause=cause)
