from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Sport
from accounts.models.visibility import AthleteOwned
from core.ids import uuid7
from core.models.versioned import Versioned
from training.models.passported import Circle, Passported, PassportedQuerySet


class SubSport(models.TextChoices):
    INDOOR = "indoor", _("Indoor")
    VIRTUAL = "virtual", _("Virtual")
    ROAD = "road", _("Road")
    TRAIL = "trail", _("Trail")
    GRAVEL = "gravel", _("Gravel")
    MTB = "mtb", _("Mountain bike")
    EBIKE = "ebike", _("E-bike")
    TRACK = "track", _("Track")
    CYCLOCROSS = "cyclocross", _("Cyclocross")
    BMX = "bmx", _("BMX")
    HANDCYCLE = "handcycle", _("Handcycle")
    COMMUTE = "commute", _("Commute")
    TREADMILL = "treadmill", _("Treadmill")
    ULTRA = "ultra", _("Ultra")
    STAIRS = "stairs", _("Stairs")
    POOL = "pool", _("Pool")
    OPEN_WATER = "open_water", _("Open water")
    HIKING = "hiking", _("Hiking")
    RUCKING = "rucking", _("Rucking")
    MOUNTAINEERING = "mountaineering", _("Mountaineering")
    SNOWSHOE = "snowshoe", _("Snowshoes")
    CROSS_COUNTRY = "cross_country", _("Cross-country")
    ALPINE = "alpine", _("Alpine")
    BACKCOUNTRY = "backcountry", _("Backcountry")
    SNOWBOARD = "snowboard", _("Snowboard")
    SKATE = "skate", _("Skating")
    CARDIO = "cardio", _("Cardio")
    ELLIPTICAL = "elliptical", _("Elliptical")
    FLEXIBILITY = "flexibility", _("Flexibility")
    PILATES = "pilates", _("Pilates")
    YOGA = "yoga", _("Yoga")
    TRANSITION = "transition", _("Transition")


class LoadMethod(models.TextChoices):
    POWER = "power", _("Power")
    RUN_PACE = "run_pace", _("Running pace")
    SWIM_PACE = "swim_pace", _("Swimming pace")
    HEART_RATE = "heart_rate", _("Heart rate")
    RPE = "rpe", _("Perceived exertion")
    MANUAL = "manual", _("Set by hand")
    NONE = "none", _("None")


