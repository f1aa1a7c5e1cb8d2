"""When a person knows better: two activities are one session, or one activity is two."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Conflict, DomainError
from core.events import emit
from training.ledger import enter, retell
from training.models import Activity, ChangeCause, Source
from training.recording import TYPED, entered, fill_typed, lock_activity, measure_again, new_activity
from training.source_policies import lenders_of


@transaction.atomic
def merge_activities(*, into: Activity, others: Sequence[Activity], actor: User | None) -> Activity:
    """All sources gather in one activity; the best of them leads. What was typed stays, gaps are filled."""
    lock_activity(into)
    for other in others:
        lock_activity(other)
        _require_mergeable(into, other)
        before, lenders = entered(other), lenders_of(other)
        fill_typed(into, {name: getattr(other, name) for name in TYPED})
        other.sources.update(activity=into, is_kept_apart=False)
        gone = other.pk
        other.delete()
        enter(athlete_id=into.athlete_id, activity_id=gone, before=before, after=None, cause=ChangeCause.OTHER_SOURCE)
        if lenders:
            retell(athlete_id=into.athlete_id, activity_id=gone, entry=None)
        emit("training.activity_deleted", activity_id=gone, athlete_id=into.athlete_id)
    measure_again(into, cause=ChangeCause.OTHER_SOURCE)
    emit("training.activity_changed", activity_id=into.pk, athlete_id=into.athlete_id)
    return into


@transaction.atomic
def split_sources(*, activity: Activity, source_ids: Collection[UUID], actor: User) -> list[Activity]:
    """Each named source becomes an activity of its own and stays one."""
    lock_activity(activity)
    sources = list(activity.sources.order_by("fetched_at", "id"))
    leaving = [source for source in sources if source.pk in source_ids]
    if len(leaving) != len(set(source_ids)):
        raise DomainError(_("This source is not part of the activity."), field="source_ids", detail="unknown")
    if not leaving or len(leaving) == len(sources):
        raise Conflict(_("One source has to stay, and one to go."), field="source_ids")
    born = [_leave(source) for source in leaving]
    activity.sources.update(is_kept_apart=True)
    measure_again(activity, cause=ChangeCause.OTHER_SOURCE)
    emit("training.activity_changed", activity_id=activity.pk, athlete_id=activity.athlete_id)
    return born


def _leave(source: Source) -> Activity:
    born = new_activity(source)
    source.activity, source.is_kept_apart = born, True
    source.save(update_fields=["activity", "is_kept_apart"])
    measure_again(born, cause=ChangeCause.OTHER_SOURCE)
    emit("training.activity_recorded", activity_id=born.pk, athlete_id=born.athlete_id, is_new=True)
    return born


def _require_mergeable(into: Activity, other: Activity) -> None:
    if into.pk == other.pk or into.athlete_id != other.athlete_id:
        raise DomainError(_("Choose other activities of the same athlete."), field="activity_ids")
    if into.start_at >= other.end_at or other.start_at >= into.end_at:
        raise DomainError(
            _("These sessions do not overlap in time, so they are not the same one."),
            field="activity_ids",
            detail="apart",
        )
