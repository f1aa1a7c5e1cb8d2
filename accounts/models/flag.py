from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.http import HttpRequest
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

    def is_active(self, request: HttpRequest, read_only: bool = False) -> bool | None:  # noqa: FBT001, FBT002 - waffle's
        return False if self.is_killed else super().is_active(request, read_only)

    def is_active_for_user(self, user: Any) -> bool | None:
        from accounts.targeting import is_targeted  # noqa: PLC0415 - the rule reads models

        if self.is_killed:
            return False
        opinion = super().is_active_for_user(user)
        return opinion if opinion is not None else is_targeted(self, user) or None

    def _is_active_for_percent(self, request: HttpRequest, read_only: bool) -> bool | None:  # noqa: FBT001 - waffle's
        # waffle draws lots and keeps them in a cookie; ours are drawn from the person (`accounts.targeting`).
        return None

    def get_flush_keys(self, flush_keys: list[str] | None = None) -> list[str]:
        from accounts.targeting import team_ids_key  # noqa: PLC0415 - the rule reads models

        return [*super().get_flush_keys(flush_keys), team_ids_key(self.name)]
