"""How much time an athlete has on which day, and what is planned on it already."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, Sum

from accounts.models import Absence, AvailableDay
from training.models import Workout, WorkoutState


class FreeTime:
    """Opened for a stretch of days; what is put onto a day counts from then on."""

    def __init__(self, athlete_id: UUID, first: date, last: date, *, without: Iterable[UUID] = ()) -> None:
        rows = AvailableDay.objects.filter(athlete_id=athlete_id)
        self._weekdays: dict[int, int] = dict(rows.values_list("weekday", "duration_s"))
        reaching = Q(to_on=None) | Q(to_on__gte=first)
        self._absences = list(Absence.objects.filter(reaching, athlete_id=athlete_id, from_on__lte=last))
        planned = Workout.objects.filter(athlete_id=athlete_id).on_days(first, last).exclude(pk__in=list(without))
        planned = planned.exclude(state__in=[WorkoutState.EXCUSED, WorkoutState.SKIPPED])
        self._used: dict[date, float] = {
            on: seconds or 0.0 for on, seconds in planned.values_list("on").annotate(Sum("planned_duration_s"))
        }

    def absence(self, on: date) -> Absence | None:
        found = (row for row in self._absences if row.from_on <= on and (row.to_on is None or on <= row.to_on))
        return next(found, None)

    def limit_s(self, on: date) -> int | None:
        """None where the athlete has not said; zero is a rest day."""
        return self._weekdays.get(on.weekday())

    def used_s(self, on: date) -> float:
        return self._used.get(on, 0.0)

    def is_empty(self, on: date) -> bool:
        return on not in self._used

    def use(self, on: date, seconds: float | None) -> None:
        self._used[on] = self._used.get(on, 0.0) + (seconds or 0.0)

    def refuses(self, on: date, seconds: float | None) -> str:
        """Why a session does not fit: `absence`, `availability`, or nothing."""
        if self.absence(on) is not None:
            return "absence"
        limit = self.limit_s(on)
        if limit is None:
            return ""
        return "availability" if limit == 0 or self.used_s(on) + (seconds or 0.0) > limit else ""

    def nearest(self, on: date, seconds: float | None, days: Iterable[date]) -> date | None:
        """A day nearby where it fits, one without another session first; of two equally near the later one."""
        fitting = [day for day in days if day != on and not self.refuses(day, seconds)]
        ranked = sorted(fitting, key=lambda day: (not self.is_empty(day), abs((day - on).days), on > day))
        return ranked[0] if ranked else None


def week_around(on: date, starts_on: date) -> list[date]:
    """The seven days of the plan's week that a day lies in."""
    first = on - timedelta(days=(on - starts_on).days % 7)
    return [first + timedelta(days=day) for day in range(7)]
