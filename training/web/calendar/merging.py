"""Two people have changed the same workout: what each wrote, field by field, to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from training.models import Workout
from training.web.calendar.durations import DurationField
from training.web.calendar.forms import WorkoutForm, initial_of

CHOICE = "choose-"
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Difference:
    name: str
    label: str | Promise
    mine: str
    theirs: str
    is_long: bool


def differences(form: WorkoutForm, workout: Workout) -> list[Difference]:
    """Where both changed the field, and not to the same."""
    now = initial_of(workout, form.units)
    return [
        Difference(
            name,
            form.fields[name].label or name,
            _shown(form[name], form.cleaned_data.get(name)),
            _shown(form[name], now.get(name)),
            is_long=name in {"structure_text", "description"},
        )
        for name in form.changed_data
        if name in form.cleaned_data and _is_contested(form, name, now)
    ]


def chosen(sent: Mapping[str, str], found: list[Difference]) -> dict[str, str] | None:
    """What was decided for each; None while something is open."""
    choices = {one.name: sent.get(f"{CHOICE}{one.name}", "") for one in found}
    return choices if all(choice in {MINE, THEIRS} for choice in choices.values()) else None


def _is_contested(form: WorkoutForm, name: str, now: Mapping[str, Any]) -> bool:
    theirs = now.get(name)
    was_changed = not _is_same(_shown_at_first(form, name), theirs)
    return was_changed and not _is_same(form.cleaned_data[name], theirs)


def _shown_at_first(form: WorkoutForm, name: str) -> Any:
    field = form.fields[name]
    raw = field.hidden_widget().value_from_datadict(form.data, form.files, form.add_initial_prefix(name))
    try:
        return field.to_python(raw)
    except forms.ValidationError:
        return object()


def _is_same(one: Any, other: Any) -> bool:
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else value or None


def _shown(field: BoundField, value: Any) -> str:
    if value in (None, "", False):
        return str(_("empty")) if value is not False else str(_("no"))
    if value is True:
        return str(_("yes"))
    if isinstance(value, date):
        return str(date_format(value, "D j M Y"))
    if isinstance(value, time):
        return str(time_format(value, "H:i"))
    if isinstance(field.field, DurationField):
        return str(field.field.prepare_value(value))
    choices = dict(getattr(field.field, "choices", []))
    return str(choices.get(value, value))
