"""What an athlete lets others see and do; given, narrowed, handed over and revoked."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import auditing
from accounts.access import derive_access, known_scopes
from accounts.consents import version_of
from accounts.models import COACHING_ROLES, ConsentKind, Grant, Guardianship, Membership, Role, Team, User
from core.acting import as_system
from core.errors import Conflict, DomainError, NotAllowed, NotFound
from core.events import emit


@transaction.atomic
def give_grant(
    *, athlete: User, team: Team, scopes: Collection[str], actor: User, now: datetime,
    coach: User | None = None, from_at: datetime | None = None, until_at: datetime | None = None, id: UUID | None = None,  # noqa: A002
) -> Grant:  # fmt: skip
    """Consent of the athlete (or who looks after them) to a team of theirs, or one coach of it."""
    _require_own(actor, athlete.pk)
    if not Membership.objects.filter(team=team, user=athlete, roles__contains=[Role.ATHLETE]).exists():
        raise DomainError(_("The athlete is not in this team."), field="team")
    if coach is not None and not _is_coaching(coach.pk, team.pk):
        raise DomainError(_("This person does not coach in the team."), field="coach")
    start = max(from_at or now, now)
    _require_order(start, until_at)
    fields = {"id": id} if id else {}
    if until_at is None and Grant.objects.filter(athlete=athlete, team=team, coach=coach, until_at=None).exists():
        raise Conflict(_("There is such a grant already; change it instead."))
    grant = Grant.objects.create(
        athlete=athlete, team=team, coach=coach, scopes=known_scopes(scopes), from_at=start, until_at=until_at,
        consent_version=version_of(ConsentKind.COACH_SHARING), created_by=actor, **fields,
    )  # fmt: skip
    _follow(grant, "grant.given", actor)
    return grant


@transaction.atomic
def change_grant(
    *, grant: Grant, actor: User, now: datetime, scopes: Collection[str] | None = None, until_at: datetime | None = None
) -> Grant:
    _require_own(actor, grant.athlete_id)
    if grant.until_at is not None and grant.until_at <= now:
        raise Conflict(_("This grant has ended."))
    _require_order(max(grant.from_at, now), until_at)
    grant.scopes = grant.scopes if scopes is None else known_scopes(scopes)
    grant.until_at = until_at
    grant.consent_version = version_of(ConsentKind.COACH_SHARING)
    grant.save(update_fields=["scopes", "until_at", "consent_version"])
    _follow(grant, "grant.changed", actor)
    return grant


@transaction.atomic
def revoke_grant(*, grant: Grant, actor: User, now: datetime) -> None:
    """Closes at once: what is granted ends now, what would begin later never does."""
    _require_own(actor, grant.athlete_id)
    if grant.until_at is None or grant.until_at > now:
        grant.until_at = max(now, grant.from_at) if grant.from_at <= now else grant.from_at
        grant.save(update_fields=["until_at"])
        _follow(grant, "grant.revoked", actor)


@transaction.atomic
def hand_over(*, athlete: User, team: Team, to: User, actor: User, now: datetime, at: datetime | None = None) -> Grant:
    """Another coach takes over at a moment, with no more rights than the team had. The athlete is told and may revoke."""
    if not _is_coaching(actor.pk, team.pk):
        raise NotAllowed(_("Only coaches may do this."))
    moment = max(at or now, now)
    with as_system("hand over"):
        standing = list(Grant.objects.select_for_update().filter(athlete=athlete, team=team).not_over(now))
        if not standing:
            raise NotFound
        _require_may_hand_over(actor, team, standing)
        if not _is_coaching(to.pk, team.pk):
            raise DomainError(_("This person does not coach in the team."), field="to")
        scopes = {scope for grant in standing for scope in grant.scopes}
        version = standing[0].consent_version
        for grant in standing:
            _end_at(grant, moment)
        grant = Grant.objects.create(
            athlete=athlete, team=team, coach=to, scopes=known_scopes(scopes), from_at=moment,
            consent_version=version, created_by=actor,
        )  # fmt: skip
    _follow(grant, "grant.handed_over", actor)
    emit("accounts.handed_over", athlete_id=athlete.pk, team_id=team.pk, coach_id=to.pk, at=moment)
    return grant


def end_grants_in_team(*, athlete_id: UUID, team_id: UUID, now: datetime) -> None:
    """Leaving a team takes everything back that it was granted."""
    standing = Grant.objects.filter(athlete_id=athlete_id, team_id=team_id).filter(
        Q(until_at=None) | Q(until_at__gt=now)
    )
    for grant in standing:
        _end_at(grant, now)


def _end_at(grant: Grant, moment: datetime) -> None:
    grant.until_at = max(moment, grant.from_at)
    grant.save(update_fields=["until_at"])


def _follow(grant: Grant, action: str, actor: User) -> None:
    derive_access([grant.athlete_id])
    auditing.record(
        action, actor=actor, subject=grant.athlete, team=grant.team, grant=str(grant.pk), scopes=grant.scopes,
        coach=str(grant.coach_id) if grant.coach_id else None,
    )  # fmt: skip
    emit(f"accounts.{action.replace('.', '_')}", grant_id=grant.pk)


def _require_own(actor: User, athlete_id: UUID) -> None:
    is_guardian = actor.pk != athlete_id and Guardianship.objects.filter(guardian=actor, athlete_id=athlete_id).exists()
    if actor.pk != athlete_id and not is_guardian:
        raise NotAllowed(_("Only the athlete can consent to this."))


def _require_may_hand_over(actor: User, team: Team, standing: list[Grant]) -> None:
    is_lead = Membership.objects.filter(team=team, user=actor, roles__contains=[Role.HEAD_COACH]).exists()
    if not is_lead and not any(grant.coach_id in {None, actor.pk} for grant in standing):
        raise NotAllowed(_("Only the athlete's coach or a head coach may hand over."))


def _is_coaching(user_id: UUID, team_id: UUID) -> bool:
    with as_system("hand over"):
        return Membership.objects.filter(team_id=team_id, user_id=user_id, roles__overlap=list(COACHING_ROLES)).exists()


def _require_order(start: datetime, until_at: datetime | None) -> None:
    if until_at is not None and until_at <= start:
        raise DomainError(_("The end has to come after the beginning."), field="until_at")
