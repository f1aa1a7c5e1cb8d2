from django.urls import path

from strava.web import views

urlpatterns = [
    path("settings/strava", views.show_connection, name="strava"),
    path("settings/strava/progress", views.show_progress, name="strava_progress"),
    path("settings/strava/connect", views.connect, name="strava_connect"),
    path("settings/strava/sync", views.look_again, name="strava_sync"),
    path("settings/strava/disconnect", views.end_connection, name="strava_disconnect"),
]
