from django.urls import path

from training.api import activities, gear, imports, load, parts, pictures, uploads, workouts
from training.api.library_urls import urlpatterns as library

_activity = "activities/<uuid:activity_id>"
_workout = "workouts/<uuid:workout_id>"

urlpatterns = [
    path("uploads", uploads.UploadsView.as_view()),
    path("uploads/<uuid:upload_id>", uploads.UploadView.as_view()),
    path("me/imports", imports.ImportsView.as_view()),
    path("me/imports/<uuid:import_id>", imports.ImportView.as_view()),
    path("activities", activities.ActivitiesView.as_view()),
    path(_activity, activities.ActivityView.as_view()),
    path(f"{_activity}/file", uploads.ActivityFileView.as_view()),
    path(f"{_activity}/streams", parts.StreamsView.as_view()),
    path(f"{_activity}/laps", parts.LapsView.as_view()),
    path(f"{_activity}/intervals", parts.IntervalsView.as_view()),
    path(f"{_activity}/curve", parts.CurveView.as_view()),
    path(f"{_activity}/efforts", parts.EffortsView.as_view()),
    path(f"{_activity}/corrections", parts.CorrectionsView.as_view()),
    path(f"{_activity}/corrections/<uuid:pk>", parts.CorrectionView.as_view()),
    path(f"{_activity}/merge", parts.MergeView.as_view()),
    path(f"{_activity}/split", parts.SplitView.as_view()),
    path(f"{_activity}/recompute", parts.RecomputeView.as_view()),
    path(f"{_activity}/picture", pictures.ActivityPictureView.as_view()),
    path("fitness", load.FitnessView.as_view()),
    path("fitness/explain", load.ExplainView.as_view()),
    path("fitness/picture", pictures.FitnessPictureView.as_view()),
    path("curves", load.CurvesView.as_view()),
    path("records", load.RecordsView.as_view()),
    path("badges", load.BadgesView.as_view()),
    path("statistics", load.StatisticsView.as_view()),
    path("load-shape", load.LoadShapeView.as_view()),
    path("threshold-proposals", load.ProposalsView.as_view()),
    path("power-model", load.PowerModelView.as_view()),
    path("recomputations", load.RecomputationsView.as_view()),
    path("recomputations/<uuid:pk>", load.RecomputationView.as_view()),
    path("workouts", workouts.WorkoutsView.as_view()),
    path("workouts/parse", workouts.ParseView.as_view()),
    path(_workout, workouts.WorkoutView.as_view()),
    path(f"{_workout}/pair", workouts.PairView.as_view()),
    path(f"{_workout}/unpair", workouts.UnpairView.as_view()),
    path(f"{_workout}/excuse", workouts.ExcuseView.as_view()),
    *library,
    path("gear", gear.GearListView.as_view()),
    path("gear/<uuid:pk>", gear.GearView.as_view()),
]
