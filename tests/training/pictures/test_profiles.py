import re

from training.pictures.profiles import Bar, profile_svg, zone_of

EDGES = (0.55, 0.75, 0.9, 1.05, 1.2, 1.5)


def bar(seconds: float, low: float | None = None, high: float | None = None, *, is_ramp: bool = False) -> Bar:
    return Bar(seconds, low, high if high is not None else low, EDGES, is_ramp=is_ramp, words="5 min & more")


def classes(drawn: str) -> list[str]:
    return re.findall(r'<(?:rect|polygon) class="([^"]+)"', drawn)


def test_steps_are_drawn_in_the_colour_of_their_zone() -> None:
    drawn = profile_svg([bar(600, 0.5), bar(300, 0.95), bar(60), bar(30, 1.6)], label="Profile")
    assert classes(drawn) == ["zone-1", "zone-4", "profile-free", "zone-7"]


def test_range_stands_lighter_on_what_is_asked_at_least() -> None:
    assert classes(profile_svg([bar(600, 0.56, 0.74)], label="Profile")) == ["zone-2", "zone-2 profile-range"]


def test_ramp_has_a_piece_in_every_zone_it_goes_through() -> None:
    assert classes(profile_svg([bar(600, 0.5, 1.1, is_ramp=True)], label="P")) == [f"zone-{z}" for z in range(1, 6)]
    assert classes(profile_svg([bar(600, 1.1, 0.5, is_ramp=True)], label="P")) == [f"zone-{z}" for z in range(5, 0, -1)]


def test_words_are_escaped_and_left_out_of_hundreds_of_bars() -> None:
    assert "<title>5 min &amp; more</title>" in profile_svg([bar(60, 0.5)], label="P")
    assert "<title>" not in profile_svg([bar(60, 0.5)] * 300, label="P")


def test_nothing_to_draw_is_no_picture() -> None:
    assert profile_svg([], label="P") == ""


def test_zone_begins_at_its_edge() -> None:
    assert [zone_of(share, EDGES) for share in (None, 0.5, 0.55, 0.9, 3.0)] == [0, 1, 2, 4, 7]
