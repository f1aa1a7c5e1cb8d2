"""What an athlete's sessions are recorded under: where they live, their thresholds, the rules for what a service brings."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from uuid import UUID

from accounts.models import Person
from training.models import Gear, SourcePolicy
from training.source_policies import policy_of
from training.thresholds import ThresholdBook


class Circumstances:
    """Read when first needed, and once for however many sessions come in together. Under the athlete's lock it holds."""

    def __init__(self, athlete_id: UUID) -> None:
        self.athlete_id = athlete_id
        self._policies: dict[str, SourcePolicy] = {}
        self._gear: dict[str, UUID | None] = {}

    @cached_property
    def home(self) -> str:
        return Person.objects.filter(pk=self.athlete_id).values_list("time_zone", flat=True).first() or "UTC"

    @cached_property
    def book(self) -> ThresholdBook:
        return ThresholdBook(self.athlete_id)

    def policy(self, kind: str) -> SourcePolicy:
        if kind not in self._policies:
            self._policies[kind] = policy_of(kind)
        return self._policies[kind]

    def usual_gear(self, sport: str) -> UUID | None:
        if sport not in self._gear:
            self._gear[sport] = default_gear(self.athlete_id, sport)
        return self._gear[sport]


def default_gear(athlete_id: UUID, sport: str) -> UUID | None:
    chosen = Gear.objects.filter(athlete_id=athlete_id, sport=sport, is_default=True, retired_on=None)
    return chosen.values_list("pk", flat=True).first()


_shared: ContextVar[Circumstances | None] = ContextVar("shared", default=None)


def circumstances_of(athlete_id: UUID) -> Circumstances:
    shared = _shared.get()
    return shared if shared is not None and shared.athlete_id == athlete_id else Circumstances(athlete_id)


@contextmanager
def recorded_under(circumstances: Circumstances) -> Iterator[None]:
    """Whatever is recorded of the athlete inside shares what was read."""
    token = _shared.set(circumstances)
    try:
        yield
    finally:
        _shared.reset(token)
