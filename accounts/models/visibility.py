from typing import Self, TypeVar
from uuid import UUID

from django.db import models
from django.utils import timezone

M = TypeVar("M", bound=models.Model)


class AthleteOwned(models.QuerySet[M]):
    """Rows with an `athlete`: read by the athlete and by whoever has live access with the scope."""

    def of(self, athlete_id: UUID) -> Self:
        return self.filter(athlete_id=athlete_id)

    def visible_to(self, user_id: UUID, *, scope: str) -> Self:
        now = timezone.now()
        seen = self.model._meta.apps.get_model("accounts", "Access").objects.filter(
            models.Q(until_at=None) | models.Q(until_at__gt=now),
            viewer_id=user_id,
            scopes__contains=[scope],
            from_at__lte=now,
        )
        return self.filter(models.Q(athlete_id=user_id) | models.Q(athlete_id__in=seen.values("athlete_id")))
