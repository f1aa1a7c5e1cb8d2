"""Best efforts over every duration, on a logarithmic scale of time."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from training.pictures import svg
from training.pictures.colours import THEMES, Colours
from training.pictures.lettering import label, picture
from training.pictures.scales import Scale, marks

WIDTH, HEIGHT = 800.0, 360.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 20.0, 56.0, 324.0
MARKS_S = (1, 5, 15, 60, 300, 1200, 3600, 10_800, 36_000)
COLOURS = ("power", "form", "speed", "heart")


@dataclass(frozen=True, slots=True)
class Curve:
    name: str
    points: Sequence[tuple[int, float]]
    """Seconds and value, by ascending seconds."""


def curve_svg(
    curves: Sequence[Curve], *, title: str, write: Callable[[float], str], duration: Callable[[int], str],
    theme: str = "light",
) -> str:  # fmt: skip
    colours = THEMES[theme]
    drawn = [curve for curve in curves if curve.points]
    values = [value for curve in drawn for _, value in curve.points]
    times = [seconds for curve in drawn for seconds, _ in curve.points]
    if not values:
        return picture(width=WIDTH, height=HEIGHT, ground=colours.ground, title=title)
    across = Scale(math.log(min(times)), math.log(max(times)), LEFT, WIDTH - RIGHT)
    up = Scale(min(values) * 0.9, max(values) * 1.05, BOTTOM, TOP)
    parts = [
        _grid(across, up, first=min(times), last=max(times), write=write, duration=duration, colours=colours),
        *(_line(curve, at, across, up, colours) for at, curve in enumerate(drawn)),
    ]
    return picture(*parts, width=WIDTH, height=HEIGHT, ground=colours.ground, title=title)


def _grid(
    across: Scale, up: Scale, *, first: int, last: int, write: Callable[[float], str], duration: Callable[[int], str],
    colours: Colours,
) -> str:  # fmt: skip
    rows = "".join(
        svg.tag("path", d=f"M{LEFT} {svg.number(up(value))}H{WIDTH - RIGHT}", stroke=colours.line)
        + label(write(value), LEFT - 8, up(value) + 4, fill=colours.muted, size=11, anchor="end")
        for value in marks(up.low, up.high)
    )
    columns = "".join(
        svg.tag("path", d=f"M{svg.number(across(math.log(seconds)))} {TOP}V{BOTTOM}", stroke=colours.line)
        + label(duration(seconds), across(math.log(seconds)), BOTTOM + 20, fill=colours.muted, size=11, anchor="middle")
        for seconds in MARKS_S
        if first <= seconds <= last
    )
    return rows + columns


def _line(curve: Curve, at: int, across: Scale, up: Scale, colours: Colours) -> str:
    colour = getattr(colours, COLOURS[at % len(COLOURS)])
    points = [(across(math.log(seconds)), up(value)) for seconds, value in curve.points]
    x = LEFT + at * 200
    return (
        svg.tag("rect", x=x, y="20", width="10", height="10", rx="3", fill=colour)
        + label(curve.name, x + 16, 29, fill=colours.text, size=13)
        + svg.tag("path", d=svg.path(points), fill="none", stroke=colour, stroke_width="2",
                  stroke_dasharray="6 3" if at else None)
    )  # fmt: skip
