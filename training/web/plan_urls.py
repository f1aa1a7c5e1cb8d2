from django.urls import URLPattern, path

from training.web.views import (
    library,
    library_acts,
    library_folders,
    palette,
    plan_giving,
    plan_items,
    plans,
    workout_texts,
    workouts,
)

_workout = "workouts/<uuid:pk>"
_plan = "plans/<uuid:pk>"
_library = "library/<uuid:pk>"

urlpatterns: list[URLPattern] = [
    path("palette", palette.show_palette, name="palette"),
    path("workouts/preview", workout_texts.preview_workout, name="workout_preview"),
    path(_workout, workouts.show_workout, name="workout"),
    path(f"{_workout}/excuse", workouts.excuse, name="workout_excuse"),
    path(f"{_workout}/pair", workouts.pair, name="workout_pair"),
    path(f"{_workout}/unpair", workouts.unpair, name="workout_unpair"),
    path("library", library.show_library, name="library"),
    path("library/new", library.add_workout, name="library_add"),
    path("library/import", library_folders.import_files, name="library_import"),
    path("library/folders/new", library_folders.add_folder, name="folder_add"),
    path("library/folders/<uuid:pk>", library_folders.edit_folder, name="folder_edit"),
    path("library/folders/<uuid:pk>/delete", library_folders.delete_folder, name="folder_delete"),
    path(_library, library.show_workout, name="library_workout"),
    path(f"{_library}/copy", library.copy_workout, name="library_copy"),
    path(f"{_library}/delete", library.delete_workout, name="library_delete"),
    path(f"{_library}/schedule", library_acts.schedule_workout, name="library_schedule"),
    path("plans", plans.list_plans, name="plans"),
    path("plans/new", plans.add_plan, name="plan_add"),
    path("plans/from-calendar", plan_items.plan_of_calendar, name="plan_from_calendar"),
    path("plans/library", plans.show_library, name="plan_library"),
    path("plans/jobs/<uuid:pk>", plan_giving.show_job, name="plan_job"),
    path("plans/given/undo", plan_giving.undo_given, name="plan_undo"),
    path("plans/given/<uuid:batch>", plan_giving.show_given, name="plan_given"),
    path(_plan, plans.show_plan, name="plan"),
    path(f"{_plan}/edit", plans.edit_plan, name="plan_edit"),
    path(f"{_plan}/save", plans.save_plan, name="plan_save"),
    path(f"{_plan}/copy", plans.duplicate_plan, name="plan_copy"),
    path(f"{_plan}/restore", plans.restore_edition, name="plan_restore"),
    path(f"{_plan}/delete", plans.delete_plan, name="plan_delete"),
    path(f"{_plan}/items/new", plan_items.add_item, name="plan_item_add"),
    path(f"{_plan}/items/<uuid:item_id>", plan_items.edit_item, name="plan_item"),
    path(f"{_plan}/give", plan_giving.give_plan, name="plan_apply"),
    path(f"{_plan}/bring", plan_giving.bring_up_to_date, name="plan_rebase"),
    path(f"{_library}/export/<slug:form>", library_acts.export_workout, name="library_export"),
]
