"""Strict reading of a structure: what is refused is named by its place, as in `steps[2].target.low`."""

import re
from collections.abc import Mapping
from typing import Any, cast, get_args

from training.workouts.structure import (
    INTENTS,
    SHOWN_M,
    VERSION,
    Cadence,
    Length,
    LengthKind,
    Metric,
    Repeat,
    Step,
    Target,
    Workout,
)

MAX_STEPS = 1_000
MAX_EXPANDED = 5_000
MAX_NESTING = 4
MAX_COUNT = 500
MAX_TIME_S = 48 * 3600
MAX_DISTANCE_M = 1_000_000
MAX_NOTE = 3_000
MAX_SECTION = 100
UNITS: dict[str, dict[str, tuple[float, float]]] = {
    "power": {"percent_ftp": (0, 1000), "watts": (0, 3000), "zone": (1, 10), "max": (0, 0)},
    "heart_rate": {"percent_lthr": (20, 150), "percent_max": (20, 120), "bpm": (30, 250), "zone": (1, 10)},
    "pace": {"percent_threshold": (5, 400), "mps": (0.1, 15), "zone": (1, 10)},
    "rpe": {"rpe": (0, 10)},
}
CADENCE = (1.0, 300.0)
AROUND_HEADINGS = "#: "  # people mark headings with them; they are no part of it
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# a length, a share or a repeat: a line with one of them is meant as a step, not as a heading
STEPLIKE = re.compile(
    r"(?i)(?<![\w.,])\d+(?:[.,:]\d+)*(?:(?:h|m|s|min|sec|km|mi|mtr|yd|w|rpm|bpm)(?!\w)|%|['\"])|(?<!\w)\d+\s*x\s*\(?$"
)


