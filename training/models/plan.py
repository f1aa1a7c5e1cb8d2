"""What is planned: workouts on days, and what surrounds them in the calendar."""

from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, Sport, Team
from accounts.models.visibility import AthleteOwned
from core.ids import uuid7
from core.models.versioned import Versioned
from training.models.activity import Activity, SubSport


class Purpose(models.TextChoices):
    RECOVERY = "recovery", _("Recovery")
    ENDURANCE = "endurance", _("Endurance")
    TEMPO = "tempo", _("Tempo")
    THRESHOLD = "threshold", _("Threshold")
    VO2 = "vo2", _("VO₂max")
    ANAEROBIC = "anaerobic", _("Anaerobic")
    RACE = "race", _("Race")
    STRENGTH = "strength", _("Strength")
    TEST = "test", _("Test")


class WorkoutState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    MISSED = "missed", _("Missed")
    EXCUSED = "excused", _("Excused")
    SKIPPED = "skipped", _("Skipped")


class Excuse(models.TextChoices):
    ILL = "ill", _("Ill")
    TRAVEL = "travel", _("Travelling")
    WORK = "work", _("Work")
    SWAPPED = "swapped", _("Swapped")
    REST = "rest", _("Rest agreed with the coach")


class WorkoutQuerySet(AthleteOwned["Workout"]):
    def visible_to(self, user_id: UUID, *, scope: str = Scope.VIEW_PLAN) -> Self:
        return super().visible_to(user_id, scope=scope)

    def shown_to(self, user_id: UUID, *, today: date) -> Self:
        """An athlete does not see what the coach keeps back for a later day."""
        return self.visible_to(user_id).exclude(athlete_id=user_id, hidden_until__gt=today)

    def on_days(self, first: date, last: date) -> Self:
        return self.filter(on__gte=first, on__lte=last)

    def told(self) -> Self:
        """With whether the reader may see the session it was paired with: the database keeps others' from the join."""
        return self.annotate(session_is_seen=Q(activity__visible_to__isnull=False)).defer(
            "search", "applied", "alignment"
        )


