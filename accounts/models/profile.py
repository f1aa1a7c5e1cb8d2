from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.visibility import AthleteOwned
from core.ids import uuid7
from core.models.versioned import Versioned


class Sport(models.TextChoices):
    RIDE = "ride", _("Ride")
    RUN = "run", _("Run")
    SWIM = "swim", _("Swim")
    STRENGTH = "strength", _("Strength")
    WALK = "walk", _("Walk")
    ROW = "row", _("Row")
    SKI = "ski", _("Ski")
    OTHER = "other", _("Other")


class Sex(models.TextChoices):
    UNSAID = "", _("Not said")
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class Audience(models.TextChoices):
    PRIVATE = "private", _("Only me")
    COACH = "coach", _("My coaches")
    TEAM = "team", _("My team")


class AthleteProfile(Versioned):
    athlete = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="profile")
    sports = ArrayField(
        models.CharField(max_length=20, choices=Sport), verbose_name=_("sports"), default=list, blank=True
    )
    birth_on = models.DateField(_("birth date"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, blank=True, default=Sex.UNSAID)
    show_activities_to = models.CharField(_("activities"), max_length=10, choices=Audience, default=Audience.COACH)
    show_map_to = models.CharField(_("maps"), max_length=10, choices=Audience, default=Audience.COACH)
    show_heart_rate_to = models.CharField(_("heart rate"), max_length=10, choices=Audience, default=Audience.COACH)
    show_wellness_to = models.CharField(_("wellness"), max_length=10, choices=Audience, default=Audience.COACH)

    objects: ClassVar[models.Manager["AthleteProfile"]] = AthleteOwned["AthleteProfile"].as_manager()

    class Meta:
        verbose_name = _("athlete profile")
        verbose_name_plural = _("athlete profiles")

    def __str__(self) -> str:
        return str(self.pk)


class AvailableDay(models.Model):
    """How long an athlete can train on a weekday; a day without a row is not said, zero seconds is a rest day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="available_days")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    duration_s = models.PositiveIntegerField(_("time to train"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects: ClassVar[models.Manager["AvailableDay"]] = AthleteOwned["AvailableDay"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["athlete", "weekday"], name="available_day_once"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="available_day_is_a_weekday"),
            models.CheckConstraint(condition=models.Q(duration_s__lte=86_400), name="available_day_has_24_hours"),
        )

    def __str__(self) -> str:
        return f"{self.athlete_id} on weekday {self.weekday}"


class AbsenceKind(models.TextChoices):
    UNAVAILABLE = "unavailable", _("Unavailable")
    TRAVEL = "travel", _("Travel")
    INJURY = "injury", _("Injury")
    ILLNESS = "illness", _("Illness")


class Absence(Versioned):
    """A stretch of local days without (normal) training, and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences")
    kind = models.CharField(_("kind"), max_length=20, choices=AbsenceKind, default=AbsenceKind.UNAVAILABLE)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects: ClassVar[models.Manager["Absence"]] = AthleteOwned["Absence"].as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="absence_ends_after_start",
            ),
        )
        indexes = (models.Index(fields=["athlete", "from_on"], name="absence_of_athlete"),)

    def __str__(self) -> str:
        return f"{self.kind} from {self.from_on}"
