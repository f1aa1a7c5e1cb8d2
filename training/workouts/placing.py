"""Which seconds of a session belong to which step.

An exact search over all ways to lay the steps, in their order, onto the session (dynamic programming over the ends of
steps). A step costs what its seconds do not fit and what its length is off; it may be left out, and seconds may
belong to none. A lap mark makes an end cheaper. Equal costs are decided for what comes first, so the answer is the
same every time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from training.science.arrays import Array, Indices, running_sum
from training.workouts.costs import Costs
from training.workouts.executed import Executed, Span
from training.workouts.resolving import Resolved

MOST_CELLS, MOST_STATES, FEWEST_CELLS = 4_000, 2_000_000, 400
SHORTER, LONGER = 0.55, 0.45  # a second too little or too much of an effort
SHORTER_EASY, LONGER_EASY = 0.35, 0.22
SUGGESTED = 0.08  # a second off where the length is only a suggestion
LEFT_OUT, LEFT_OUT_EASY, LEFT_OUT_OPEN = 0.5, 0.3, 10.0
NEW_GAP_S = 12.0
OUTSIDE = 0.5  # of a gap's cost, before the first and after the last step
LEAST_SHARE = 0.2
NEAR_S = 6.0  # smoothing moves a change by some seconds
LAP_S, LAP_REACH_S = 12.0, 4.0
LAPS_OF_STEPS_S = {0: 90.0, 1: 40.0}  # as many laps as steps, or one more or less: the device led through the workout


@dataclass(slots=True)
class _Board:
    """The session in cells of some seconds; a node is a place between two of them."""

    times: Array
    way: Array | None
    laps: Array  # what a step's end saves at each node
    gaps: Array


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a step's length costs: too short, too long, and left out."""

    length: float
    along: Array
    shorter: float
    longer: float
    left_out: float


def place(steps: Sequence[Resolved], efforts: Sequence[bool], executed: Executed, costs: Costs) -> list[Span | None]:
    """Timer seconds of each step, None for one that was not done."""
    if not steps or executed.seconds < 1:
        return [None] * len(steps)
    board = _board(executed, costs, len(steps))
    nodes = board.times.astype(np.intp)
    sums = [costs.sums(step)[nodes] for step in steps]
    rules = [
        _rule(step, is_effort, board, at / len(steps))
        for at, (step, is_effort) in enumerate(zip(steps, efforts, strict=True))
    ]
    spans = [_worth(span, rule) for span, rule in zip(_Search(board, rules, sums).best(), rules, strict=True)]
    return _refined(spans, steps, costs, board)


