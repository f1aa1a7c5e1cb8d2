from django.urls import path

from strava.api import views

urlpatterns = [
    path("strava/connection", views.ConnectionView.as_view()),
    path("strava/connect", views.ConnectView.as_view()),
    path("strava/sync", views.SyncView.as_view()),
    path("strava/backfill", views.BackfillView.as_view()),
]
