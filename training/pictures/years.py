"""A season as one picture: its weeks as bars, phases behind them, fitness as a line over them."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from training.pictures import svg

WIDTH, HEIGHT, BAND, BOTTOM = 1000.0, 240.0, 22.0, 232.0
LEAST_LOAD, LEAST_FITNESS = 100.0, 20.0


@dataclass(frozen=True, slots=True)
class WeekBar:
    """`done` of a week that is still to come is nothing."""

    planned: float
    done: float
    target: float | None
    fitness: float | None
    expected: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Band:
    """From one share of the season to another."""

    kind: str
    name: str
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Mark:
    at: float
    name: str
    kind: str  # "A" | "B" | "C" | "today"


def season_svg(weeks: Sequence[WeekBar], bands: Sequence[Band], marks: Sequence[Mark], *, label: str) -> str:
    if not weeks:
        return ""
    most = max([LEAST_LOAD, *(max(week.planned, week.done, week.target or 0.0) for week in weeks)]) * 1.05
    fittest = max([LEAST_FITNESS, *(max(week.fitness or 0.0, week.expected or 0.0) for week in weeks)]) * 1.15
    step = WIDTH / len(weeks)
    parts = [_band(band) for band in bands]
    parts += [_bars(week, number * step, step, most) for number, week in enumerate(weeks)]
    parts += [_line([week.fitness for week in weeks], step, fittest, "season-fitness")]
    parts += [_line([week.expected for week in weeks], step, fittest, "season-expected")]
    parts += [_mark(mark) for mark in marks]
    box = f"0 0 {svg.number(WIDTH)} {svg.number(HEIGHT)}"
    return svg.tag(
        "svg", *parts, class_="season", viewBox=box, preserveAspectRatio="none", role="img", aria_label=label
    )  # fmt: skip


def _y(value: float, most: float) -> float:
    return BOTTOM - value / most * (BOTTOM - BAND - 8)


def _band(band: Band) -> str:
    x, width = band.begin * WIDTH, (band.end - band.begin) * WIDTH
    title = _title(band.name)
    head = svg.tag("rect", class_=f"phase-{band.kind} phase-head", x=x, y="0", width=max(width - 2, 1.0), height=BAND)
    wash = svg.tag(
        "rect", class_=f"phase-{band.kind} phase-wash", x=x, y=BAND, width=max(width - 2, 1.0), height=BOTTOM - BAND
    )
    return svg.tag("g", title, head, wash)


def _title(text: str) -> str:
    return svg.tag("title", escape(text))


def _bars(week: WeekBar, x: float, step: float, most: float) -> str:
    width, left = step * 0.72, x + step * 0.14
    parts = [_title(week.words), _bar("season-planned", left, width, week.planned, most)]
    parts += [_bar("season-done", left + width * 0.15, width * 0.7, week.done, most)]
    if week.target is not None:
        y = _y(week.target, most)
        parts.append(svg.tag("line", class_="season-target", x1=x + step * 0.04, x2=x + step * 0.96, y1=y, y2=y))
    return svg.tag("g", *parts)


def _bar(class_: str, x: float, width: float, value: float, most: float) -> str:
    y = _y(value, most)
    return svg.tag("rect", class_=class_, x=x, y=y, width=width, height=BOTTOM - y) if value > 0 else ""


def _line(values: Sequence[float | None], step: float, most: float, class_: str) -> str:
    points = [((number + 1) * step, None if value is None else _y(value, most)) for number, value in enumerate(values)]
    return svg.tag("path", class_=class_, d=svg.broken_path(points), fill="none")


def _mark(mark: Mark) -> str:
    x = mark.at * WIDTH
    line = svg.tag("line", class_=f"season-mark mark-{mark.kind}", x1=x, x2=x, y1="0", y2=BOTTOM)
    return svg.tag("g", _title(mark.name), line)
