"""A changed policy holds for what is there already: each source is stamped anew, and what follows from it measured again.

The row of the table is the truth; the work looks for sources that do not obey it and takes them a few at a time, so it
may be stopped anywhere and be begun twice.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F

from core.acting import as_system
from core.events import emit
from core.models import WorkState
from core.work import renew, replay
from training.equipment import forget_told_names
from training.ledger import retell
from training.models import Activity, ChangeCause, PolicyChange, Source, SourcePolicy
from training.recomputing import is_stale
from training.recording import entered, lock_athlete, measure_again
from training.source_policies import disobeying, kept_until, passport_under, policy_of
from training.thresholds import ThresholdBook
from training.tracks import PLACES

BATCH = 20
STILL_RECORDING = timedelta(minutes=30)
"""Longer than any transaction lives."""
DEAD_FOR = timedelta(hours=1)


@transaction.atomic
def change_policy(policy: SourcePolicy) -> PolicyChange:
    """From now on; what is there already follows in the background."""
    with as_system("source policy"):
        policy.save()
        return ask_to_follow(policy.kind)


def ask_to_follow(kind: str) -> PolicyChange:
    from core.tasks import wake  # noqa: PLC0415 - tasks import the functions they run
    from training.tasks import follow_policies  # noqa: PLC0415

    PolicyChange.objects.bulk_create([PolicyChange(kind=kind)], ignore_conflicts=True)  # one that waits will do
    emit("training.policy_changed", source=kind)
    transaction.on_commit(lambda: wake(follow_policies))
    return PolicyChange.objects.filter(kind=kind).latest("created_at")


def follow_stragglers(*, now: datetime) -> int:
    """A session that was being recorded while the policy changed has the passport of before, and is found once it is
    written. A change that was given up is tried again: what it did not reach is seen by those who may not."""
    ended = PolicyChange.objects.filter(state=WorkState.DONE, finished_at__gt=now - STILL_RECORDING)
    with as_system("source policy"), transaction.atomic():
        count = replay(PolicyChange.objects.filter(finished_at__lt=now - DEAD_FOR))
        kinds = [kind for kind in set(ended.values_list("kind", flat=True)) if disobeying(policy_of(kind)).exists()]
        for kind in kinds:
            ask_to_follow(kind)
    return count + len(kinds)


def run(work: PolicyChange) -> Callable[[], None]:
    with transaction.atomic():
        count = disobeying(policy_of(work.kind)).count()
        PolicyChange.objects.filter(pk=work.pk).update(total=F("done") + count)
    while _follow_some(work):
        with transaction.atomic():
            renew(work)
    return partial(emit, "training.policy_followed", source=work.kind)


def _follow_some(work: PolicyChange) -> int:
    """Sessions of one athlete. Whoever brings one in meanwhile waits, has the new policy already, or is a straggler."""
    with transaction.atomic():
        policy = policy_of(work.kind)
        first = disobeying(policy).order_by("athlete_id", "-start_at").values_list("athlete_id", flat=True).first()
        if first is None:
            return 0
        lock_athlete(first)
        book = ThresholdBook(first)
        sources = list(disobeying(policy).filter(athlete_id=first).order_by("-start_at")[:BATCH])
        for source in sources:
            _stamp(source, policy)
            _follow(Activity.objects.get(pk=source.activity_id), book)
        forget_told_names(athlete_id=first, kind=policy.kind)
        PolicyChange.objects.filter(pk=work.pk).update(done=F("done") + len(sources))
        return max(len(sources), 1)


def _stamp(source: Source, policy: SourcePolicy) -> None:
    passport = passport_under(policy, narrowed_to=source.narrowed_to)
    source.visible_to, source.ai_allowed = passport.visible_to, passport.ai_allowed
    source.combinable, source.keep_until = passport.combinable, kept_until(policy, source.fetched_at)
    if source.geo_stored and not policy.geo_stored:
        source.streams.filter(channel__in=PLACES).delete()
        source.geo_stored, source.channels = False, [name for name in source.channels if name not in PLACES]
    source.save(update_fields=["visible_to", "ai_allowed", "combinable", "keep_until", "geo_stored", "channels"])
    source.streams.update(visible_to=source.visible_to)


def _follow(activity: Activity, book: ThresholdBook) -> None:
    """The journal tells it as if the source had had this passport ever since: a load of then gives away as much."""
    if is_stale(activity, book):
        measure_again(activity, cause=ChangeCause.POLICY, book=book)
    else:  # its sources are told of: a new version
        Activity.objects.filter(pk=activity.pk).update(fingerprint=F("fingerprint"))
    retell(athlete_id=activity.athlete_id, activity_id=activity.pk, entry=entered(activity))
    emit("training.activity_changed", activity_id=activity.pk, athlete_id=activity.athlete_id)
