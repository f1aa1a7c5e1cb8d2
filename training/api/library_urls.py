"""Addresses of the library, of plans and of what is done with them."""

from django.urls import path

from training.api import library, plans

_folder = "library/folders/<uuid:folder_id>"
_workout = "library/workouts/<uuid:library_id>"
_plan = "plans/<uuid:plan_id>"

urlpatterns = [
    path("library/folders", library.FoldersView.as_view()),
    path(_folder, library.FolderView.as_view()),
    path("library/workouts", library.LibraryWorkoutsView.as_view()),
    path("library/workouts/from-calendar", library.KeepView.as_view()),
    path(_workout, library.LibraryWorkoutView.as_view()),
    path(f"{_workout}/schedule", library.ScheduleView.as_view()),
    path("plans", plans.PlansView.as_view()),
    path("plans/from-calendar", plans.FromCalendarView.as_view()),
    path(_plan, plans.OnePlanView.as_view()),
    path(f"{_plan}/copy", plans.PlanCopyView.as_view()),
]
