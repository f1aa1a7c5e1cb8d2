from django.urls import URLPattern, path

from training.web.views import library, library_acts, library_folders, palette, workout_texts, workouts

_workout = "workouts/<uuid:pk>"
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
    path(f"{_library}/export/<slug:form>", library_acts.export_workout, name="library_export"),
]
