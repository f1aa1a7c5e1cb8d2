"""Addresses of the library, of plans and of what is done with them."""

from django.urls import path

from training.api import library, plan_runs, plans, warnings

_folder = "library/folders/<uuid:folder_id>"
_workout = "library/workouts/<uuid:library_id>"
_plan = "plans/<uuid:plan_id>"

urlpatterns = [
    path("library/folders", library.FoldersView.as_view()),
    path(_folder, library.FolderView.as_view()),
    path("library/workouts", library.LibraryWorkoutsView.as_view()),
    path("library/workouts/from-calendar", library.KeepView.as_view()),
    path(_workout, library.LibraryWorkoutView.as_view()),
    path(f"{_workout}/schedule", plan_runs.ScheduleView.as_view()),
    path("plans", plans.PlansView.as_view()),
    path("plans/from-calendar", plans.FromCalendarView.as_view()),
    path("plans/clone", plan_runs.CloneView.as_view()),
    path(_plan, plans.OnePlanView.as_view()),
    path(f"{_plan}/copy", plans.PlanCopyView.as_view()),
    path(f"{_plan}/apply", plan_runs.ApplyView.as_view()),
    path(f"{_plan}/rebase", plan_runs.RebaseView.as_view()),
    path("plan-applications", plan_runs.ApplicationsView.as_view()),
    path("plan-applications/undo", plan_runs.UndoView.as_view()),
    path("plan-applications/<uuid:pk>", plan_runs.ApplicationView.as_view()),
    path("plan-applications/<uuid:pk>/undo", plan_runs.ApplicationUndoView.as_view()),
    path("bulk-jobs", plan_runs.BulkJobsView.as_view()),
    path("bulk-jobs/<uuid:pk>", plan_runs.BulkJobView.as_view()),
    path("plan-warnings", warnings.WarningsView.as_view()),
    path("plan-waivers", warnings.WaiversView.as_view()),
    path("plan-waivers/<uuid:pk>", warnings.WaiverView.as_view()),
]
