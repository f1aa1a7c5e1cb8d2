"""Fitness, fatigue and form as one picture."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from training.pictures import svg
from training.pictures.colours import THEMES, Colours
from training.pictures.lettering import Lettering, label, picture
from training.pictures.scales import Scale, marks

WIDTH, HEIGHT = 800.0, 420.0
LEFT, RIGHT, TOP, MIDDLE, LOWER, BOTTOM = 44.0, 16.0, 64.0, 270.0, 300.0, 388.0
FORM_ZONES = ((5.0, 1e9, "fresh"), (-30.0, -10.0, "productive"), (-1e9, -30.0, "heavy"))
Row = Mapping[str, Any]


def fitness_svg(rows: Sequence[Row], *, today: date, theme: str = "light", letters: Lettering | None = None) -> str:
    """`rows` are the days of the fitness series; those after today are drawn as expected."""
    letters, colours = letters or Lettering(), THEMES[theme]
    across = Scale(0, max(len(rows) - 1, 1), LEFT, WIDTH - RIGHT)
    now = next((at for at in range(len(rows) - 1, -1, -1) if rows[at]["on"] <= today), 0)
    content = [
        _heading(rows[now] if rows else {}, colours, letters),
        _upper(rows, across, colours, letters),
        _lower(rows, across, colours, letters),
        _days(rows, across, colours, letters),
        svg.tag("path", d=f"M{svg.number(across(now))} {TOP}V{BOTTOM}", stroke=colours.muted, stroke_dasharray="2 3"),
    ]
    return picture(*content, width=WIDTH, height=HEIGHT, ground=colours.ground, title=letters.say("fitness"))


def _heading(row: Row, colours: Colours, letters: Lettering) -> str:
    parts, x = [], LEFT
    for key in ("fitness", "fatigue", "form"):
        value = row.get(key)
        told = letters.number(value) if value is not None else "–"
        parts.append(svg.tag("rect", x=x, y="22", width="10", height="10", rx="3", fill=getattr(colours, key)))
        parts.append(label(letters.say(key), x + 16, 31, fill=colours.muted, size=13))
        parts.append(label(told, x + 16, 52, fill=colours.text, size=18, font_weight="bold"))
        x += 150
    return "".join(parts)


def _upper(rows: Sequence[Row], across: Scale, colours: Colours, letters: Lettering) -> str:
    most = max([10.0, *(row[key] or 0.0 for row in rows for key in ("fitness", "fatigue", "expected_fitness"))])
    up = Scale(0, most * 1.08, MIDDLE, TOP)
    expected = [_joined(row, rows, at, "expected_fitness", "fitness") for at, row in enumerate(rows)]
    return "".join(
        [
            _grid(up, marks(0, most * 1.08), colours, letters),
            _bars(rows, across, colours),
            _area(rows, across, up, colours.fitness),
            _line([row["fatigue"] for row in rows], across, up, colours.fatigue, width=1.5),
            _line([row["fitness"] for row in rows], across, up, colours.fitness),
            _line(expected, across, up, colours.fitness, dash="5 4"),
        ]
    )


def _lower(rows: Sequence[Row], across: Scale, colours: Colours, letters: Lettering) -> str:
    values = [row[key] for row in rows for key in ("form", "expected_form") if row.get(key) is not None]
    low, high = min([-35.0, *values]), max([15.0, *values])
    up = Scale(low, high, BOTTOM, LOWER)
    bands = "".join(
        svg.tag("rect", x=LEFT, y=up(min(top, high)), width=WIDTH - LEFT - RIGHT,
                height=up(max(bottom, low)) - up(min(top, high)), fill=getattr(colours, name), fill_opacity="0.1")
        for bottom, top, name in FORM_ZONES
        if min(top, high) > max(bottom, low)
    )  # fmt: skip
    expected = [_joined(row, rows, at, "expected_form", "form") for at, row in enumerate(rows)]
    lines = _line([row["form"] for row in rows], across, up, colours.form)
    return (
        bands
        + _grid(up, [-30, -10, 5], colours, letters)
        + lines
        + _line(expected, across, up, colours.form, dash="5 4")
    )


def _joined(row: Row, rows: Sequence[Row], at: int, key: str, past: str) -> float | None:
    """What is expected begins where what happened ends."""
    value: float | None = row.get(key)
    is_last = row[past] is not None and at + 1 < len(rows) and rows[at + 1][past] is None
    return row[past] if is_last else value


def _grid(up: Scale, values: Sequence[float], colours: Colours, letters: Lettering) -> str:
    return "".join(
        svg.tag("path", d=f"M{LEFT} {svg.number(up(value))}H{WIDTH - RIGHT}", stroke=colours.line)
        + label(letters.number(value), LEFT - 8, up(value) + 4, fill=colours.muted, size=11, anchor="end")
        for value in values
    )


def _bars(rows: Sequence[Row], across: Scale, colours: Colours) -> str:
    most = max((row["load"] or row.get("planned_load") or 0.0 for row in rows), default=0.0)
    if not most:
        return ""
    wide = max((WIDTH - LEFT - RIGHT) / len(rows) * 0.6, 1.0)
    up = Scale(0, most, MIDDLE, MIDDLE - (MIDDLE - TOP) * 0.26)
    return "".join(
        svg.tag("rect", x=across(at) - wide / 2, y=up(load), width=wide, height=MIDDLE - up(load), fill=colours.load,
                fill_opacity="0.7" if row["load"] is not None else "0.3")
        for at, row in enumerate(rows)
        if (load := row["load"] if row["load"] is not None else row.get("planned_load") or 0.0)
    )  # fmt: skip


def _area(rows: Sequence[Row], across: Scale, up: Scale, colour: str) -> str:
    points = [(across(at), up(row["fitness"])) for at, row in enumerate(rows) if row["fitness"] is not None]
    if len(points) < 2:
        return ""
    first, last = points[0][0], points[-1][0]
    closed = f"{svg.path(points)}L{svg.number(last)} {MIDDLE}L{svg.number(first)} {MIDDLE}Z"
    return svg.tag("path", d=closed, fill=colour, fill_opacity="0.13")


def _line(
    values: Sequence[float | None], across: Scale, up: Scale, colour: str, *, width: float = 2, dash: str | None = None
) -> str:
    points = [(across(at), None if value is None else up(value)) for at, value in enumerate(values)]
    way = svg.broken_path(points)
    return svg.tag("path", d=way, fill="none", stroke=colour, stroke_width=width, stroke_linejoin="round",
                   stroke_dasharray=dash) if way else ""  # fmt: skip


def _days(rows: Sequence[Row], across: Scale, colours: Colours, letters: Lettering) -> str:
    step = max(1, -(-len(rows) // 6))
    return "".join(
        label(letters.day(rows[at]["on"]), across(at), BOTTOM + 20, fill=colours.muted, size=11, anchor="middle")
        for at in range(step // 2, len(rows), step)
    )
