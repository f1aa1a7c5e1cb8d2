"""Bars so small that a row of a list has room for them."""

from collections.abc import Sequence

from training.pictures import svg

MOST_ZONES = 7


def zone_bar(seconds: Sequence[float], *, label: str) -> str:
    """Time in zones as one bar; its colours are the stylesheet's."""
    total = sum(seconds)
    if total <= 0:
        return ""
    parts, x = [], 0.0
    for number, part in enumerate(seconds, start=1):
        width = part / total * 100
        if width > 0:
            parts.append(svg.tag("rect", class_=f"zone-{min(number, MOST_ZONES)}", x=x, y="0", width=width, height="8"))
        x += width
    return _bar(parts, label=label)


def share_bar(share: float, *, number: int, label: str = "") -> str:
    """One zone's part of the whole."""
    width = max(0.0, min(share, 1.0)) * 100
    part = svg.tag("rect", class_=f"zone-{min(number, MOST_ZONES)}", x="0", y="0", width=width, height="8")
    return _bar([part], label=label)


def sparkline(values: Sequence[float | None], *, label: str, width: float = 96, height: float = 24) -> str:
    """A line without axes: higher is more."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    step = (width - 2) / (len(values) - 1)
    points = [
        (1 + i * step, None if value is None else height - 2 - (value - low) / ((high - low) or 1) * (height - 4))
        for i, value in enumerate(values)
    ]
    line = svg.tag("path", d=svg.broken_path(points), fill="none", stroke="currentColor", stroke_width="1.5")
    return svg.tag(
        "svg", line, class_="sparkline", viewBox=f"0 0 {svg.number(width)} {svg.number(height)}", **_named(label)
    )


def _bar(parts: list[str], *, label: str) -> str:
    return svg.tag("svg", *parts, class_="zone-bar", viewBox="0 0 100 8", preserveAspectRatio="none", **_named(label))


def _named(label: str) -> dict[str, str]:
    return {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
