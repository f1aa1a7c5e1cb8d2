"""What the clock asks, as code. `seed_schedules` brings new ones into the table that staff see and may change."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Schedule:
    name: str
    task: str
    every_s: int | None = None
    at: str = ""
    """A crontab in UTC: minute, hour, day of month, month, day of week."""


SCHEDULES = (
    Schedule("Sweep: whatever is due and nobody was woken for", "core.tasks.sweep", every_s=5),
    Schedule("Sweep: uploads, archives and sessions to measure again", "training.tasks.sweep", every_s=5),
    Schedule("Sweep: webhooks, fetches and backfills of Strava", "strava.tasks.sweep", every_s=5),
    Schedule("Reconcile: what webhooks of Strava missed", "strava.tasks.reconcile", every_s=900),
    Schedule("Clean up: what of Strava may be kept no longer", "strava.tasks.expire", at="37 * * * *"),
    Schedule("End: connections to Strava that nobody ended", "strava.tasks.end_lapsed", at="43 * * * *"),
    Schedule("Clean up: what Strava only said in passing", "strava.tasks.clean_up", at="47 * * * *"),
    Schedule("Follow: sessions recorded while their policy changed", "training.tasks.follow_stragglers", every_s=60),
    Schedule("Decide: workouts whose day is over", "training.tasks.decide_days", every_s=300),
    Schedule("Clean up: what need not be kept", "core.tasks.clean_up", at="17 3 * * *"),
    Schedule("Clean up: sessions and tokens that have ended", "accounts.tasks.remove_ended_sessions", at="41 3 * * *"),
    Schedule("Clean up: acts in calendars nobody takes back", "training.tasks.clean_plan_acts", at="53 3 * * *"),
    Schedule("Clean up: files no session needs", "training.tasks.clean_originals", at="23 4 * * *"),
)
