"""Who may see and change an athlete's plan, and for which team somebody plans."""

from collections.abc import Collection, Set
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.access import live_access
from accounts.models import AthleteProfile, Audience, Scope
from core.errors import DomainError, NotAllowed, NotFound
from training.models import CalendarNote, Workout

KEPT_BY_COACH = frozenset({"locked", "hidden_until"})
ALWAYS_OWN = frozenset({"state", "excuse", "excuse_note"})
"""What the athlete says about a workout even where the coach has locked it."""


@dataclass(frozen=True, slots=True)
class PlanSight:
    """What somebody may do with one athlete's plan. Guardians stand for the athlete."""

    viewer_id: UUID
    athlete_id: UUID
    is_own: bool = True
    teams: frozenset[UUID] = frozenset()
    editing_teams: frozenset[UUID] = frozenset()

    def reads_words_of(self, row: Workout | CalendarNote) -> bool:
        """Coaches of other teams see time, sport and load, not what is written."""
        return self.is_own or row.team_id is None or row.team_id in self.teams

    def may_change(self, row: Workout | CalendarNote) -> bool:
        return self.may_change_of(row.team_id)

    def may_change_of(self, team_id: UUID | None) -> bool:
        """What that team, or nobody's team, has put there."""
        return self.is_own or (bool(self.editing_teams) and (team_id is None or team_id in self.editing_teams))

    def is_locked_out(self, workout: Workout) -> bool:
        return self.is_own and workout.locked and workout.team_id is not None

    @property
    def may_plan(self) -> bool:
        return self.is_own or bool(self.editing_teams)

    @property
    def mark(self) -> str:
        """Part of the entity tag of what is read: the words somebody sees depend on their teams."""
        return "" if self.is_own else f"{hash((self.viewer_id, self.teams, self.editing_teams)) & 0xFFFFFF:x}"


def plan_sight(*, viewer_id: UUID, athlete_id: UUID | None) -> PlanSight:
    """Of an athlete whose plan one may not see there is nothing."""
    wanted = athlete_id or viewer_id
    found = plan_sights(viewer_id=viewer_id, athlete_ids={wanted}).get(wanted)
    if found is None:
        raise NotFound
    return found


def plan_sights(*, viewer_id: UUID, athlete_ids: Collection[UUID]) -> dict[UUID, PlanSight]:
    """Those among the athletes whose plan one may see."""
    sights = {athlete: PlanSight(athlete, athlete) for athlete in athlete_ids if athlete == viewer_id}
    held: dict[UUID, list[tuple[UUID | None, list[str]]]] = {}
    others = [athlete for athlete in athlete_ids if athlete != viewer_id]
    if others:
        rows = live_access(viewer_id).filter(athlete_id__in=others, scopes__contains=[Scope.VIEW_PLAN])
        for athlete, team, scopes in rows.values_list("athlete_id", "team_id", "scopes"):
            held.setdefault(athlete, []).append((team, scopes))
    return sights | {athlete: _sight_of(viewer_id, athlete, rows) for athlete, rows in held.items()}


def _sight_of(viewer_id: UUID, athlete_id: UUID, held: list[tuple[UUID | None, list[str]]]) -> PlanSight:
    return PlanSight(
        viewer_id,
        athlete_id,
        is_own=any(team is None for team, _scopes in held),
        teams=frozenset(team for team, _scopes in held if team),
        editing_teams=frozenset(team for team, scopes in held if team and Scope.EDIT_PLAN in scopes),
    )


def sees_heart_of(workout: Workout, sight: PlanSight) -> bool:
    """Whether the pulse of what was done may be told."""
    if sight.is_own or workout.activity_id is None:
        return True
    said = AthleteProfile.objects.filter(athlete_id=workout.athlete_id).values_list("show_heart_rate_to", flat=True)
    return said.first() != Audience.PRIVATE


def require_planning(sight: PlanSight) -> None:
    if not sight.may_plan:
        raise NotAllowed(_("The athlete has not granted this."))


def require_change(sight: PlanSight, row: Workout | CalendarNote) -> None:
    require_planning(sight)
    if not sight.may_change(row):
        raise NotAllowed(_("Another team has planned this."))


def require_unlocked(sight: PlanSight, workout: Workout, names: Set[str]) -> None:
    """The athlete keeps a say in what became of it; when and what stays with the coach."""
    if sight.is_own and workout.team_id is not None and names & KEPT_BY_COACH:
        raise NotAllowed(_("Only the coach may change this."))
    if sight.is_locked_out(workout) and names - ALWAYS_OWN:
        raise NotAllowed(_("The coach has locked this workout."))


def planning_team(sight: PlanSight, wanted: UUID | None) -> UUID | None:
    """The team whose coach is planning. An athlete who plans does so for no team."""
    require_planning(sight)
    if sight.is_own:
        if wanted is not None:
            raise DomainError(_("You plan for yourself, not for a team."), field="team_id")
        return None
    if wanted is None and len(sight.editing_teams) > 1:
        raise DomainError(_("Say for which team you plan."), field="team_id", detail="required")
    team = wanted or next(iter(sight.editing_teams))
    if team not in sight.editing_teams:
        raise DomainError(_("You cannot plan for this team."), field="team_id")
    return team
