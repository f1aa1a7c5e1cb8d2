"""Rows that carry the passport of the source they come from, and who may read them."""

from typing import Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import AthleteProfile, Audience, Guardianship, Scope
from accounts.models.visibility import AthleteOwned
from core.acting import current
from training.passport import CIRCLES, Passport, Reader

M = TypeVar("M", bound=models.Model)


class Circle(models.TextChoices):
    OWNER = "owner", _("The athlete")
    COACH = "coach", _("Coaches")
    TEAM = "team", _("The team")


class PassportedQuerySet(AthleteOwned[M]):
    """The one place where passports are enforced: whatever is shown or counted is read through one of these two."""

    def visible_to(self, user_id: UUID, *, scope: str = Scope.VIEW_ACTIVITIES) -> Self:
        hidden = AthleteProfile.objects.filter(show_activities_to=Audience.PRIVATE).values("athlete_id")
        others = ~Q(visible_to=Circle.OWNER) & ~Q(athlete_id__in=hidden)
        wards = Guardianship.objects.filter(guardian_id=user_id).values("athlete_id")
        own = Q(athlete_id=user_id) | Q(athlete_id__in=wards)
        return super().visible_to(user_id, scope=scope).filter(own | others).of_no_secret()

    def readable_by(self, reader: str) -> Self:
        """What of an athlete's rows this kind of reader may learn of."""
        if reader == Reader.AI:
            return self.filter(ai_allowed=True)
        return self.filter(visible_to__in=CIRCLES[CIRCLES.index(reader) :]).of_no_secret()

    def of_no_secret(self) -> Self:
        """No passport names staff among its readers, whoever's eyes they look through."""
        return self.filter(visible_to=Circle.TEAM) if current().is_onlooker else self


class Passported(models.Model):
    visible_to = models.CharField(_("visible to"), max_length=10, choices=Circle, default=Circle.TEAM)
    ai_allowed = models.BooleanField(_("may be told to AI"), default=True)
    combinable = models.BooleanField(_("counts in load, records and curves"), default=True)

    class Meta:
        abstract = True

    @property
    def passport(self) -> Passport:
        return Passport(self.visible_to, self.ai_allowed, self.combinable)