class StructureError(Exception):
    """`code` can be translated, `message` is English, `path` says where."""

    def __init__(self, path: str, code: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path, self.code, self.message = path, code, message


def from_json(document: object) -> Workout:
    """The workout of a `structure`; numbers are kept to a thousandth, paces to a tenth of a second."""
    fields = _fields(document, "", {"version", "steps"}, {"steps"})
    if fields.get("version", VERSION) != VERSION or isinstance(fields.get("version"), bool):
        raise StructureError("version", "unknown_version", f"Only version {VERSION} is known.")
    workout = Workout(_parts(fields["steps"], "steps", 0))
    check_size(workout)
    return workout


def check_size(workout: Workout) -> None:
    """Bounds that keep every later computation short."""
    steps, expanded, seconds = _size(workout.steps, 0)
    if steps > MAX_STEPS:
        raise StructureError("steps", "too_many_steps", f"A workout has at most {MAX_STEPS:,} steps.")
    if expanded > MAX_EXPANDED:
        raise StructureError("steps", "too_many_rounds", f"With its repeats it has more than {MAX_EXPANDED:,} steps.")
    if seconds > MAX_TIME_S:
        raise StructureError("steps", "too_long", f"A workout lasts at most {MAX_TIME_S // 3600} hours.")


def _size(parts: tuple[Step | Repeat, ...], depth: int) -> tuple[int, int, float]:
    if depth > MAX_NESTING:
        raise StructureError("steps", "too_deep", f"Repeats lie in each other at most {MAX_NESTING} deep.")
    steps, expanded, seconds = 0, 0, 0.0
    for part in parts:
        steps += 1
        if isinstance(part, Step):
            expanded += 1
            seconds += part.length.value if part.length.kind != "distance" else 0.0
        else:
            inner = _size(part.steps, depth + 1)
            steps += inner[0]
            expanded += inner[1] * part.count
            seconds += inner[2] * part.count
    return steps, expanded, seconds


def _parts(value: object, path: str, depth: int) -> tuple[Step | Repeat, ...]:
    if not isinstance(value, list):
        raise StructureError(path, "not_a_list", "A list of steps is expected.")
    if len(value) > MAX_STEPS:
        raise StructureError(path, "too_many_steps", f"A workout has at most {MAX_STEPS:,} steps.")
    return tuple(_part(part, f"{path}[{index}]", depth) for index, part in enumerate(value))


def _part(value: object, path: str, depth: int) -> Step | Repeat:
    if not isinstance(value, Mapping):
        raise StructureError(path, "not_an_object", "An object is expected.")
    kind = value.get("kind")
    if kind == "step":
        return _step(value, path, depth)
    if kind == "repeat":
        return _repeat(value, path, depth)
    raise StructureError(f"{path}.kind", "unknown_choice", 'One of "step", "repeat" is expected.')


def _repeat(value: object, path: str, depth: int) -> Repeat:
    fields = _fields(value, path, {"kind", "count", "steps", "note", "section"}, {"count", "steps"})
    if depth >= MAX_NESTING:
        raise StructureError(path, "too_deep", f"Repeats lie in each other at most {MAX_NESTING} deep.")
    count = _number(fields["count"], f"{path}.count", 1, MAX_COUNT, whole=True)
    steps = _parts(fields["steps"], f"{path}.steps", depth + 1)
    if not steps:
        raise StructureError(f"{path}.steps", "empty_repeat", "A repeat needs at least one step.")
    return Repeat(int(count), steps, _note(fields, path), _section(fields, path, depth))


def _step(value: object, path: str, depth: int) -> Step:
    known = {"kind", "length", "target", "cadence", "intent", "note", "section"}
    fields = _fields(value, path, known, {"length"})
    intent = _choice(fields.get("intent", "active"), f"{path}.intent", INTENTS)
    return Step(
        length=_length(fields["length"], f"{path}.length"),
        target=_target(fields.get("target"), f"{path}.target"),
        cadence=_cadence(fields.get("cadence"), f"{path}.cadence"),
        intent=cast(Any, intent),
        note=_note(fields, path),
        section=_section(fields, path, depth),
    )


def _length(value: object, path: str) -> Length:
    fields = _fields(value, path, {"kind", "value"}, {"kind"})
    kind = cast(LengthKind, _choice(fields["kind"], f"{path}.kind", get_args(LengthKind)))
    place = f"{path}.value"
    if kind == "distance":
        return Length(kind, _number(fields.get("value"), place, 0.001, MAX_DISTANCE_M))
    if kind == "time":
        return Length(kind, _number(fields.get("value"), place, 1, MAX_TIME_S, whole=True))
    return Length(kind, _number(fields.get("value") or 0, place, 0, MAX_TIME_S, whole=True))


def _target(value: object, path: str) -> Target | None:
    if value is None:
        return None
    fields = _fields(value, path, {"metric", "unit", "low", "high", "is_ramp", "shown"}, {"metric", "unit"})
    metric = cast(Metric, _choice(fields["metric"], f"{path}.metric", get_args(Metric)))
    unit = _choice(fields["unit"], f"{path}.unit", tuple(UNITS[metric]))
    is_ramp = fields.get("is_ramp", False)
    if not isinstance(is_ramp, bool):
        raise StructureError(f"{path}.is_ramp", "not_a_boolean", "True or false is expected.")
    if unit == "max":
        return Target(metric, "max")
    low, high = _range(fields, path, UNITS[metric][unit], whole=unit == "zone", digits=9 if unit == "mps" else 3)
    if low > high and not is_ramp:
        raise StructureError(f"{path}.high", "range_reversed", "The high end is below the low one.")
    shown = _shown(fields, path, unit)
    if shown:
        low, high = snapped(low, shown), snapped(high, shown)
    return Target(metric, cast(Any, unit), low, high, is_ramp, cast(Any, shown))


def _shown(fields: Mapping[str, Any], path: str, unit: str) -> str:
    """How a pace in m/s is read: as minutes per kilometre where nothing is said."""
    shown = fields.get("shown") or ("km" if unit == "mps" else "")
    if unit != "mps" and shown:
        raise StructureError(f"{path}.shown", "not_a_pace", "Only a pace in m/s can be shown per distance.")
    return _choice(shown, f"{path}.shown", tuple(SHOWN_M)) if shown else ""


def snapped(speed_mps: float, shown: str) -> float:
    """The speed whose pace is a whole tenth of a second, so that a written pace reads back as the same number."""
    return SHOWN_M[shown] / max(round(SHOWN_M[shown] / speed_mps, 1), 0.1)


def _cadence(value: object, path: str) -> Cadence | None:
    if value is None:
        return None
    low, high = _range(_fields(value, path, {"low", "high"}, {"low"}), path, CADENCE)
    if low > high:
        raise StructureError(f"{path}.high", "range_reversed", "The high end is below the low one.")
    return Cadence(low, high)


def _range(
    fields: Mapping[str, Any], path: str, limits: tuple[float, float], *, whole: bool = False, digits: int = 3
) -> tuple[float, float]:
    low = _number(fields.get("low"), f"{path}.low", *limits, whole=whole, digits=digits)
    high = fields.get("high")
    return low, low if high is None else _number(high, f"{path}.high", *limits, whole=whole, digits=digits)


def _number(value: object, path: str, least: float, most: float, *, whole: bool = False, digits: int = 3) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:  # noqa: PLR0124 -- NaN
        raise StructureError(path, "not_a_number", "A number is expected.")
    if not least <= value <= most:
        raise StructureError(path, "out_of_range", f"A number from {least:g} to {most:g} is expected.")
    if whole and value != int(value):
        raise StructureError(path, "not_whole", "A whole number is expected.")
    return float(value) if whole or (path.endswith(("low", "high")) and most == 15) else round(float(value), 3)


def _choice(value: object, path: str, choices: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in choices:
        listed = ", ".join(f'"{choice}"' for choice in choices)
        raise StructureError(path, "unknown_choice", f"One of {listed} is expected.")
    return value


def _fields(value: object, path: str, known: set[str], needed: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise StructureError(path, "not_an_object", "An object is expected.")
    prefix = f"{path}." if path else ""
    for name in value:
        if name not in known:
            raise StructureError(f"{prefix}{name}"[:200], "unknown_field", "This field is not known here.")
    for name in sorted(needed):
        if name not in value:
            raise StructureError(f"{prefix}{name}", "missing", "This field is needed.")
    return value


def _note(fields: Mapping[str, Any], path: str) -> str:
    return _text(fields.get("note", ""), f"{path}.note", MAX_NOTE)


def _section(fields: Mapping[str, Any], path: str, depth: int) -> str:
    section = _text(fields.get("section", ""), f"{path}.section", MAX_SECTION).strip(AROUND_HEADINGS)
    if section and depth:
        raise StructureError(f"{path}.section", "heading_in_repeat", "Inside a repeat no heading can stand.")
    if section and not is_heading(section):
        raise StructureError(f"{path}.section", "not_a_heading", "A heading starts with a letter and fills one line.")
    return section


def is_heading(text: str) -> bool:
    """Whether a line of its own is read as a heading: a letter first, one line, nothing of a step in it."""
    is_line = text[:1].isalpha() and text == " ".join(text.split()) and text == text.strip(AROUND_HEADINGS)
    return is_line and len(text) <= MAX_SECTION and not STEPLIKE.search(text) and not CONTROL.search(text)


def _text(value: object, path: str, longest: int) -> str:
    if not isinstance(value, str):
        raise StructureError(path, "not_a_text", "A text is expected.")
    text = value.replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise StructureError(path, "too_long_text", f"At most {longest:,} characters are expected.")
    if CONTROL.search(text):
        raise StructureError(path, "not_printable", "The text holds a sign that cannot be shown.")
    return text
