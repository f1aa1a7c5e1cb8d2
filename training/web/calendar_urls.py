"""Addresses of the calendar: for oneself, and below an athlete for whoever may see their plan."""

from django.urls import URLPattern, path

from training.web.views import (
    calendar,
    calendar_dialogs,
    calendar_notes,
    calendar_says,
    calendar_warnings,
    calendar_workouts,
)

of_an_athlete: list[URLPattern] = [
    path("calendar", calendar.show_calendar, name="calendar"),
    path("calendar/acts", calendar.act_on_calendar, name="calendar_act"),
    path("calendar/undo", calendar.undo, name="calendar_undo"),
    path("calendar/new", calendar_workouts.plan_new, name="calendar_new"),
    path("calendar/notes/new", calendar_notes.write_new, name="calendar_note_new"),
    path("calendar/to", calendar_dialogs.choose_day, name="calendar_to"),
    path("calendar/weeks", calendar_dialogs.choose_for_week, name="calendar_week"),
    path("calendar/library", calendar_dialogs.show_library, name="calendar_library"),
    path("calendar/warnings", calendar_warnings.show_warnings, name="calendar_warnings"),
]

urlpatterns: list[URLPattern] = [
    path("calendar/workouts/<uuid:pk>", calendar_workouts.show_workout, name="calendar_workout"),
    path("calendar/workouts/<uuid:pk>/edit", calendar_workouts.edit_workout, name="calendar_workout_edit"),
    path("calendar/workouts/<uuid:pk>/say", calendar_says.say, name="calendar_workout_say"),
    path("calendar/notes/<uuid:pk>", calendar_notes.show_note, name="calendar_note"),
]
