from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from waffle.models import AbstractUserFlag


class Flag(AbstractUserFlag):
    """A waffle flag that can also be aimed at teams, team roles, countries and (once billing is there) plans."""

    teams = models.ManyToManyField("accounts.Team", blank=True, verbose_name=_("teams"))
    team_roles = ArrayField(models.CharField(max_length=20), verbose_name=_("team roles"), default=list, blank=True)
    countries = ArrayField(models.CharField(max_length=2), verbose_name=_("countries"), default=list, blank=True)
    plans = ArrayField(models.CharField(max_length=40), verbose_name=_("plans"), default=list, blank=True)
    is_killed = models.BooleanField(_("switched off for everyone"), default=False)

    class Meta(AbstractUserFlag.Meta):
        abstract = False
        verbose_name = _("feature flag")
        verbose_name_plural = _("feature flags")

    def is_active_for_user(self, user: Any) -> bool | None:
        from accounts.targeting import is_targeted  # noqa: PLC0415 - the rule reads models

        if self.is_killed:
            return False
        return super().is_active_for_user(user) or is_targeted(self, user)
