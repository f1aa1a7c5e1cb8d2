from django.urls import URLPattern, path

from training.web.views import workout_texts

urlpatterns: list[URLPattern] = [
    path("workouts/preview", workout_texts.preview_workout, name="workout_preview"),
]
