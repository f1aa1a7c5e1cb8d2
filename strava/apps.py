from django.apps import AppConfig


class StravaConfig(AppConfig):
    name = "strava"
    verbose_name = "Strava"

    def ready(self) -> None:
        from strava import handlers, policy_checks  # noqa: F401, PLC0415 - register themselves
        from strava.checks import refuse_to_start_undecided  # noqa: PLC0415 - registers the system checks, too

        refuse_to_start_undecided()
