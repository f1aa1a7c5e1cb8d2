from django.apps import AppConfig


class StravaConfig(AppConfig):
    name = "strava"
    verbose_name = "Strava"

    def ready(self) -> None:
        from strava import handlers  # noqa: F401, PLC0415 - registers what it listens to
