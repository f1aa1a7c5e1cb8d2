from django.db import models
from django.utils.translation import gettext_lazy as _


class RateLimit(models.Model):
    """A limit that staff have set differently from the default; zero switches it off."""

    scope = models.CharField(_("scope"), max_length=30, primary_key=True)
    refill = models.PositiveIntegerField(_("requests per period"))
    capacity = models.PositiveIntegerField(_("at once"))

    class Meta:
        verbose_name = _("rate limit")
        verbose_name_plural = _("rate limits")

    def __str__(self) -> str:
        return self.scope
