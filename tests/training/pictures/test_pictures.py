from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.contrib.staticfiles import finders
from hypothesis import given
from hypothesis import strategies as st

from training.pictures.bars import share_bar, sparkline, zone_bar
from training.pictures.curves import Curve, curve_svg
from training.pictures.fitness import fitness_svg
from training.pictures.png import to_png
from training.pictures.routes import decoded, projected, route_svg
from training.pictures.scales import Scale, marks
from training.pictures.sessions import Panel, session_svg

TODAY = date(2026, 5, 1)
POLYLINE = "_p~iF~ps|U_ulLnnqC_mqNvxq`@"


def days(count: int, ahead: int = 0) -> list[dict[str, Any]]:
    nothing = dict.fromkeys(("load", "fitness", "fatigue", "form", "planned_load", "expected_fitness", "expected_form"))
    past = [
        {
            **nothing,
            "on": TODAY - timedelta(days=count - 1 - at),
            "load": 50.0,
            "fitness": 40.0 + at,
            "fatigue": 30.0,
            "form": 10.0,
        }
        for at in range(count)
    ]
    return past + [
        {
            **nothing,
            "on": TODAY + timedelta(days=at),
            "planned_load": 60.0,
            "expected_fitness": 40.0,
            "expected_form": 1.0,
        }
        for at in range(1, ahead + 1)
    ]


def parsed(picture: str) -> ET.Element:
    return ET.fromstring(picture)


def test_decoded_polyline_of_the_published_example_is_exact() -> None:
    assert decoded(POLYLINE) == [(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)]


def test_projected_route_stays_within_its_picture() -> None:
    places = decoded(POLYLINE)
    to_picture = projected(places)
    for x, y in map(to_picture, places):
        assert 0 <= x <= 640
        assert 0 <= y <= to_picture.height


@given(st.lists(st.tuples(st.floats(-85, 85), st.floats(-179, 179)), min_size=2, max_size=20))
def test_projected_route_anywhere_on_earth_stays_within_its_picture(places: list[tuple[float, float]]) -> None:
    to_picture = projected(places)
    for x, y in map(to_picture, places):
        assert -1e-6 <= x <= 640 + 1e-6
        assert -1e-6 <= y <= to_picture.height + 1e-6


def test_route_of_a_page_tells_the_charts_how_it_was_projected() -> None:
    drawn = parsed(route_svg(POLYLINE, label='Round & "round"'))
    assert drawn.get("aria-label") == 'Round & "round"'
    assert float(drawn.get("data-west", "")) == -126.453
    assert {"data-north", "data-scale", "data-squeeze", "data-left", "data-top"} <= set(drawn.keys())


@pytest.mark.parametrize("polyline", ["", "_p~iF~ps|U"])
def test_route_of_less_than_two_places_is_not_drawn(polyline: str) -> None:
    assert route_svg(polyline, label="") == ""


def test_zone_bar_shares_its_width_as_the_time_was_spent() -> None:
    widths = [float(part.get("width", "")) for part in parsed(zone_bar([60, 30, 0, 10], label="Zones"))]
    assert widths == [60, 30, 10]


def test_zone_bar_without_time_is_not_drawn() -> None:
    assert zone_bar([0, 0], label="") == ""


def test_share_bar_never_grows_beyond_its_frame() -> None:
    assert parsed(share_bar(1.7, number=3))[0].get("width") == "100"


def test_sparkline_breaks_where_nothing_is_known() -> None:
    line = parsed(sparkline([1, 2, None, 4, 3], label="x"))[0]
    assert line.get("d", "").count("M") == 2


@pytest.mark.parametrize(("low", "high"), [(0, 10), (0, 97.3), (-35, 15), (0.001, 0.0042)])
def test_marks_are_round_and_few(low: float, high: float) -> None:
    found = marks(low, high)
    assert 2 <= len(found) <= 6
    assert all(low - 1e-9 <= mark <= high + 1e-9 for mark in found)


def test_scale_of_no_span_starts_at_its_start() -> None:
    assert Scale(5, 5, 10, 90)(5) == 10


@pytest.mark.parametrize("theme", ["light", "dark", "contrast", "system"])
@pytest.mark.parametrize("rows", [[], days(1), days(90, 14)], ids=["none", "one", "many"])
def test_fitness_picture_is_whole_in_every_theme(theme: str, rows: list[dict[str, Any]]) -> None:
    assert parsed(fitness_svg(rows, today=TODAY, theme=theme)).get("viewBox") == "0 0 800 420"


def test_fitness_picture_draws_the_expected_line_on_from_today() -> None:
    dashed = [
        part for part in parsed(fitness_svg(days(10, 5), today=TODAY)).iter() if part.get("stroke-dasharray") == "5 4"
    ]
    assert len(dashed) == 2


def test_session_picture_escapes_what_people_type() -> None:
    drawn = session_svg(
        title="<script>&", figures={"<b>": "1"}, panels=[Panel("P", "power", [1, None, 3], is_filled=True)]
    )
    assert "<script>" not in drawn
    assert parsed(drawn).get("aria-label") == "<script>&"


def test_session_picture_of_a_channel_without_values_is_whole() -> None:
    parsed(session_svg(title="", figures={}, panels=[Panel("P", "power", [None, None])], polyline=POLYLINE))


def test_curve_picture_without_points_is_empty_but_whole() -> None:
    assert len(parsed(curve_svg([], title="x", write=str, duration=str))) == 2


def test_pixels_are_drawn_in_the_asked_width() -> None:
    fonts = [Path(str(found)) for found in [finders.find("vendor/dejavu/DejaVuSans.ttf")] if found]
    picture = curve_svg([Curve("Best", [(1, 500.0), (60, 300.0)])], title="x", write=str, duration=str)
    pixels = to_png(picture, width=320, fonts=fonts)
    assert pixels[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(pixels[16:20], "big") == 320
