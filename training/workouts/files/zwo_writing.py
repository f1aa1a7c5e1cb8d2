"""Writing ZWO files."""

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from training.workouts.files.exported import Exported, Source, duration_of, filename, shares_of
from training.workouts.files.imported import Warnings
from training.workouts.resolving import Resolved
from training.workouts.structure import Cadence, Repeat, Step

_SPORTS = {"run": "run", "swim": "swim"}
_OFFSET = re.compile(r"(\d+):(\d\d) (.+)")
_INVALID = re.compile("[\ufffe\uffff]")  # XML has no such signs


def export_zwo(source: Source) -> Exported:
    """Repeats of two timed steps become intervals, all others are written out."""
    warnings = Warnings()
    writer = _ZwoWriter(source, warnings)
    lines = [
        "<workout_file>",
        "  <author></author>",
        f"  <name>{_text(source.title)}</name>",
        f"  <description>{_text(source.description)}</description>",
        f"  <sportType>{_SPORTS.get(source.sport, 'bike')}</sportType>",
        "  <tags></tags>",
        "  <workout>",
        *writer.written(source.workout.steps, ()),
        "  </workout>",
        "</workout_file>",
        "",
    ]
    content = "\n".join(lines).encode()
    return Exported(content, filename(source.title, "zwo"), "application/xml", warnings.all())


def _text(text: str) -> str:
    return escape(_INVALID.sub("", text))


class _ZwoWriter:
    def __init__(self, source: Source, warnings: Warnings) -> None:
        self.resolved: Mapping[tuple[int, ...], Resolved] = source.resolved()
        self.warnings = warnings

    def written(self, parts: tuple[Step | Repeat, ...], path: tuple[int, ...]) -> list[str]:
        lines: list[str] = []
        for index, part in enumerate(parts):
            place = (*path, index)
            if isinstance(part, Step):
                lines += self._step(part, place)
            elif pair := self._pair(part, place):
                lines += pair
            else:
                lines += self.written(part.steps, place) * part.count
        return lines

    def _step(self, step: Step, place: tuple[int, ...]) -> list[str]:
        resolved = self.resolved[place]
        seconds = duration_of(resolved, self.warnings)
        if step.target and step.target.unit == "max":
            return _element("MaxEffort", {"Duration": f"{seconds:g}"}, step.note)
        shares = shares_of(resolved, step, self.warnings)
        fields = {"Duration": f"{seconds:.0f}"}
        name = "FreeRide"
        if shares is not None:
            name, powers = _powers(step, shares)
            fields |= powers
        return _element(name, fields | _cadence(step.cadence), step.note)

    def _pair(self, repeat: Repeat, place: tuple[int, ...]) -> list[str]:
        """Two plain timed steps over and over; none where the repeat is anything else."""
        halves = [step for step in repeat.steps if isinstance(step, Step) and _is_half(step)]
        if len(repeat.steps) != 2 or len(halves) != 2 or repeat.count < 2:
            return []
        fields = {"Repeat": str(repeat.count)}
        for index, (half, prefix) in enumerate((("On", "Power"), ("Off", "Power"))):
            resolved = self.resolved[(*place, index)]
            shares = shares_of(resolved, None, self.warnings)
            if shares is None:
                return []
            fields[f"{half}Duration"] = f"{resolved.duration_s:.0f}"
            if shares[0] == shares[1]:
                fields[f"{half}Power"] = _share(shares[0])
            else:
                fields |= {f"{prefix}{half}Low": _share(shares[0]), f"{prefix}{half}High": _share(shares[1])}
        work, rest = halves
        resting = {"CadenceResting": f"{_middle(rest.cadence):.0f}"} if rest.cadence else {}
        return _element("IntervalsT", fields | _cadence(work.cadence) | resting, repeat.note)


def _is_half(step: Step) -> bool:
    is_plain = step.target is not None and not step.target.is_ramp and step.target.unit != "max"
    return is_plain and step.length.kind == "time" and not step.note


def _powers(step: Step, shares: tuple[float, float]) -> tuple[str, dict[str, str]]:
    """A ramp starts at PowerLow, whatever its direction."""
    low, high = _share(shares[0]), _share(shares[1])
    if step.target and step.target.is_ramp:
        names = {"warmup": "Warmup", "cooldown": "Cooldown"}
        is_usual = (shares[0] < shares[1]) == (step.intent == "warmup")
        return names.get(step.intent, "Ramp") if is_usual else "Ramp", {"PowerLow": low, "PowerHigh": high}
    if shares[0] == shares[1]:
        return "SteadyState", {"Power": low}
    return "SteadyState", {"PowerLow": low, "PowerHigh": high}


def _share(share: float) -> str:
    return f"{share:.5f}".rstrip("0").rstrip(".")


def _middle(cadence: Cadence) -> float:
    return (cadence.low + cadence.high) / 2


def _cadence(cadence: Cadence | None) -> dict[str, str]:
    if cadence is None:
        return {}
    if cadence.low == cadence.high:
        return {"Cadence": f"{cadence.low:.0f}"}
    return {
        "Cadence": f"{_middle(cadence):.0f}",
        "CadenceLow": f"{cadence.low:.0f}",
        "CadenceHigh": f"{cadence.high:.0f}",
    }


def _element(name: str, fields: dict[str, str], note: str) -> list[str]:
    start = f"    <{name} " + " ".join(f"{key}={quoteattr(value)}" for key, value in fields.items())
    if not note:
        return [start + "/>"]
    return [start + ">", *(_event(line) for line in note.split("\n") if line.strip()), f"    </{name}>"]


def _event(line: str) -> str:
    """A line that starts with minutes and seconds stands at that place of its step."""
    found = _OFFSET.fullmatch(line.strip())
    offset = int(found[1]) * 60 + int(found[2]) if found else 0
    message = _INVALID.sub("", found[3] if found else line.strip())
    return f'      <textevent timeoffset="{offset}" message={quoteattr(message)}/>'
