"""Somebody overrules a warning about a plan, and says why."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, User
from core.errors import Conflict, NotAllowed
from training.models import PlanWaiver
from training.plan_rights import plan_sight, planning_team, require_planning


@transaction.atomic
def waive(
    *, athlete_id: UUID, actor: User, code: str, on: date, reason: str, team_id: UUID | None = None,
    id: UUID | None = None,  # noqa: A002 - the client's id
) -> PlanWaiver:  # fmt: skip
    team = planning_team(plan_sight(viewer_id=actor.pk, athlete_id=athlete_id), team_id)
    if PlanWaiver.objects.filter(athlete_id=athlete_id, code=code, on=on).exists():
        raise Conflict(_("This warning is overruled already."), field="code", detail="waived")
    return PlanWaiver.objects.create(
        athlete_id=athlete_id,
        team_id=team,
        waived_by=actor,
        code=code,
        on=on,
        reason=reason,
        **({"id": id} if id else {}),
    )


@transaction.atomic
def withdraw_waiver(*, waiver: PlanWaiver, actor: User) -> None:
    sight = plan_sight(viewer_id=actor.pk, athlete_id=waiver.athlete_id)
    require_planning(sight)
    if not sight.is_own and waiver.team_id is not None and waiver.team_id not in sight.editing_teams:
        raise NotAllowed(_("Another team has planned this."))
    waiver.delete()


def waivers_seen(viewer_id: UUID) -> QuerySet[PlanWaiver]:
    rows: QuerySet[PlanWaiver] = PlanWaiver.objects.visible_to(viewer_id, scope=Scope.VIEW_PLAN)
    return rows
