from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.api.base import PersonView
from accounts.models import Person
from core.errors import NotAllowed
from training.local_days import local_day
from training.models import Activity, ActivityQuerySet
from training.reading_rights import Sight, sight_on


class TrainingView(PersonView):
    """Endpoints about one athlete: oneself, or with `?athlete=` whoever lets one see."""

    def sight(self) -> Sight:
        return sight_on(viewer_id=self.me.pk, athlete_id=self.asked.get("athlete"))

    def today_of(self, athlete_id: UUID) -> Any:
        if athlete_id == self.me.pk:
            return local_day(timezone.now(), self.signed_in.person["time_zone"])
        zone = Person.objects.filter(pk=athlete_id).values_list("time_zone", flat=True).first()
        return local_day(timezone.now(), zone or "UTC")


class ActivityPartView(TrainingView):
    """Endpoints below one activity."""

    def activities(self) -> ActivityQuerySet:
        return Activity.objects.visible_to(self.me.pk)

    def activity(self, *columns: str) -> Activity:
        """One that may be seen, with no more of it than these columns if any are named."""
        pk = self.kwargs["activity_id"]
        own = Activity.objects.filter(pk=pk, athlete_id=self.me.pk)  # nearly always, and the cheaper question
        found = own.only(*columns, "athlete_id").first() if columns else own.first()
        return found or self.find(self.activities(), pk=pk)

    def own_activity(self) -> Activity:
        """One that may be changed: nobody writes another person's activities, but guardians act for their wards."""
        activity = self.activity()
        if not self.sight_on(activity).is_own:
            raise NotAllowed(_("Only the athlete may change this."))
        return activity

    def sight_on(self, activity: Activity) -> Sight:
        return sight_on(viewer_id=self.me.pk, athlete_id=activity.athlete_id)