class Workout(Versioned):
    """A planned session on a local day. What happened is an activity; pairing joins the two."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    """The planner's team; without one the athlete planned it."""
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    on = models.DateField(_("day"))
    start_time = models.TimeField(_("start"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order in the day"), default=0)
    sport = models.CharField(_("sport"), max_length=20, choices=Sport)
    sub_sport = models.CharField(_("kind"), max_length=20, choices=SubSport, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    structure = models.JSONField(_("structure"), null=True, blank=True)
    structure_text = models.TextField(_("structure as text"), max_length=20_000, blank=True)
    planned_duration_s = models.FloatField(_("planned duration"), null=True, blank=True)
    planned_distance_m = models.FloatField(_("planned distance"), null=True, blank=True)
    planned_load = models.FloatField(_("planned load"), null=True, blank=True)
    planned_intensity = models.FloatField(_("planned intensity"), null=True, blank=True)
    typed = models.JSONField(default=list)
    """Names of the planned figures that a person gave; the others follow from the structure."""
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose, blank=True)
    key = models.BooleanField(_("key session"), default=False)
    hidden_until = models.DateField(_("hidden until"), null=True, blank=True)
    locked = models.BooleanField(_("locked"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=WorkoutState, default=WorkoutState.PLANNED)
    excuse = models.CharField(_("excuse"), max_length=10, choices=Excuse, blank=True)
    excuse_note = models.CharField(max_length=200, blank=True)
    activity = models.OneToOneField(Activity, models.SET_NULL, null=True, blank=True, related_name="workout")
    is_pairing_fixed = models.BooleanField(default=False)
    """Paired or parted by a person: no rule touches it again."""
    compliance = models.JSONField(default=dict)
    alignment = models.JSONField(default=dict, db_default={})
    """Each step as it was done, which is read with one workout only."""
    # where it comes from, for undoing an application and bringing a newer plan in
    application = models.ForeignKey(
        "training.PlanApplication", models.SET_NULL, null=True, blank=True, related_name="workouts"
    )
    plan_item_key = models.UUIDField(null=True, blank=True)
    applied = models.JSONField(default=dict)
    """What the plan put here: the base of a three-way merge, and how one knows whether a person changed it since."""
    created_at = models.DateTimeField(db_default=Now())

    search = models.GeneratedField(
        expression=SearchVector("title", "description", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    session_is_seen: bool
    objects: ClassVar[WorkoutQuerySet] = WorkoutQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("workout")
        verbose_name_plural = _("workouts")
        constraints = (
            models.CheckConstraint(
                condition=(Q(state="excused") & ~Q(excuse="")) | (~Q(state="excused") & Q(excuse="")),
                name="workout_excuse_says_why",
            ),
        )
        indexes = (
            models.Index(fields=["athlete", "on", "position", "id"], name="workout_of_athlete"),
            models.Index(fields=["application"], condition=Q(application__isnull=False), name="workout_application"),
            models.Index(fields=["on"], condition=Q(state="planned"), name="workout_still_planned"),
            GinIndex(fields=["search"], name="workout_search"),
        )

    def __str__(self) -> str:
        return self.title or f"{self.sport} {self.on}"


class NoteKind(models.TextChoices):
    NOTE = "note", _("Note")
    REST = "rest", _("Rest day")


class CalendarNote(Versioned):
    """A word on a day (or some days) of the calendar."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=NoteKind, default=NoteKind.NOTE)
    on = models.DateField(_("day"))
    to_on = models.DateField(_("until"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    body = models.TextField(_("text"), max_length=10_000, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[models.Manager["CalendarNote"]] = AthleteOwned["CalendarNote"].as_manager()

    class Meta:
        verbose_name = _("calendar note")
        verbose_name_plural = _("calendar notes")
        constraints = (
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=models.F("on")), name="note_ends_after_start"
            ),
        )
        indexes = (models.Index(fields=["athlete", "on"], name="note_of_athlete"),)

    def __str__(self) -> str:
        return self.title or str(self.on)


class Priority(models.TextChoices):
    A = "A", _("A: what the season is for")
    B = "B", _("B: important")
    C = "C", _("C: for practice")


class GoalEvent(Versioned):
    """A race or other day that training leads to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    on = models.DateField(_("day"))
    title = models.CharField(_("title"), max_length=200)
    priority = models.CharField(_("priority"), max_length=1, choices=Priority, default=Priority.B)
    sport = models.CharField(_("sport"), max_length=20, choices=Sport)
    goal = models.CharField(_("goal"), max_length=500, blank=True)
    distance_m = models.FloatField(_("distance"), null=True, blank=True)
    goal_time_s = models.FloatField(_("goal time"), null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[models.Manager["GoalEvent"]] = AthleteOwned["GoalEvent"].as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = (models.Index(fields=["athlete", "on"], name="goal_event_of_athlete"),)

    def __str__(self) -> str:
        return self.title


class Season(Versioned):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"))

    objects: ClassVar[models.Manager["Season"]] = AthleteOwned["Season"].as_manager()

    class Meta:
        verbose_name = _("season")
        verbose_name_plural = _("seasons")
        constraints = (
            models.CheckConstraint(condition=Q(to_on__gte=models.F("from_on")), name="season_ends_after_start"),
        )

    def __str__(self) -> str:
        return self.title


class PhaseKind(models.TextChoices):
    BASE = "base", _("Base")
    BUILD = "build", _("Build")
    PEAK = "peak", _("Peak")
    TAPER = "taper", _("Taper")
    RACE = "race", _("Race")
    TRANSITION = "transition", _("Transition")


class SeasonPhase(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    season = models.ForeignKey(Season, models.CASCADE, related_name="phases")
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=PhaseKind)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"))
    weekly_load = models.FloatField(_("load a week"), null=True, blank=True)

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = (
            models.CheckConstraint(condition=Q(to_on__gte=models.F("from_on")), name="phase_ends_after_start"),
        )

    def __str__(self) -> str:
        return f"{self.kind} from {self.from_on}"


class CalendarFeed(models.Model):
    """A revocable address under which a calendar program reads the plan. Only the token's hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token_hash = models.BinaryField(max_length=32, unique=True)
    hint = models.CharField(max_length=12)
    created_at = models.DateTimeField(db_default=Now())
    last_read_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return self.hint
