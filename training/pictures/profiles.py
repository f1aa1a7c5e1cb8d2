"""A planned workout as a silhouette: every step a bar, as wide as it lasts and as high as it is hard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from training.pictures import svg

WIDTH, HEIGHT = 1000.0, 100.0
GAP = 3.0
MOST_WITH_WORDS = 200
FREE = 0.35
"""How high a step without a target stands: it has to be seen, and to look like none of the others."""
LEAST_TOP = 1.2


@dataclass(frozen=True, slots=True)
class Bar:
    """Shares of the threshold; a ramp goes from `low` to `high`, `done` is what it was in the end.

    `edges` are where zones end, as shares.
    """

    seconds: float
    low: float | None
    high: float | None
    edges: tuple[float, ...]
    is_ramp: bool = False
    words: str = ""
    done: float | None = None


def profile_svg(bars: Sequence[Bar], *, label: str) -> str:
    """Its colours are the stylesheet's; a dashed line marks the threshold."""
    total = sum(bar.seconds for bar in bars)
    if total <= 0:
        return ""
    top = max([LEAST_TOP, *(max(bar.low or 0.0, bar.high or 0.0, bar.done or 0.0) for bar in bars)])
    gap = min(GAP, WIDTH / len(bars) / 4)
    parts, x = [_threshold(top)], 0.0
    for bar in bars:
        width = bar.seconds / total * WIDTH
        parts.append(_drawn(bar, x, max(width - gap, width * 0.6), top, has_words=len(bars) <= MOST_WITH_WORDS))
        x += width
    return svg.tag(
        "svg", *parts, class_="profile", viewBox=f"0 0 {svg.number(WIDTH)} {svg.number(HEIGHT)}",
        preserveAspectRatio="none", role="img", aria_label=label,
    )  # fmt: skip


def zone_of(share: float | None, edges: Sequence[float]) -> int:
    """From 1; 0 where nothing is aimed at."""
    return 0 if share is None else 1 + sum(share >= edge for edge in edges)


def _threshold(top: float) -> str:
    y = HEIGHT - HEIGHT / top
    return svg.tag("line", class_="profile-threshold", x1="0", x2=WIDTH, y1=y, y2=y)


def _drawn(bar: Bar, x: float, width: float, top: float, *, has_words: bool) -> str:
    inner = _ramp(bar, x, width, top) if bar.is_ramp and bar.low is not None else _block(bar, x, width, top)
    words = svg.tag("title", escape(bar.words)) if bar.words and has_words else ""
    return svg.tag("g", words, *inner, _done(bar, x, width, top))


def _done(bar: Bar, x: float, width: float, top: float) -> str:
    if bar.done is None:
        return ""
    y = HEIGHT - bar.done / top * HEIGHT
    return svg.tag("line", class_="profile-done", x1=x, x2=x + width, y1=y, y2=y)


def _block(bar: Bar, x: float, width: float, top: float) -> list[str]:
    if bar.low is None or bar.high is None:
        return [_rect("profile-free", x, width, 0.0, FREE, top)]
    middle = (bar.low + bar.high) / 2
    zone = f"zone-{min(zone_of(middle, bar.edges), 7)}"
    range_ = [_rect(f"{zone} profile-range", x, width, bar.low, bar.high, top)] if bar.high > bar.low else []
    return [_rect(zone, x, width, 0.0, bar.low, top), *range_]


def _rect(class_: str, x: float, width: float, low: float, high: float, top: float) -> str:
    y, height = HEIGHT - high / top * HEIGHT, (high - low) / top * HEIGHT
    return svg.tag("rect", class_=class_, x=x, y=y, width=width, height=max(height, 0.5))


def _ramp(bar: Bar, x: float, width: float, top: float) -> list[str]:
    """One piece per zone that it goes through."""
    pieces = []
    for (at, low), (until, high) in _pieces(bar):
        points = ((x + at * width, 0.0), (x + at * width, low), (x + until * width, high), (x + until * width, 0.0))
        text = " ".join(f"{svg.number(px)},{svg.number(HEIGHT - py / top * HEIGHT)}" for px, py in points)
        zone = min(zone_of((low + high) / 2, bar.edges), 7)
        pieces.append(svg.tag("polygon", class_=f"zone-{zone}", points=text))
    return pieces


def _pieces(bar: Bar) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    first, last = bar.low or 0.0, bar.high or 0.0
    if first == last:
        yield (0.0, first), (1.0, last)
        return
    inside = sorted((edge - first) / (last - first) for edge in bar.edges if min(first, last) < edge < max(first, last))
    stops = [0.0, *inside, 1.0]
    for at, until in pairwise(stops):
        yield (at, first + (last - first) * at), (until, first + (last - first) * until)
