"""The audit log in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEvent, Person

ACTIONS: dict[str, str | Promise] = {
    "login": _("Signed in"),
    "login.failed": _("A sign-in failed"),
    "account.suspended": _("Account suspended"),
    "account.unsuspended": _("Account opened again"),
    "account.sessions_ended": _("All devices signed out by staff"),
    "account.keys_revoked": _("All API keys revoked by staff"),
    "account.verification_reminded": _("Reminder to confirm the e-mail address sent"),
    "api_key.created": _("API key made"),
    "api_key.revoked": _("API key revoked"),
    "consent.given": _("Consent given"),
    "consent.withdrawn": _("Consent withdrawn"),
    "grant.given": _("A coach may see your training"),
    "grant.changed": _("What a coach may see was changed"),
    "grant.revoked": _("A coach may no longer see your training"),
    "grant.handed_over": _("Handed over to another coach"),
    "join_request.made": _("Asked to join a team"),
    "join_request.accepted": _("A team said yes"),
    "join_request.declined": _("A team said no"),
    "join_request.withdrawn": _("Request to a team withdrawn"),
    "membership.began": _("Joined a team"),
    "membership.left": _("Left a team"),
    "membership.removed": _("Removed from a team"),
    "membership.roles_changed": _("Roles in a team changed"),
    "password.changed": _("Password changed"),
    "privacy.changed": _("Privacy changed"),
    "staff.appointed": _("Staff role changed"),
    "staff.impersonation_began": _("Staff began to look through your eyes"),
    "staff.impersonation_ended": _("Staff stopped looking through your eyes"),
    "team.founded": _("Team founded"),
    "threshold.set": _("Threshold set"),
    "threshold.removed": _("Threshold removed"),
    "token.replayed": _("An app was signed out because its key was used twice"),
    "ward.created": _("Account opened by a guardian"),
    "ward.claim_invited": _("Link to take over the account sent"),
    "ward.claimed": _("Account taken over"),
}


@dataclass(frozen=True, slots=True)
class Told:
    at: datetime
    text: str | Promise
    by: str | Promise
    address: str | None


def told(events: list[AuditEvent], reader_id: UUID) -> list[Told]:
    others = {event.actor_id for event in events if event.actor_id} - {reader_id}
    names = dict(Person.objects.filter(pk__in=others).values_list("pk", "name"))
    return [
        Told(event.at, ACTIONS.get(event.action, event.action), _who(event, reader_id, names), event.address)
        for event in events
    ]


def _who(event: AuditEvent, reader_id: UUID, names: dict[UUID, str]) -> str | Promise:
    if event.impersonator_id:
        return _("Paceline staff")
    if event.actor_id is None:
        return _("Paceline")
    if event.actor_id == reader_id:
        return _("you")
    return names.get(event.actor_id) or _("somebody else")
