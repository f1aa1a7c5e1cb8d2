from datetime import date
from uuid import UUID

from rest_framework.request import Request

from core.api.conditional import object_etag, require_match
from training.api.base import TrainingView
from training.models import Workout, WorkoutQuerySet
from training.plan_rights import PlanSight, plan_sight, require_change
from training.planned_days import lock_plan


class PlanView(TrainingView):
    """Endpoints over one athlete's plan: oneself, or with `?athlete=` whoever lets one see it."""

    def plan_sight(self, athlete_id: UUID | None = None) -> PlanSight:
        return plan_sight(viewer_id=self.me.pk, athlete_id=athlete_id or self.asked.get("athlete"))

    def my_today(self) -> date:
        today: date = self.today_of(self.me.pk)
        return today

    def workouts(self) -> WorkoutQuerySet:
        return Workout.objects.shown_to(self.me.pk, today=self.my_today())


class WorkoutPartView(PlanView):
    """Endpoints of and below one workout."""

    def workout(self) -> tuple[Workout, PlanSight]:
        """One that may be seen, and as whom."""
        row = self.find(self.workouts().told(), pk=self.kwargs["workout_id"])
        return row, self.plan_sight(row.athlete_id)

    def workout_to_change(self, request: Request, *, is_tag_required: bool = False) -> tuple[Workout, PlanSight]:
        """Locked until the end of the request: two who read the same version cannot both write over it."""
        row, sight = self.workout()
        require_change(sight, row)
        lock_plan(row.athlete_id)  # in the order of whoever moves many: first the plan, then its rows
        row = self.find(Workout.objects.select_for_update(), pk=row.pk)
        require_match(request, object_etag(row.version), is_required=is_tag_required)
        return row, sight

    def told(self, row: Workout) -> Workout:
        return self.find(Workout.objects.told(), pk=row.pk)
