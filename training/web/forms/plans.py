from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.web.forms.fields import BlockField, DayField, LineField
from training.plan_templates import Options
from training.web.forms.library import PlaceForm, TagsField
from training.web.forms.workouts import ContentForm

MOST_WEEKS = 104


class PlanForm(PlaceForm):
    title = LineField(label=_("Title"), max_length=200)
    weeks = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=MOST_WEEKS)
    description = BlockField(
        label=_("Description"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    tags = TagsField(label=_("Tags"), required=False, max_length=900, help_text=_("Words, with commas between them."))
    field_order = ("title", "weeks", "description", "folder_id", "team_id", "tags")

    def content(self) -> dict[str, Any]:
        return self.placed(dict(self.cleaned_data))


class FromCalendarForm(PlaceForm):
    title = LineField(label=_("Title"), max_length=200)
    athlete = forms.ChoiceField(label=_("Out of the calendar of"))
    from_on = DayField(label=_("First day"))
    to_on = DayField(label=_("Last day"))
    field_order = ("title", "athlete", "from_on", "to_on", "folder_id", "team_id")

    def __init__(self, *args: Any, athletes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["athlete"].choices = athletes  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first, last = told.get("from_on"), told.get("to_on")
        if first and last and not 0 <= (last - first).days < MOST_WEEKS * 7:
            self.add_error("to_on", _("Choose a day after the first one, at most 104 weeks later."))
        return told


class ItemForm(ContentForm):
    start_time = forms.TimeField(
        label=_("Start"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    key = forms.BooleanField(label=_("Key session"), required=False)

    def content(self) -> dict[str, Any]:
        told = super().content()
        start = told["start_time"]
        return {**told, "start_time": f"{start:%H:%M}" if start else None}


def weekday_choices() -> list[tuple[str, str]]:
    return [(str(day), str(_("Day %(n)s") % {"n": day + 1})) for day in range(7)]


class ApplyForm(forms.Form):
    """How a plan is put into calendars."""

    athletes = forms.MultipleChoiceField(label=_("Athletes"), widget=forms.CheckboxSelectMultiple)
    anchor = forms.ChoiceField(
        label=_("It is to"),
        choices=[("start", _("begin on a day")), ("end", _("end on a day, such as the one before a race"))],
        widget=forms.RadioSelect,
        initial="start",
    )
    on = DayField(label=_("Day"))
    percent = forms.IntegerField(
        label=_("Volume in percent"),
        min_value=20,
        max_value=300,
        initial=100,
        help_text=_("100 is as written. Repeats and durations become fewer and shorter, or more and longer."),
    )
    keep_availability = forms.BooleanField(
        label=_("Move sessions to days on which the athlete has time"), required=False, initial=True
    )
    batch = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, athletes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["athletes"].choices = athletes  # type: ignore[attr-defined]
        for day in range(7):
            label = _("Day %(n)s falls on") % {"n": day + 1}
            self.fields[f"day_{day}"] = forms.ChoiceField(
                label=label, choices=weekday_choices, initial=str(day), required=False
            )

    @property
    def weekdays(self) -> list[forms.BoundField]:
        return [self[f"day_{day}"] for day in range(7)]

    @property
    def is_mapped(self) -> bool:
        return any(str(field.value() or number) != str(number) for number, field in enumerate(self.weekdays))

    def chosen(self) -> list[UUID]:
        return [UUID(pk) for pk in self.cleaned_data["athletes"]]

    def options(self) -> Options:
        told = self.cleaned_data
        days = {day: int(told.get(f"day_{day}") or day) for day in range(7)}
        on: date = told["on"]
        return Options(
            on=on, anchor=told["anchor"], scale=told["percent"] / 100, keep_availability=told["keep_availability"],
            weekday_map={day: other for day, other in days.items() if day != other},
        )  # fmt: skip
