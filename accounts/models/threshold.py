from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.visibility import AthleteOwned
from core.ids import uuid7
from core.models.versioned import Versioned


class ThresholdSport(models.TextChoices):
    RIDE = "ride", _("Ride")
    RUN = "run", _("Run")
    SWIM = "swim", _("Swim")
    OTHER = "other", _("Other")


class ThresholdKind(models.TextChoices):
    FTP_W = "ftp_w", _("Functional threshold power (W)")
    CP_W = "cp_w", _("Critical power (W)")
    W_PRIME_J = "w_prime_j", _("W′ (J)")
    LTHR_BPM = "lthr_bpm", _("Threshold heart rate (bpm)")
    MAX_HR_BPM = "max_hr_bpm", _("Maximum heart rate (bpm)")
    REST_HR_BPM = "rest_hr_bpm", _("Resting heart rate (bpm)")
    THRESHOLD_PACE_MPS = "threshold_pace_mps", _("Threshold pace (m/s)")
    CSS_MPS = "css_mps", _("Critical swim speed (m/s)")
    WEIGHT_KG = "weight_kg", _("Weight (kg)")


class Threshold(Versioned):
    """A value of an athlete that holds from a local date on, for one sport or (null) for all."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="thresholds")
    sport = models.CharField(  # noqa: DJ001 - null is "all sports", and part of the key
        _("sport"), max_length=10, choices=ThresholdSport, null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ThresholdKind)
    value = models.FloatField(_("value"))
    effective_on = models.DateField(_("from"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Threshold"]] = AthleteOwned["Threshold"].as_manager()

    class Meta:
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")
        constraints = (
            models.UniqueConstraint(
                fields=["athlete", "sport", "kind", "effective_on"], nulls_distinct=False, name="threshold_once_a_day"
            ),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="threshold_is_positive"),
        )
        indexes = (models.Index(fields=["athlete", "-effective_on", "id"], name="threshold_of_athlete"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.value} from {self.effective_on}"


class ZoneMetric(models.TextChoices):
    POWER = "power", _("Power")
    HEART_RATE = "heart_rate", _("Heart rate")
    PACE = "pace", _("Pace")


class ZoneSet(Versioned):
    """Own zone boundaries from a local date on: the upper bounds of all zones but the open last one, ascending."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="zone_sets")
    sport = models.CharField(  # noqa: DJ001 - null is "all sports", and part of the key
        _("sport"), max_length=10, choices=ThresholdSport, null=True, blank=True
    )
    metric = models.CharField(_("metric"), max_length=20, choices=ZoneMetric)
    effective_on = models.DateField(_("from"))
    boundaries = ArrayField(models.FloatField(), verbose_name=_("upper bounds"))
    names = ArrayField(models.CharField(max_length=40), verbose_name=_("names"), default=list, blank=True)

    objects: ClassVar[models.Manager["ZoneSet"]] = AthleteOwned["ZoneSet"].as_manager()

    class Meta:
        verbose_name = _("zones")
        verbose_name_plural = _("zones")
        constraints = (
            models.UniqueConstraint(
                fields=["athlete", "sport", "metric", "effective_on"], nulls_distinct=False, name="zones_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(boundaries__len__gte=1, boundaries__len__lte=9), name="zones_between_two_and_ten"
            ),
        )

    def __str__(self) -> str:
        return f"{self.metric} zones from {self.effective_on}"


class FitnessSeed(Versioned):
    """Where the load model starts for someone who trained before they came here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="fitness_seeds")
    on = models.DateField(_("on"))
    fitness = models.FloatField(_("fitness"))
    fatigue = models.FloatField(_("fatigue"))

    objects: ClassVar[models.Manager["FitnessSeed"]] = AthleteOwned["FitnessSeed"].as_manager()

    class Meta:
        verbose_name = _("fitness seed")
        verbose_name_plural = _("fitness seeds")
        constraints = (
            models.UniqueConstraint(fields=["athlete", "on"], name="fitness_seed_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(fitness__gte=0, fitness__lte=300, fatigue__gte=0, fatigue__lte=500),
                name="fitness_seed_is_plausible",
            ),
        )

    def __str__(self) -> str:
        return f"{self.fitness} / {self.fatigue} on {self.on}"
