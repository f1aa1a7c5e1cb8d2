"""Steps of a TrainerRoad workout: a value a second, and the intervals they belong to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from training.workouts.files.imported import Warnings, finite, note_of, target_of
from training.workouts.files.pieces import Piece, few_enough, pieces_of
from training.workouts.files.trainingpeaks_json import lowered
from training.workouts.structure import Length, Step
from training.workouts.structure_json import MAX_TIME_S

MAX_POINTS = 200_000
ALIKE = 0.75  # percent that a value may lie beside a straight line
_NAMELESS = {"", "fake", "workout"}

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Course:
    """Seconds and percent of threshold power; marks are where an interval begins or ends."""

    points: tuple[Point, ...]
    marks: tuple[int, ...]
    names: Mapping[int, str]
    ftp_w: float | None


def course_of(document: Mapping[str, Any]) -> Course | None:
    """None where the document is something else."""
    small = lowered(document)
    told = small.get("workoutdata", small.get("coursedata"))
    points = _points(told) if isinstance(told, list) and len(told) <= MAX_POINTS else []
    intervals = _intervals(small.get("intervaldata"))
    if len(points) < 2:
        return _of_intervals(small.get("intervaldata"))
    points = _in_seconds(points, max((end for _, end, _ in intervals), default=0))
    if points[-1][0] > MAX_TIME_S:
        return None
    marks = sorted({at for start, end, _ in intervals for at in (start, end)})
    return Course(tuple(points), tuple(marks), {start: name for start, _, name in intervals}, _ftp(told))


def _of_intervals(told: object) -> Course | None:
    """Where the seconds are not told: each interval at the level it starts with."""
    points: list[Point] = []
    last = 0
    for start, end, name, level in _levels(told):
        if level is not None and name.casefold() != "workout" and start >= last:
            points.append((float(start), level))
            last = end
    if not points:
        return None
    marks = (*(round(at) for at, _ in points), last)
    return Course(tuple(points), marks, {start: name for start, _, name in _intervals(told)}, None)


def _points(told: Sequence[object]) -> list[Point]:
    points: list[Point] = []
    for point in told:
        if not isinstance(point, Mapping):
            return []
        at = next((v for name in ("seconds", "tick", "time") if (v := finite(point.get(name))) is not None), None)
        value = finite(point.get("ftppercent"))
        if at is None or value is None or (points and at < points[-1][0]):
            return []
        points.append((at, value))
    return points


def _intervals(told: object) -> list[tuple[int, int, str]]:
    """Without the one that is the whole."""
    levels = _levels(told)
    return [
        (start, end, "" if name.casefold() in _NAMELESS else name)
        for start, end, name, _ in levels
        if name.casefold() != "workout"
    ]


def _levels(told: object) -> list[tuple[int, int, str, float | None]]:
    """Seconds, name and percent of each interval."""
    found = []
    for interval in told if isinstance(told, list) else []:
        if not isinstance(interval, Mapping):
            continue
        start, end, level = (finite(interval.get(name)) for name in ("start", "end", "starttargetpowerpercent"))
        if start is not None and end is not None and 0 <= start < end <= MAX_TIME_S:
            found.append((round(start), round(end), str(interval.get("name") or ""), level))
    return found


def _in_seconds(points: list[Point], end_s: int) -> list[Point]:
    """What is called seconds is a thousandth of them, or what it says; the intervals tell."""
    last = points[-1][0]
    steps = sorted(b - a for (a, _), (b, _) in pairwise(points))
    is_thousandths = last > 2 * end_s if end_s else steps[len(steps) // 2] >= 100
    return [(at / 1000, value) for at, value in points] if is_thousandths else points


def _ftp(told: Sequence[Mapping[str, Any]]) -> float | None:
    """Watts over percent say whose threshold the file was made for."""
    for point in told:
        watts, percent = finite(point.get("memberftppercent")), finite(point.get("ftppercent"))
        if watts and percent and percent >= 20 and abs(watts - percent) > 1:
            ftp = round(100 * watts / percent)
            return float(ftp) if 20 <= ftp <= 1000 else None
    return None


def course_steps(course: Course, warnings: Warnings) -> list[Step]:
    """A step for each interval, more where its values are no straight line."""
    pieces = [piece for part in _parts(course) for piece in _straight(part)]
    return [_step(piece, course.names.get(piece.start_s, ""), warnings) for piece in few_enough(pieces, warnings)]


def _parts(course: Course) -> list[list[Point]]:
    """Points between marks. A value holds from its second to the next, the last one as long as the others."""
    points = list(course.points)
    end = max(points[-1][0], course.marks[-1] if course.marks else 0)
    bounds = sorted({0, round(end), *course.marks})
    parts, at = [], 0
    for start, stop in pairwise(bounds):
        part = []
        while at < len(points) and points[at][0] < stop:
            part.append(points[at])
            at += 1
        if part:
            parts.append([*part, (float(stop), part[-1][1])])
            parts[-1][0] = (float(start), part[0][1])
    return parts


def _straight(points: list[Point]) -> list[Piece]:
    (begin, first), (end, last) = points[0], points[-1]
    if all(abs(first + (last - first) * (at - begin) / (end - begin) - value) <= ALIKE for at, value in points):
        return [Piece(round(begin), round(end), first, last)]
    held = [point for (at, value), (after, _) in pairwise(points) for point in ((at, value), (after, value))]
    pieces = pieces_of(_from_zero(held))
    return [replace(piece, start_s=piece.start_s + round(begin), end_s=piece.end_s + round(begin)) for piece in pieces]


def _from_zero(points: list[Point]) -> list[Point]:
    return [(at - points[0][0], value) for at, value in points]


def _step(piece: Piece, name: str, warnings: Warnings) -> Step:
    target = target_of("power", "percent_ftp", max(piece.first, 0.0), max(piece.last, 0.0), is_ramp=True)
    if target is None:
        warnings.add("out_of_range", f"A target of {piece.first:g} to {piece.last:g} % was left out.")
    return Step(Length("time", float(piece.end_s - piece.start_s)), target, note=note_of(name, warnings))
