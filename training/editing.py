"""What a person says about a session, and taking sessions away."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import DomainError
from core.events import emit
from training.equipment import forget_told_names
from training.ledger import enter, retell
from training.models import Activity, ChangeCause, Gear
from training.recording import entered, lock_activity, measure_again
from training.source_policies import lenders_of

COUNTING = frozenset({"rpe", "load_override", "chosen_sport", "chosen_sub_sport"})


@transaction.atomic
def change_activity(*, activity: Activity, actor: User, **changes: Any) -> Activity:
    """Title, notes, effort, feel, gear, sport: typed by the athlete, kept whatever the sources say."""
    lock_activity(activity)
    _require_own_gear(activity, changes)
    for name, value in changes.items():
        setattr(activity, name, value)
    activity.save(update_fields=list(changes))
    if COUNTING & changes.keys():
        by_hand = COUNTING - {"chosen_sport", "chosen_sub_sport"} & changes.keys()
        measure_again(activity, cause=ChangeCause.SET_BY_HAND if by_hand else ChangeCause.CORRECTED)
    emit("training.activity_changed", activity_id=activity.pk, athlete_id=activity.athlete_id)
    activity.refresh_from_db()
    return activity


@transaction.atomic
def delete_activity(*, activity: Activity, actor: User) -> None:
    lock_activity(activity)
    before, lenders = entered(activity), lenders_of(activity)
    athlete_id, activity_id = activity.athlete_id, activity.pk
    activity.delete()
    enter(athlete_id=athlete_id, activity_id=activity_id, before=before, after=None, cause=ChangeCause.DELETED)
    for kind in lenders:
        retell(athlete_id=athlete_id, activity_id=activity_id, entry=None)
        forget_told_names(athlete_id=athlete_id, kind=kind)
    emit("training.activity_deleted", activity_id=activity_id, athlete_id=athlete_id)


def _require_own_gear(activity: Activity, changes: dict[str, Any]) -> None:
    gear_id = changes.get("gear_id")
    if gear_id and not Gear.objects.filter(pk=gear_id, athlete_id=activity.athlete_id).exists():
        raise DomainError(_("This gear is not there."), field="gear_id", detail="unknown")
