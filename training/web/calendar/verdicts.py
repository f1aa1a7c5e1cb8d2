"""What became of a workout, in one word: never by colour alone."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from training import units as written
from training.models import Excuse, Workout, WorkoutState

Text = str | Promise
ICONS = {"green": "check", "yellow": "about", "orange": "warning", "red": "cross", "grey": "pause"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`colour` is the class that the stylesheet paints."""

    colour: str = ""
    text: Text = ""

    @property
    def icon(self) -> str:
        return ICONS.get(self.colour, "")


def verdict_of(workout: Workout, *, is_session_seen: bool = True) -> Verdict:
    if workout.state == WorkoutState.DONE:
        return _done(workout) if is_session_seen else Verdict("", _("Done"))
    return {
        WorkoutState.MISSED.value: Verdict("red", _("Missed")),
        WorkoutState.SKIPPED.value: Verdict("red", _("Skipped")),
        WorkoutState.EXCUSED.value: Verdict("grey", _excuse(workout)),
    }.get(workout.state, Verdict())


def _done(workout: Workout) -> Verdict:
    told = workout.compliance
    colour = told.get("colour") or ""
    if "too_hard" in told.get("details", {}).get("flags", ()):
        return Verdict("orange", _("Harder than planned"))
    if not colour:
        return Verdict("", _("Done"))
    if colour == "green":
        return Verdict(colour, _("As planned"))
    return Verdict(colour, _("%(share)s %% of planned") % {"share": written.number(_share(told) * 100)})


def _share(told: dict[str, object]) -> float:
    """The share that gave the colour."""
    details = told.get("details")
    metric = details.get("decided_by") if isinstance(details, dict) else None
    names = [metric] if metric else ["duration", "distance", "load"]
    found = (told.get(str(name)) for name in names)
    return next((float(value) for value in found if isinstance(value, (int, float))), 1.0)


def _excuse(workout: Workout) -> Text:
    return str(Excuse(workout.excuse).label) if workout.excuse in Excuse.values else _("Excused")
