"""The way a session took, as a line without a map."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from training.pictures import svg

Place = tuple[float, float]
WIDTH, MARGIN = 640.0, 24.0
LOWEST, HIGHEST = 0.4, 0.85
"""Between which shares of the width the height lies."""


@dataclass(frozen=True, slots=True)
class Projection:
    """Latitude and longitude on a flat picture: true in its middle, which is enough for a day's way."""

    west: float
    north: float
    squeeze: float
    scale: float
    left: float
    top: float
    height: float

    def __call__(self, place: Place) -> tuple[float, float]:
        lat, lng = place
        return self.left + (lng - self.west) * self.squeeze * self.scale, self.top + (self.north - lat) * self.scale


def decoded(polyline: str, factor: float = 1e5) -> list[Place]:
    """Google's encoded polyline: differences in base 64, the lowest five bits first."""
    numbers = _numbers(polyline)
    places, lat, lng = [], 0, 0
    for step_lat, step_lng in zip(numbers[::2], numbers[1::2], strict=False):
        lat, lng = lat + step_lat, lng + step_lng
        places.append((lat / factor, lng / factor))
    return places


def _numbers(polyline: str) -> list[int]:
    numbers, value, shift = [], 0, 0
    for sign in polyline:
        bits = ord(sign) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    return numbers


def projected(places: Sequence[Place], width: float = WIDTH, margin: float = MARGIN) -> Projection:
    lats, lngs = [lat for lat, _ in places], [lng for _, lng in places]
    squeeze = max(math.cos(math.radians((min(lats) + max(lats)) / 2)), 0.05)
    wide, high = (max(lngs) - min(lngs)) * squeeze, max(lats) - min(lats)
    room = width - 2 * margin
    height = min(max(room * (high / wide if wide else 1.0), width * LOWEST), width * HIGHEST)
    scale = min(room / wide if wide else math.inf, (height - margin) / high if high else math.inf)
    scale = scale if math.isfinite(scale) else 1.0
    return Projection(
        west=min(lngs), north=max(lats), squeeze=squeeze, scale=scale,
        left=(width - wide * scale) / 2, top=(height + margin - high * scale) / 2, height=height + margin,
    )  # fmt: skip


def route_svg(polyline: str, *, label: str) -> str:
    """For a page: drawn by its stylesheet, with what the cursor of the charts needs to find its place."""
    places = decoded(polyline)
    if len(places) < 2:
        return ""
    to_picture = projected(places)
    points = [to_picture(place) for place in places]
    line = svg.path(points)
    return svg.tag(
        "svg",
        svg.tag("path", class_="route-ground", d=line),
        svg.tag("path", class_="route-line", d=line),
        _end(points[0], "route-start"),
        _end(points[-1], "route-end"),
        class_="route-trace",
        viewBox=f"0 0 {svg.number(WIDTH)} {svg.number(to_picture.height)}",
        role="img",
        aria_label=label,
        data_west=repr(to_picture.west),
        data_north=repr(to_picture.north),
        data_scale=repr(to_picture.scale),
        data_squeeze=repr(to_picture.squeeze),
        data_left=to_picture.left,
        data_top=to_picture.top,
        data_radius="7",
    )


def standing_route(polyline: str, *, colour: str, ground: str, width: float = WIDTH) -> str:
    """The line alone, for pictures that carry their own colours."""
    places = decoded(polyline)
    if len(places) < 2:
        return ""
    line = svg.path(map(projected(places, width), places))
    shared = {"d": line, "fill": "none", "stroke_linejoin": "round", "stroke_linecap": "round"}
    return svg.tag("path", stroke=ground, stroke_width=7, **shared) + svg.tag(
        "path", stroke=colour, stroke_width=3, **shared
    )


def _end(point: tuple[float, float], name: str) -> str:
    return svg.tag("circle", class_=name, cx=point[0], cy=point[1], r="6")
