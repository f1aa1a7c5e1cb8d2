from django.urls import include, path

from strava import hooks

urlpatterns = [
    path("webhooks/strava/<str:secret>", hooks.webhook, name="strava_webhook"),
    path("strava/callback", hooks.callback, name="strava_callback"),
    path("", include("strava.web.urls")),
]
