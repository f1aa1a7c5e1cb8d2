"""Invitations: a link that lets one person into a team, once, for a while. Only the hash of its token is kept."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import auditing
from accounts.access import known_scopes
from accounts.joining import admit
from accounts.models import COACHING_ROLES, Invitation, Membership, Role, Team, User
from core.acting import as_system
from core.crypto import seal
from core.errors import Conflict, DomainError, Gone, NotAllowed, NotFound
from core.events import emit

USUAL = timedelta(days=14)
LONGEST = timedelta(days=30)
MOST_A_DAY = 100


@transaction.atomic
def invite(
    *, team: Team, role: str, actor: User, now: datetime, email: str = "", scopes: Collection[str] = (),
    lasting: timedelta = USUAL, id: UUID | None = None,  # noqa: A002 - the client's id
) -> tuple[Invitation, str]:  # fmt: skip
    """The token is returned here and never again."""
    _require_may_invite(actor, team, role)
    if not timedelta(hours=1) <= lasting <= LONGEST:
        raise DomainError(_("An invitation lasts from one hour to 30 days."), field="expires_at")
    if Invitation.objects.filter(created_by=actor, created_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Conflict(_("That is enough invitations for one day."))
    token = secrets.token_urlsafe(32)
    fields = {"id": id} if id else {}
    invitation = Invitation.objects.create(
        team=team, token_hash=hash_of(token), email=email.strip().lower(), role=role, created_by=actor,
        scopes=known_scopes(scopes) if role == Role.ATHLETE else [], expires_at=now + lasting, **fields,
    )  # fmt: skip
    auditing.record("invitation.made", actor=actor, team=team, role=role, has_email=bool(email))
    if email:
        emit("accounts.invited", invitation_id=invitation.pk, sealed_url=seal(url_of(token), str(invitation.pk)))
    return invitation, token


def look_up(token: str, *, now: datetime) -> Invitation:
    """The open invitation behind a link, for whoever holds it."""
    with as_system("look up invitation"):
        rows = Invitation.objects.select_related("team", "created_by__person")
        found = rows.filter(token_hash=hash_of(token)).first()
    if found is None:
        raise NotFound(_("There is no such invitation."))
    if found.revoked_at is not None or found.accepted_at is not None or found.expires_at <= now:
        raise Gone(_("This invitation was used, withdrawn or has expired."))
    return found


@transaction.atomic
def accept_invitation(*, token: str, actor: User, now: datetime, scopes: Collection[str] | None = None) -> Membership:
    """Single use: the row is locked, and who comes second finds it used."""
    with as_system("accept_invitation"):
        Invitation.objects.select_for_update().filter(token_hash=hash_of(token)).first()
    invitation = look_up(token, now=now)
    _require_addressee(invitation, actor)
    agreed = invitation.scopes if scopes is None else known_scopes(scopes)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=now, accepted_by=actor)
    membership = admit(team=invitation.team, user=actor, role=invitation.role, scopes=agreed, now=now, actor=actor)
    emit("accounts.invitation_accepted", invitation_id=invitation.pk, user_id=actor.pk)
    return membership


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: User, now: datetime) -> None:
    _require_may_invite(actor, invitation.team, invitation.role)
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(revoked_at=now):
        raise Conflict(_("This invitation was used or withdrawn already."))
    auditing.record("invitation.revoked", actor=actor, team=invitation.team)


def url_of(token: str) -> str:
    return f"{settings.PUBLIC_URL}/join/{token}"


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _require_may_invite(actor: User, team: Team, role: str) -> None:
    """Coaches bring athletes; who may coach here is for a head coach to say."""
    roles = Membership.objects.filter(team=team, user=actor).values_list("roles", flat=True).first() or []
    needed = COACHING_ROLES if role == Role.ATHLETE else {Role.HEAD_COACH}
    if needed.isdisjoint(roles):
        raise NotAllowed(_("Only a head coach may invite coaches, and only coaches may invite athletes."))


def _require_addressee(invitation: Invitation, actor: User) -> None:
    if not invitation.email:
        return
    owns = EmailAddress.objects.filter(user=actor, email__iexact=invitation.email, verified=True).exists()
    if not owns:
        raise NotAllowed(_("This invitation is for another e-mail address."))
