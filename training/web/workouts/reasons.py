"""Why a workout was judged as it was, as pages tell it."""

from collections.abc import Iterable, Mapping
from typing import Any

from training.judgement_words import worded

SHARES = frozenset({"duration", "distance", "load"})
"""Told as figures where planned and done stand beside each other."""


def reason_text(reason: Mapping[str, Any]) -> str:
    return str(worded(reason)["text"])


def reason_texts(reasons: Iterable[Mapping[str, Any]], *, without: Iterable[str] = ()) -> list[str]:
    left_out = set(without)
    return [reason_text(reason) for reason in reasons if reason.get("code") not in left_out]
