"""What is folded from all of an athlete's sessions is kept under the newest change of them: never outdated, only forgotten."""

import hashlib
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.core.cache import cache

from core.acting import actor_id, current
from core.changes import NO_CHANGES, list_etag
from training.science.metrics import FORMULA_VERSION

T = TypeVar("T")
LASTS_S = 86_400


def remembered(athlete_id: UUID, *asked: object, fold: Callable[[], T]) -> T:
    """`asked` names the question and everything else that the answer depends on, the reader above all."""
    newest = list_etag(["activity"], owner=athlete_id)
    if newest in (None, NO_CHANGES):  # a change may still come in before it; or nothing is known of changes
        return fold()
    # The tables show the athlete more than anybody else who asks with the same reader.
    whose = (current().is_system, current().is_onlooker, actor_id() == athlete_id)
    told = repr((settings.VERSION, FORMULA_VERSION, athlete_id, newest, whose, asked))
    key = f"folded:{hashlib.sha256(told.encode()).hexdigest()[:40]}"
    found: tuple[T] | None = cache.get(key)
    if found is None:
        found = (fold(),)
        cache.set(key, found, LASTS_S)
    return found[0]