class Gear(Versioned):
    """A bike, a pair of shoes. Its mileage is counted from the activities, never kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    sport = models.CharField(_("sport"), max_length=20, choices=Sport)
    distance_before_m = models.FloatField(_("distance before"), default=0, validators=[MinValueValidator(0)])
    is_default = models.BooleanField(_("chosen by itself"), default=False)
    retired_on = models.DateField(_("retired"), null=True, blank=True)
    named_by = models.CharField(_("named by"), max_length=20, blank=True, db_default="", default="")
    """The kind of source that its name was copied from. It goes with the last of them; what a person typed stays."""

    objects: ClassVar[models.Manager["Gear"]] = AthleteOwned["Gear"].as_manager()

    class Meta:
        verbose_name = _("gear")
        verbose_name_plural = _("gear")
        constraints = (
            models.UniqueConstraint("athlete", "name", "sport", name="gear_once"),
            models.UniqueConstraint(
                fields=["athlete", "sport"], condition=models.Q(is_default=True), name="gear_one_default"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ActivityQuerySet(PassportedQuerySet["Activity"]):
    def newest_first(self) -> Self:
        return self.order_by("-start_at", "-id")

    def named(self) -> Self:
        """Only what the name of an activity needs."""
        return self.only("id", "title", "source_title", "sport", "local_on")

    def on_days(self, first: Any, last: Any) -> Self:
        return self.filter(local_on__gte=first, local_on__lte=last)


class Activity(Passported, Versioned):
    """A session that happened. What is measured comes from its leading source, what a person typed belongs to no source."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    leader_id: UUID | None
    leader = models.ForeignKey("training.Source", models.SET_NULL, null=True, related_name="+")

    # typed by a person
    title = models.CharField(_("title"), max_length=200, blank=True)
    notes = models.TextField(_("notes"), max_length=10_000, blank=True)
    chosen_sport = models.CharField(_("chosen sport"), max_length=20, choices=Sport, blank=True)
    chosen_sub_sport = models.CharField(max_length=20, choices=SubSport, blank=True)
    rpe = models.FloatField(
        _("perceived exertion"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(10)]
    )
    feel = models.PositiveSmallIntegerField(
        _("feel"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    load_override = models.FloatField(
        _("load set by hand"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(2000)]
    )
    gear = models.ForeignKey(Gear, models.SET_NULL, null=True, blank=True, related_name="activities")

    # told by the leader
    source_title = models.CharField(max_length=200, blank=True)
    sport = models.CharField(_("sport"), max_length=20, choices=Sport)
    sub_sport = models.CharField(_("kind"), max_length=20, choices=SubSport, blank=True)
    start_at = models.DateTimeField(_("start"))
    end_at = models.DateTimeField(_("end"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    local_on = models.DateField(_("day"))
    device = models.CharField(_("device"), max_length=120, blank=True)

    # measured
    elapsed_s = models.FloatField(_("elapsed"), null=True)
    timer_s = models.FloatField(_("recorded"), null=True)
    moving_s = models.FloatField(_("moving"), null=True)
    distance_m = models.FloatField(_("distance"), null=True)
    ascent_m = models.FloatField(_("ascent"), null=True)
    descent_m = models.FloatField(_("descent"), null=True)
    avg_power_w = models.FloatField(_("average power"), null=True)
    max_power_w = models.FloatField(_("highest power"), null=True)
    normalized_power_w = models.FloatField(_("normalised power"), null=True)
    intensity = models.FloatField(_("intensity"), null=True)
    variability = models.FloatField(_("variability"), null=True)
    work_j = models.FloatField(_("work"), null=True)
    avg_hr_bpm = models.FloatField(_("average heart rate"), null=True)
    max_hr_bpm = models.FloatField(_("highest heart rate"), null=True)
    avg_cadence_rpm = models.FloatField(_("average cadence"), null=True)
    avg_speed_mps = models.FloatField(_("average speed"), null=True)
    max_speed_mps = models.FloatField(_("highest speed"), null=True)
    efficiency = models.FloatField(_("efficiency"), null=True)
    decoupling_pct = models.FloatField(_("decoupling"), null=True)
    load = models.FloatField(_("load"), null=True)
    load_method = models.CharField(_("load from"), max_length=20, choices=LoadMethod, default=LoadMethod.NONE)
    load_reason = models.CharField(max_length=60, blank=True)
    zones = models.JSONField(default=dict)
    polyline = models.TextField(blank=True)
    quality = models.JSONField(default=list)
    formula_version = models.PositiveSmallIntegerField(default=0)
    threshold_ids = ArrayField(models.UUIDField(), default=list)
    fingerprint = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    search = models.GeneratedField(
        expression=SearchVector("title", "source_title", "notes", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar[ActivityQuerySet] = ActivityQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(end_at__gte=models.F("start_at")), name="activity_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(rpe=None) | models.Q(rpe__gte=0, rpe__lte=10), name="activity_rpe_0_to_10"
            ),
            models.CheckConstraint(
                condition=models.Q(feel=None) | models.Q(feel__gte=1, feel__lte=5), name="activity_feel_1_to_5"
            ),
        )
        indexes = (
            models.Index(fields=["athlete", "-start_at", "-id"], name="activity_of_athlete"),
            models.Index(fields=["athlete", "local_on"], name="activity_day"),
            models.Index(
                fields=["athlete"],
                condition=~models.Q(visible_to=Circle.TEAM) | models.Q(ai_allowed=False) | models.Q(combinable=False),
                name="activity_restricted",
            ),
            GinIndex(fields=["search"], name="activity_search"),
        )

    def __str__(self) -> str:
        """Without its title: logs and pages of the staff name rows like this."""
        return f"{self.sport} {self.local_on}"

    @property
    def name(self) -> str:
        return self.title or self.source_title or str(self)


class Analysis(models.Model):
    """What is only looked at together with one activity: laps, efforts, intervals, and the receipt of its numbers."""

    activity = models.OneToOneField(Activity, models.CASCADE, primary_key=True, related_name="analysis")
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    visible_to = models.CharField(max_length=10, choices=Circle, default=Circle.TEAM)
    laps = models.JSONField(default=list)
    efforts = models.JSONField(default=list)
    intervals = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    receipt = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("analysis")
        verbose_name_plural = _("analyses")

    def __str__(self) -> str:
        return str(self.pk)


class CorrectionKind(models.TextChoices):
    CROP = "crop", _("Cut to a part")
    REMOVE_SPIKES = "remove_spikes", _("Remove spikes")
    FIX_DISTANCE = "fix_distance", _("Correct the distance")
    FIX_ALTITUDE = "fix_altitude", _("Correct the altitude")


class Correction(models.Model):
    """A wish applied to the leader's streams whenever the activity is measured. Taking it back brings everything back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="corrections")
    kind = models.CharField(_("kind"), max_length=20, choices=CorrectionKind)
    values = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[models.Manager["Correction"]] = AthleteOwned["Correction"].as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return self.kind


class CurveMetric(models.TextChoices):
    POWER = "power", _("Power")
    HEART_RATE = "heart_rate", _("Heart rate")
    SPEED = "speed", _("Speed")
    DISTANCE = "distance", _("Distance")


class Curve(Passported):
    """The best of one activity at each fixed duration (or, for distance, the fastest time over each fixed distance).

    Season curves, records and badges are folded from these by reader, never stored.
    """

    id = models.BigAutoField(primary_key=True)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="curves", db_index=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    metric = models.CharField(max_length=12, choices=CurveMetric)
    sport = models.CharField(max_length=20)
    sub_sport = models.CharField(max_length=20, blank=True)
    start_at = models.DateTimeField()
    local_on = models.DateField()
    best = models.BinaryField()
    starts = models.BinaryField()

    objects: ClassVar[PassportedQuerySet["Curve"]] = PassportedQuerySet["Curve"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (models.UniqueConstraint(fields=["activity", "metric"], name="curve_once"),)
        indexes = (models.Index(fields=["athlete", "metric", "local_on"], name="curve_of_athlete"),)

    def __str__(self) -> str:
        return f"{self.metric} {self.local_on}"
