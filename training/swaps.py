"""Other workouts with the same purpose, for days on which time or equipment is short."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AthleteProfile, Team, User
from core.errors import Conflict, DomainError, NotAllowed
from training.free_time import FreeTime
from training.judgement_words import worded
from training.models import Excuse, Workout, WorkoutState
from training.plan_acts import Outcome, keep_act, snapshot
from training.plan_rights import PlanSight, plan_sight, require_change, require_unlocked
from training.planned_days import lock_plan
from training.planning import change_workout, drafted_workout, insert_workout
from training.science.session import Thresholds
from training.structures import structure_of
from training.thresholds import ThresholdBook
from training.workouts.language import write
from training.workouts.structure import Workout as Structure
from training.workouts.swapping import EQUIPMENT, PLACES, Alternative, Rules, Wish, alternatives

__all__ = ["EQUIPMENT", "Offer", "accept_swap", "offer_swaps"]

TITLES: dict[str, Promise] = {
    "unchanged": _("As planned"),
    "fewer": _("As planned, with fewer repeats"),
    "shorter": _("As planned, with shorter steps"),
    "usual": _("The same purpose, made new"),
    "short_efforts": _("The same purpose, in shorter efforts"),
    "body_weight": _("Strength with your own weight"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """An alternative, as it would stand in the calendar. The key names it as long as nothing changes."""

    key: str
    alternative: Alternative
    text: str

    @property
    def title(self) -> str:
        return str(TITLES.get(self.alternative.code, self.alternative.title))

    def told(self) -> dict[str, Any]:
        one = self.alternative
        return {
            "key": self.key, "sport": one.sport, "sub_sport": one.sub_sport or None, "code": one.code,
            "title": self.title, "purpose": one.purpose, "structure": one.workout.to_json(),
            "structure_text": self.text, "planned_duration_s": one.planned.duration_s,
            "planned_distance_m": one.planned.distance_m, "planned_load": one.planned.load,
            "planned_intensity": one.planned.intensity,
            "reasons": [worded(reason.to_json()) for reason in one.reasons],
        }  # fmt: skip


def offer_swaps(
    *, workout: Workout, actor: User, duration_s: float | None = None, without: Collection[str] = ()
) -> list[Offer]:
    """Two or three within the coach's rules, the one most like the plan first; fewer where these leave no more."""
    sight = plan_sight(viewer_id=actor.pk, athlete_id=workout.athlete_id)
    _require_swapping(sight, workout)
    sports = AthleteProfile.objects.filter(athlete_id=workout.athlete_id).values_list("sports", flat=True).first()
    found = alternatives(
        structure_of(workout.structure) or Structure(), sport=workout.sport, purpose=workout.purpose,
        wish=Wish(duration_s, frozenset(without), frozenset(sports) if sports else None),
        rules=Rules(max_duration_s=_time_left(workout)), thresholds=_thresholds(workout),
        planned_duration_s=workout.planned_duration_s, planned_load=workout.planned_load,
    )  # fmt: skip
    return [_offer(one) for one in found]


@transaction.atomic
def accept_swap(
    *, workout: Workout, actor: User, now: datetime, key: str, duration_s: float | None = None,
    without: Collection[str] = (),
) -> Workout:  # fmt: skip
    """The chosen one stands beside the planned one, which is excused. It can be taken back like any other act."""
    lock_plan(workout.athlete_id)
    offers = offer_swaps(workout=workout, actor=actor, duration_s=duration_s, without=without)
    chosen = next((offer for offer in offers if offer.key == key), None)
    if chosen is None:
        raise Conflict(_("This alternative is not there any more; ask again."), field="key", detail="outdated")
    before = snapshot(workout)
    made = _planned(workout, chosen, actor, now)
    change_workout(
        workout=workout, actor=actor, now=now, state=WorkoutState.EXCUSED, excuse=Excuse.SWAPPED,
        excuse_note=made.title[:200],
    )  # fmt: skip
    outcomes = [Outcome(workout.pk, "swapped", workout.athlete_id, made.pk, made.on)]
    keep_act(actor=actor, kind="swap", before=[before], after_ids=[workout.pk, made.pk], outcomes=outcomes)
    return made


def _planned(workout: Workout, offer: Offer, actor: User, now: datetime) -> Workout:
    """It stays in the calendar of the team that planned the first one, whoever swaps."""
    one = offer.alternative
    same = one.sport == workout.sport
    sight = plan_sight(viewer_id=actor.pk, athlete_id=workout.athlete_id)
    team_id = None if sight.is_own else workout.team_id or min(sight.editing_teams)
    draft = drafted_workout(
        athlete_id=workout.athlete_id, actor=actor, now=now, on=workout.on, sport=one.sport, team_id=team_id,
        sub_sport=one.sub_sport, title=(workout.title if same else "") or offer.title, purpose=one.purpose,
        structure=one.workout.to_json(), start_time=workout.start_time, key=workout.key, position=workout.position,
    )  # fmt: skip
    draft.team_id = workout.team_id
    return insert_workout(draft, now=now)


def _require_swapping(sight: PlanSight, workout: Workout) -> None:
    require_change(sight, workout)
    require_unlocked(sight, workout, {"sport", "structure"})
    if workout.state != WorkoutState.PLANNED:
        raise DomainError(_("Only a workout that is still open can be swapped."), field="state", detail="not_open")
    if sight.is_own and workout.team_id and not _may_swap(workout.team_id):
        raise NotAllowed(_("Your team asks you to talk to your coach before you swap a workout."))


def _may_swap(team_id: UUID) -> bool:
    return not Team.objects.filter(pk=team_id, athletes_may_swap=False).exists()


def _time_left(workout: Workout) -> float | None:
    """What the athlete said to have on that day, less what else is planned; None where they have not said."""
    free = FreeTime(workout.athlete_id, workout.on, workout.on, without=[workout.pk])
    limit = free.limit_s(workout.on)
    return None if not limit else max(limit - free.used_s(workout.on), 0.0)


def _thresholds(workout: Workout) -> dict[str, Thresholds]:
    book = ThresholdBook(workout.athlete_id)
    return {sport: book.at(sport, workout.on).values for sport in {*PLACES, workout.sport}}


def _offer(one: Alternative) -> Offer:
    text = write(one.workout, one.sport)
    key = hashlib.sha256(repr((one.code, one.sport, one.sub_sport, text)).encode()).hexdigest()[:16]
    return Offer(key, one, text)
