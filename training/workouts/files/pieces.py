"""A course as stretches that go linearly from one value to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from training.workouts.files.imported import Warnings
from training.workouts.structure_json import MAX_STEPS


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole seconds from `start_s` to `end_s`, going from one value to another."""

    start_s: int
    end_s: int
    first: float
    last: float

    @property
    def slope(self) -> float:
        return (self.last - self.first) / (self.end_s - self.start_s)

    @property
    def area(self) -> float:
        return (self.first + self.last) / 2 * (self.end_s - self.start_s)


def pieces_of(points: Sequence[tuple[float, float]]) -> list[Piece]:
    """Stretches between points of seconds and values; those that go on in one line are one."""
    if points and points[0][0] > 0:
        points = [(0.0, points[0][1]), *points]
    pieces: list[Piece] = []
    for (begin, first), (end, last) in pairwise(points):
        start_s, end_s = round(begin), round(end)
        if end_s > start_s:
            _append(pieces, Piece(start_s, end_s, first, last))
    return pieces


def _append(pieces: list[Piece], piece: Piece) -> None:
    previous = pieces[-1] if pieces else None
    is_one_line = previous and previous.last == piece.first and abs(previous.slope - piece.slope) < 1e-6
    if previous and is_one_line:
        pieces[-1] = Piece(previous.start_s, piece.end_s, previous.first, piece.last)
    else:
        pieces.append(piece)


def few_enough(pieces: list[Piece], warnings: Warnings) -> list[Piece]:
    """As they are, or, of a course that says a value a second, level stretches of the same work."""
    if len(pieces) <= MAX_STEPS:
        return pieces
    total = pieces[-1].end_s
    width = -(-total // MAX_STEPS)
    warnings.add("simplified", f"A course of {len(pieces):,} points was taken in steps of {width} seconds.")
    cut = [part for piece in pieces for part in _cut(piece, width)]
    return [_levelled(list(parts)) for _, parts in groupby(cut, key=lambda part: part.start_s // width)]


def _cut(piece: Piece, width: int) -> list[Piece]:
    """At every whole multiple of so many seconds."""
    marks = range(piece.start_s // width * width + width, piece.end_s, width)
    bounds = [piece.start_s, *marks, piece.end_s]
    values = [piece.first + piece.slope * (at - piece.start_s) for at in bounds]
    return [Piece(a, b, x, y) for (a, x), (b, y) in pairwise(zip(bounds, values, strict=True))]


def _levelled(parts: list[Piece]) -> Piece:
    start_s, end_s = parts[0].start_s, parts[-1].end_s
    mean = sum(part.area for part in parts) / (end_s - start_s)
    return Piece(start_s, end_s, mean, mean)
