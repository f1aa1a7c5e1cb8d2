"""As whom somebody reads an athlete's sessions, and which fields the athlete's privacy leaves out for them."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.access import scopes_on
from accounts.models import AthleteProfile, Audience, Guardianship, Scope
from core.errors import NotAllowed, NotFound
from training.passport import Reader


@dataclass(frozen=True, slots=True)
class Sight:
    athlete_id: UUID
    reader: str = Reader.OWNER
    sees_map: bool = True
    sees_heart_rate: bool = True

    @property
    def is_own(self) -> bool:
        return self.reader == Reader.OWNER

    @property
    def mark(self) -> str:
        """Part of the entity tag of what others are given: it changes when the athlete's privacy does."""
        return "" if self.is_own else f"{self.reader}{self.sees_map:d}{self.sees_heart_rate:d}"


def sight_on(*, viewer_id: UUID, athlete_id: UUID | None) -> Sight:
    """Of an athlete one may not see there is nothing; of one who keeps sessions to themselves one is told so."""
    if athlete_id is None or viewer_id == athlete_id:
        return Sight(viewer_id)
    if Scope.VIEW_ACTIVITIES not in scopes_on(viewer_id=viewer_id, athlete_id=athlete_id):
        raise NotFound
    if Guardianship.objects.filter(guardian_id=viewer_id, athlete_id=athlete_id).exists():
        return Sight(athlete_id)
    profile = AthleteProfile.objects.filter(athlete_id=athlete_id).first()
    if profile is not None and profile.show_activities_to == Audience.PRIVATE:
        raise NotAllowed(_("The athlete keeps activities private."))
    return Sight(
        athlete_id,
        Reader.COACH,
        sees_map=profile is None or profile.show_map_to != Audience.PRIVATE,
        sees_heart_rate=profile is None or profile.show_heart_rate_to != Audience.PRIVATE,
    )