def _board(executed: Executed, costs: Costs, steps: int) -> _Board:
    cells = min(executed.seconds, MOST_CELLS, max(FEWEST_CELLS, MOST_STATES // steps))
    size = -(-executed.seconds // cells)
    times = np.append(np.arange(0, executed.seconds, size), executed.seconds).astype(np.float64)
    way = executed.channels.get("distance_m")
    is_way = way is not None and not np.isnan(way).any() and way[-1] - way[0] >= 1.0
    gone = _gone(way)[times.astype(np.intp)] if way is not None and is_way else None
    worth = LAPS_OF_STEPS_S.get(abs(len(executed.laps) - steps), LAP_S)
    marks = _lap_marks(executed, times, max(LAP_REACH_S, 1.5 * size), worth)
    return _Board(times, gone, marks, costs.gaps()[times.astype(np.intp)])


def _gone(way: Array) -> Array:
    """Metres before each second, and after the last."""
    gone: Array = np.maximum.accumulate(np.append(way[0], way)) - way[0]
    return gone


def _lap_marks(executed: Executed, times: Array, reach: float, worth: float) -> Array:
    saved = np.zeros(times.size)
    for mark in {end for lap in executed.laps for end in lap}:
        first, last = np.searchsorted(times, (mark - reach, mark + reach))
        near = worth * (1 - abs(times[first:last] - mark) / reach)
        saved[first:last] = np.maximum(saved[first:last], near)
    return saved


def _rule(step: Resolved, is_effort: bool, board: _Board, order: float) -> _Rule:  # noqa: FBT001
    """Of equal steps the last is left out first: `order` makes it a little cheaper."""
    seconds = step.duration_s or 0.0
    shorter, longer = (SHORTER, LONGER) if is_effort else (SHORTER_EASY, LONGER_EASY)
    left_out = (LEFT_OUT if is_effort else LEFT_OUT_EASY) * (seconds or 60.0) * (1 - order / 100)
    if step.length.kind in {"lap", "open"}:
        rate = SUGGESTED if seconds else 0.0
        return _Rule(seconds, board.times, rate, rate, LEFT_OUT_OPEN * (1 - order / 100))
    metres = step.distance_m
    if step.length.kind != "distance" or not metres or board.way is None:
        return _Rule(seconds, board.times, shorter, longer, left_out)
    a_metre = (seconds / metres) if seconds else float(board.times[-1] / board.way[-1])
    return _Rule(
        metres, board.way, shorter * a_metre, longer * a_metre, left_out if seconds else LEFT_OUT * metres * a_metre
    )


def _worth(span: tuple[int, int] | None, rule: _Rule) -> tuple[int, int] | None:
    """A trace of a step, as a lap mark invites, is no step."""
    if span is None or rule.along[span[1]] - rule.along[span[0]] < LEAST_SHARE * rule.length * (
        rule.shorter > SUGGESTED
    ):
        return None
    return span


class _Search:
    def __init__(self, board: _Board, rules: Sequence[_Rule], sums: Sequence[Array]) -> None:
        self.board, self.rules, self.sums = board, rules, sums
        self.starts: list[Array] = []  # cheapest way to begin a step at each node
        self.ends: list[Array] = []  # and to end it there

    def best(self) -> list[tuple[int, int] | None]:
        """Nodes of each step."""
        now = OUTSIDE * self.board.gaps
        for rule, sums in zip(self.rules, self.sums, strict=True):
            self.starts.append(now)
            ended = np.minimum(self._matched(now, rule, sums), now + rule.left_out)
            self.ends.append(ended)
            now = self._with_gap(ended)
        last = self.ends[-1] + OUTSIDE * (self.board.gaps[-1] - self.board.gaps)
        return self._followed(int(last.argmin()))

    def _matched(self, now: Array, rule: _Rule, sums: Array) -> Array:
        """Cheapest cost of a step that ends at each node, wherever it began before."""
        left, along = now - sums, rule.along
        reached = np.searchsorted(along, along - rule.length, side="right") - 1  # last start that is long enough
        reached = np.minimum(reached, np.arange(reached.size) - 1)
        longest = np.minimum.accumulate(left - rule.longer * along)
        long = np.where(reached >= 0, longest[np.maximum(reached, 0)], np.inf) + rule.longer * (along - rule.length)
        short = _window_minima(left + rule.shorter * along, reached + 1) + rule.shorter * (rule.length - along)
        matched: Array = np.minimum(long, short) + sums - self.board.laps
        return matched

    def _with_gap(self, ended: Array) -> Array:
        gaps = self.board.gaps
        resumed: Array = np.minimum(ended, np.minimum.accumulate(ended - gaps) + gaps + NEW_GAP_S)
        return resumed

    def _followed(self, node: int) -> list[tuple[int, int] | None]:
        spans: list[tuple[int, int] | None] = [None] * len(self.rules)
        for index in range(len(self.rules) - 1, -1, -1):
            rule, start = self.rules[index], self.starts[index]
            if self.ends[index][node] < start[node] + rule.left_out:
                spans[index] = (self._begun(index, node), node)
                node = spans[index][0]  # type: ignore[index]
            if index:
                node = self._before_gap(self.ends[index - 1], self.starts[index], node)
        return spans

    def _begun(self, index: int, node: int) -> int:
        rule, sums = self.rules[index], self.sums[index]
        lengths = rule.along[node] - rule.along[:node]
        off = np.where(lengths < rule.length, rule.shorter, rule.longer) * abs(lengths - rule.length)
        return int((self.starts[index][:node] - sums[:node] + off).argmin())

    def _before_gap(self, ended: Array, begun: Array, node: int) -> int:
        if ended[node] <= begun[node]:
            return node
        return int((ended[: node + 1] - self.board.gaps[: node + 1]).argmin())


def _window_minima(values: Array, firsts: Indices) -> Array:
    """Least value from `firsts[i]` to just before i, by a table of minima over 1, 2, 4, … values; inf where none."""
    size = values.size
    widths = np.arange(size) - firsts
    levels = np.where(widths > 0, np.floor(np.log2(np.maximum(widths, 1))).astype(np.intp), -1)
    found = np.full(size, np.inf)
    table = values
    for level in range(int(levels.max(initial=-1)) + 1):
        here = np.flatnonzero(levels == level)
        if here.size:
            found[here] = np.minimum(table[firsts[here]], table[here - (1 << level)])
        table = np.append(np.minimum(table[: -(1 << level)], table[1 << level :]), np.full(1 << level, np.inf))
    return found


def _refined(
    spans: list[tuple[int, int] | None], steps: Sequence[Resolved], costs: Costs, board: _Board
) -> list[Span | None]:
    """From cells to seconds: where two steps meet, the second at which the change fits best, unless a lap ends there."""
    times = board.times
    found = [None if span is None else (float(times[span[0]]), float(times[span[1]])) for span in spans]
    reach = max(float(times[1] - times[0]), NEAR_S)
    marks = {round(at) for lap in costs.executed.laps for at in lap}
    done = [index for index, span in enumerate(found) if span]
    for one, two in pairwise(done):
        first, second = found[one], found[two]
        if first and second and first[1] == second[0] and not marks & {round(first[1]) + off for off in (-1, 0, 1)}:
            low, high = int(max(first[0] + 1, first[1] - reach)), int(min(second[1] - 1, first[1] + reach))
            if low < high:
                meet = float(low + _change(costs.at(steps[one], low, high), costs.at(steps[two], low, high)))
                found[one], found[two] = (first[0], meet), (meet, second[1])
    return found


def _change(before: Array, after: Array) -> int:
    """After how many seconds the one is over and the other has begun."""
    return int(running_sum(before - after).argmin())
