"""One session at a glance: its route and what the heart and the legs did, for mails and the app."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.pictures import routes, svg
from training.pictures.colours import THEMES, Colours
from training.pictures.lettering import label, picture
from training.pictures.scales import Scale

WIDTH = 800.0
MARGIN, HEADING, PANEL, GAP, ROUTE = 24.0, 92.0, 86.0, 26.0, 300.0
Series = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """One channel: its name, unit, colour's name and values, all of one length."""

    name: str
    colour: str
    values: Series
    is_filled: bool = False


def session_svg(
    *, title: str, figures: Mapping[str, str], panels: Sequence[Panel], polyline: str = "", theme: str = "light",
) -> str:  # fmt: skip
    colours = THEMES[theme]
    way = _route(polyline, colours)
    top = HEADING + (ROUTE if way else 0.0)
    drawn = [_panel(panel, top + at * (PANEL + GAP), colours) for at, panel in enumerate(panels)]
    height = top + len(panels) * (PANEL + GAP) + MARGIN / 2
    parts = [_heading(title, figures, colours), way, *drawn]
    return picture(*parts, width=WIDTH, height=height, ground=colours.ground, title=title)


def _heading(title: str, figures: Mapping[str, str], colours: Colours) -> str:
    step = (WIDTH - 2 * MARGIN) / max(len(figures), 1)
    parts = [label(title, MARGIN, 34, fill=colours.text, size=20, font_weight="bold")]
    for at, (name, value) in enumerate(figures.items()):
        x = MARGIN + at * step
        parts.append(label(name, x, 58, fill=colours.muted, size=12))
        parts.append(label(value, x, 78, fill=colours.text, size=16, font_weight="bold"))
    return "".join(parts)


def _route(polyline: str, colours: Colours) -> str:
    places = routes.decoded(polyline)
    if len(places) < 2:
        return ""
    room = WIDTH - 2 * MARGIN
    line = routes.standing_route(polyline, colour=colours.fitness, ground=colours.ground, width=room)
    height = routes.projected(places, room).height
    scale = min(1.0, (ROUTE - GAP) / height)
    left = MARGIN + (room - room * scale) / 2
    return svg.tag(
        "g", line, transform=f"translate({svg.number(left)} {svg.number(HEADING)}) scale({svg.number(scale)})"
    )


def _panel(panel: Panel, top: float, colours: Colours) -> str:
    known = [value for value in panel.values if value is not None]
    colour = getattr(colours, panel.colour)
    name = label(panel.name, MARGIN, top + 4, fill=colours.muted, size=12)
    if not known:
        return name
    low, high = min(known), max(known)
    across = Scale(0, max(len(panel.values) - 1, 1), MARGIN, WIDTH - MARGIN)
    up = Scale(low, high if high > low else low + 1, top + PANEL, top + 14)
    points = [(across(at), None if value is None else up(value)) for at, value in enumerate(panel.values)]
    line = svg.tag(
        "path", d=svg.broken_path(points), fill="none", stroke=colour, stroke_width="1.5", stroke_linejoin="round"
    )
    ground = svg.tag("path", d=f"M{MARGIN} {svg.number(top + PANEL)}H{WIDTH - MARGIN}", stroke=colours.line)
    return name + (_filled(points, top + PANEL, colour) if panel.is_filled else "") + ground + line


def _filled(points: Sequence[tuple[float, float | None]], bottom: float, colour: str) -> str:
    there = [(x, y) for x, y in points if y is not None]
    closed = f"{svg.path(there)}L{svg.number(there[-1][0])} {svg.number(bottom)}L{svg.number(there[0][0])} {svg.number(bottom)}Z"
    return svg.tag("path", d=closed, fill=colour, fill_opacity="0.2")
