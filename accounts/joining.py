"""Asking to join a team by its code, and what its coaches answer."""

import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import auditing
from accounts.access import derive_access_of_team, known_scopes
from accounts.consents import version_of
from accounts.models import COACHING_ROLES, Grant, JoinCode, JoinRequest, JoinRequestState, Membership, Role, Team, User
from core.acting import as_system
from core.errors import Conflict, NotAllowed, NotFound
from core.events import emit

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def make_join_code(team: Team) -> JoinCode:
    return JoinCode.objects.create(team=team, code="".join(secrets.choice(ALPHABET) for _letter in range(8)))


@transaction.atomic
def ask_to_join(*, code: str, role: str, scopes: Collection[str], actor: User, now: datetime) -> JoinRequest:
    """Asking tells the team one's name and nothing else; the scopes take effect when a coach says yes."""
    with as_system("join code"):
        found = JoinCode.objects.select_related("team").filter(code=code.strip().upper()).first()
        if found is None:
            raise NotFound(_("No team has this code."))
        if Membership.objects.filter(team=found.team, user=actor, roles__contains=[role]).exists():
            raise Conflict(_("You are in this team already."))
    if JoinRequest.objects.filter(team=found.team, user=actor, state=JoinRequestState.WAITING).exists():
        raise Conflict(_("You have asked already; the team will answer."))
    request = JoinRequest.objects.create(
        team=found.team, user=actor, role=role, scopes=known_scopes(scopes) if role == Role.ATHLETE else []
    )
    auditing.record("join_request.made", actor=actor, subject=actor, team=found.team, role=role)
    emit("accounts.join_requested", request_id=request.pk)
    return request


@transaction.atomic
def accept_request(*, request: JoinRequest, actor: User, now: datetime) -> Membership:
    _require_may_decide(request, actor)
    _decide(request, JoinRequestState.ACCEPTED, actor, now)
    membership = admit(
        team=request.team, user=request.user, role=request.role, scopes=request.scopes, now=now, actor=actor
    )
    emit("accounts.join_request_accepted", request_id=request.pk)
    return membership


@transaction.atomic
def decline_request(*, request: JoinRequest, actor: User, now: datetime) -> None:
    _require_may_decide(request, actor)
    _decide(request, JoinRequestState.DECLINED, actor, now)
    emit("accounts.join_request_declined", request_id=request.pk)


@transaction.atomic
def withdraw_request(*, request: JoinRequest, actor: User, now: datetime) -> None:
    if request.user_id != actor.pk:
        raise NotAllowed(_("Only who asked can take it back."))
    _decide(request, JoinRequestState.WITHDRAWN, actor, now)


@transaction.atomic
def admit(*, team: Team, user: User, role: str, scopes: Collection[str], now: datetime, actor: User) -> Membership:
    """Make somebody a member, with the grant an athlete agreed to. Both sides have said yes before."""
    with as_system("admit to team"):
        membership, is_new = Membership.objects.select_for_update().get_or_create(
            team=team, user=user, defaults={"roles": [role]}
        )
        if not is_new and role not in membership.roles:
            membership.roles = [known for known in Role.values if known in {*membership.roles, role}]
            membership.save(update_fields=["roles"])
        granted = known_scopes(scopes)
        if role == Role.ATHLETE and granted:
            Grant.objects.update_or_create(
                athlete=user, team=team, coach=None, until_at=None,
                defaults={"scopes": granted, "from_at": now, "created_by": user, "consent_version": version_of("coach_sharing")},
            )  # fmt: skip
    derive_access_of_team(team.pk)
    auditing.record("membership.began", actor=actor, subject=user, team=team, role=role, scopes=granted)
    return membership


def _decide(request: JoinRequest, state: str, actor: User, now: datetime) -> None:
    with as_system("decide join request"):
        decided = JoinRequest.objects.filter(pk=request.pk, state=JoinRequestState.WAITING).update(
            state=state, decided_at=now, decided_by=actor
        )
    if not decided:
        raise Conflict(_("This request was answered already."))
    request.state = state
    auditing.record(f"join_request.{state}", actor=actor, subject=request.user, team=request.team_id)


def _require_may_decide(request: JoinRequest, actor: User) -> None:
    roles = Membership.objects.filter(team_id=request.team_id, user=actor).values_list("roles", flat=True).first() or []
    needed = COACHING_ROLES if request.role == Role.ATHLETE else {Role.HEAD_COACH}
    if needed.isdisjoint(roles):
        raise NotAllowed(_("Only the team's coaches can answer this."))
