from django.urls import URLPattern, path

from training.web.views import palette, workout_texts

urlpatterns: list[URLPattern] = [
    path("palette", palette.show_palette, name="palette"),
    path("workouts/preview", workout_texts.preview_workout, name="workout_preview"),
]
