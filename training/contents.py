"""What a planned session holds, wherever it lies: in the library, in a plan or on a day."""

import math
from collections.abc import Mapping
from typing import Any

from training.science.metrics import Thresholds
from training.structures import PLANNED, planned_figures, settle, structure_of

WORDS = ("sport", "sub_sport", "title", "description", "purpose")
CONTENT = (*WORDS, "structure", "structure_text", *PLANNED, "typed")
EMPTY: dict[str, Any] = {
    **dict.fromkeys(WORDS, ""), "structure": None, "structure_text": "", **dict.fromkeys(PLANNED), "typed": [],
}  # fmt: skip
NOTHING_KNOWN = Thresholds()
_SAME = 1e-6


def content_of(row: Any) -> dict[str, Any]:
    """The content of a row that holds a session."""
    return {name: getattr(row, name) for name in CONTENT}


def settled(
    given: Mapping[str, Any], *, before: Mapping[str, Any] = EMPTY, thresholds: Thresholds = NOTHING_KNOWN
) -> dict[str, Any]:
    """The whole content after what was given: structure, text and figures agree."""
    sent = {name: given[name] for name in CONTENT if name in given and name != "typed"}
    sport = sent.get("sport") or before["sport"]
    merged = {**EMPTY, **before, **settle(sent, sport=sport, before=before)}
    computed = planned_figures(structure_of(merged["structure"]), thresholds, sport)
    merged["typed"] = [name for name in PLANNED if _is_typed(name, sent, before, computed)]
    return {**merged, **resolved(merged, thresholds)}


def resolved(content: Mapping[str, Any], thresholds: Thresholds) -> dict[str, float | None]:
    """The planned figures for an athlete: typed ones stay, the others follow from the structure."""
    typed = {name: content[name] for name in content["typed"]}
    computed = planned_figures(structure_of(content["structure"]), thresholds, content["sport"])
    known = {**typed_load(typed), **{name: value for name, value in computed.items() if value is not None}}
    return {name: typed.get(name, known.get(name)) for name in PLANNED}


def typed_load(typed: Mapping[str, float]) -> dict[str, float]:
    """Load is hours times the square of intensity, in hundreds (Coggan)."""
    duration, intensity = typed.get("planned_duration_s"), typed.get("planned_intensity")
    return {"planned_load": duration / 36 * intensity**2} if duration and intensity else {}


def _is_typed(name: str, sent: Mapping[str, Any], before: Mapping[str, Any], computed: Mapping[str, Any]) -> bool:
    """A figure that says what the structure says anyway was not typed; it may follow the athlete's thresholds."""
    if name not in sent:
        return name in before.get("typed", ())
    value, follows = sent[name], computed[name]
    if value is None:
        return False
    return follows is None or not math.isclose(value, follows, rel_tol=_SAME, abs_tol=_SAME)
