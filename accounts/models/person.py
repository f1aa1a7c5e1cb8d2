from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.versioned import Versioned


class Units(models.TextChoices):
    METRIC = "metric", _("Metric")
    IMPERIAL = "imperial", _("Imperial")


class Theme(models.TextChoices):
    SYSTEM = "system", _("Like the device")
    DARK = "dark", _("Dark")
    LIGHT = "light", _("Light")
    CONTRAST = "contrast", _("High contrast")


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Person(Versioned):
    """Who somebody is to others: seen by team mates and by those with a live grant, unlike the login."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="person")
    name = models.CharField(_("name"), max_length=120, blank=True)
    locale = models.CharField(_("language"), max_length=10, default="en", choices=settings.LANGUAGES)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    country = models.CharField(_("country"), max_length=2, blank=True)
    units = models.CharField(_("units"), max_length=10, choices=Units, default=Units.METRIC)
    theme = models.CharField(_("theme"), max_length=10, choices=Theme, default=Theme.SYSTEM)
    week_starts_on = models.PositiveSmallIntegerField(_("week starts on"), choices=Weekday, default=Weekday.MONDAY)
    onboarded_at = models.DateTimeField(_("onboarded"), null=True, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(week_starts_on__gte=0, week_starts_on__lte=6), name="person_week_starts_on_day"
            ),
        )

    def __str__(self) -> str:
        return self.name or str(self.pk)
