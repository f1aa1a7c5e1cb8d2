"""Teams and who does what in them. A team always has a head coach."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import auditing
from accounts.access import derive_access, derive_access_of_team
from accounts.grants import end_grants_in_team
from accounts.joining import make_join_code
from accounts.models import COACHING_ROLES, Membership, Role, Team, User
from core.acting import as_system
from core.errors import Conflict, DomainError, NotAllowed
from core.events import emit


@transaction.atomic
def found_team(*, name: str, founder: User, now: datetime, id: UUID | None = None) -> Team:  # noqa: A002 - the client's id
    fields = {"id": id} if id else {}
    with as_system("found_team"):
        team = Team.objects.create(name=name, founder=founder, **fields)
        Membership.objects.create(team=team, user=founder, roles=[Role.HEAD_COACH])
        make_join_code(team)
    auditing.record("team.founded", actor=founder, team=team)
    return team


@transaction.atomic
def change_team(*, team: Team, actor: User, **given: Any) -> Team:
    require_lead(actor, team.pk)
    changes = {name: value for name, value in given.items() if getattr(team, name) != value}
    for name, value in changes.items():
        setattr(team, name, value)
    _require_order(team)
    if changes:
        team.save(update_fields=sorted(changes))
    if "coaches_need_mfa" in changes:
        derive_access_of_team(team.pk)
    if rules := {name: value for name, value in changes.items() if name != "name"}:
        auditing.record("team.rule_changed", actor=actor, team=team, **rules)
    if _JUDGING & changes.keys():
        emit("accounts.team_judges_anew", team_id=team.pk)
    return team


_JUDGING = frozenset({"compliance_green_pct", "compliance_yellow_pct", "compliance_by"})


def _require_order(team: Team) -> None:
    if not 1 <= team.compliance_green_pct < team.compliance_yellow_pct <= 99:
        raise DomainError(
            _("Nearly as planned reaches farther than as planned, both from 1 to 99 %."), field="compliance_yellow_pct"
        )


@transaction.atomic
def change_roles(*, membership: Membership, roles: Collection[str], actor: User, now: datetime) -> Membership:
    require_lead(actor, membership.team_id)
    wanted = [role for role in Role.values if role in roles]
    if not wanted:
        raise DomainError(_("A member has at least one role."), field="roles", detail="required")
    _lock(membership.team_id)
    if Role.HEAD_COACH not in wanted:
        _keep_a_head_coach(membership)
    before, membership.roles = membership.roles, wanted
    membership.save(update_fields=["roles"])
    _settle(membership, now, had_athlete=Role.ATHLETE in before)
    auditing.record(
        "membership.roles_changed",
        actor=actor,
        subject=membership.user,
        team=membership.team_id,
        before=before,
        after=wanted,
    )
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, actor: User, now: datetime) -> None:
    if membership.user_id != actor.pk:
        require_lead(actor, membership.team_id)
    _end(membership, now)
    auditing.record("membership.removed", actor=actor, subject=membership.user, team=membership.team_id)
    if membership.user_id != actor.pk:
        emit("accounts.removed_from_team", user_id=membership.user_id, team_id=membership.team_id)


@transaction.atomic
def leave_team(*, membership: Membership, actor: User, now: datetime) -> None:
    if membership.user_id != actor.pk:
        raise NotAllowed(_("One can only leave for oneself."))
    _end(membership, now)
    auditing.record("membership.left", actor=actor, subject=actor, team=membership.team_id)


def roles_in(user_id: UUID, team_id: UUID) -> frozenset[str]:
    roles = Membership.objects.filter(user_id=user_id, team_id=team_id).values_list("roles", flat=True).first()
    return frozenset(roles or ())


def require_lead(user: User, team_id: UUID) -> None:
    if Role.HEAD_COACH not in roles_in(user.pk, team_id):
        raise NotAllowed(_("Only a head coach may do this."))


def require_coaching(user: User, team_id: UUID) -> None:
    if COACHING_ROLES.isdisjoint(roles_in(user.pk, team_id)):
        raise NotAllowed(_("Only coaches may do this."))


def _end(membership: Membership, now: datetime) -> None:
    _lock(membership.team_id)
    _keep_a_head_coach(membership)
    with as_system("end membership"):
        end_grants_in_team(athlete_id=membership.user_id, team_id=membership.team_id, now=now)
        Membership.objects.filter(pk=membership.pk).delete()
    derive_access([membership.user_id])
    derive_access_of_team(membership.team_id)


def _settle(membership: Membership, now: datetime, *, had_athlete: bool) -> None:
    """Who stops being an athlete of the team takes back what they granted to it."""
    if had_athlete and Role.ATHLETE not in membership.roles:
        with as_system("end membership"):
            end_grants_in_team(athlete_id=membership.user_id, team_id=membership.team_id, now=now)
    derive_access_of_team(membership.team_id)


def _lock(team_id: UUID) -> None:
    """Two head coaches leaving at the same moment must not both find the other one still there."""
    with as_system("lock team"):
        Team.objects.select_for_update().get(pk=team_id)


def _keep_a_head_coach(membership: Membership) -> None:
    with as_system("lock team"):
        others = Membership.objects.filter(team_id=membership.team_id, roles__contains=[Role.HEAD_COACH])
        if Role.HEAD_COACH in membership.roles and not others.exclude(pk=membership.pk).exists():
            raise Conflict(_("The team needs a head coach: make somebody else one first."))
