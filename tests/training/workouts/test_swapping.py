import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.science.session import Thresholds
from training.workouts.language import parse
from training.workouts.planning import plan
from training.workouts.structure import PURPOSES, Step, Workout
from training.workouts.structure_json import from_json
from training.workouts.swapping import EQUIPMENT, Alternative, Rules, Wish, alternatives, purpose_of

KNOWN = {
    "ride": Thresholds(ftp_w=250, lthr_bpm=165),
    "run": Thresholds(threshold_pace_mps=4.0),
    "swim": Thresholds(css_mps=1.25),
}
TEXTS = {
    "recovery": "- 50m 50-55%",
    "endurance": "- 2h 65-70%",
    "tempo": "- 10m 55%\n- 40m 82%\n- 10m 50%",
    "threshold": "- 15m 55%\n- 1m 115%\n\n4x\n- 8m 95%\n- 3m 50%\n\n- 10m 50%",
    "vo2": "- 15m 55%\n\n6x\n- 3m 115%\n- 3m 50%\n\n- 10m 50%",
    "anaerobic": "- 15m 55%\n\n10x\n- 30s 150%\n- 3m 50%\n\n- 10m 50%",
}


def offered(text: str, purpose: str = "", sport: str = "ride", **more: object) -> tuple[Alternative, ...]:
    wish, rules = more.pop("wish", Wish()), more.pop("rules", Rules())
    workout = parse(text, sport).workout
    return alternatives(workout, sport=sport, purpose=purpose, wish=wish, rules=rules, thresholds=KNOWN, **more)  # type: ignore[arg-type]


def names(found: tuple[Alternative, ...]) -> list[tuple[str, str, str]]:
    return [(option.sport, option.sub_sport, option.code) for option in found]


@pytest.mark.parametrize(("purpose", "text"), TEXTS.items())
def test_purpose_is_told_from_the_part_that_lasts(purpose: str, text: str) -> None:
    assert purpose_of(parse(text).workout, KNOWN["ride"], "ride") == purpose


def test_forty_minutes_without_a_bike() -> None:
    found = offered(TEXTS["threshold"], wish=Wish(2400, frozenset({"bike"})))
    assert names(found) == [("run", "", "usual"), ("run", "", "short_efforts")]
    assert [option.planned.duration_s for option in found] == [2400, 2400]
    assert [option.purpose for option in found] == ["threshold"] * 2


def test_less_time_keeps_the_sport_first() -> None:
    found = offered(TEXTS["threshold"], wish=Wish(2400))
    assert names(found) == [("ride", "", "fewer"), ("run", "", "usual"), ("ride", "", "shorter")]


def test_what_fits_is_offered_as_it_is() -> None:
    found = offered(TEXTS["vo2"], wish=Wish(7200, frozenset({"outdoors"})))
    assert names(found)[0] == ("ride", "indoor", "unchanged")
    assert found[0].workout == parse(TEXTS["vo2"]).workout


def test_sports_are_those_of_the_athlete_and_the_coach() -> None:
    wish = Wish(2400, frozenset({"bike"}), frozenset({"ride", "swim", "run"}))
    assert {option.sport for option in offered(TEXTS["endurance"], wish=wish)} == {"swim", "run"}
    only = Rules(sports=frozenset({"swim"}))
    assert {option.sport for option in offered(TEXTS["endurance"], wish=wish, rules=only)} == {"swim"}
    assert offered(TEXTS["endurance"], wish=wish, rules=Rules(sports=frozenset({"ride"}))) == ()


def test_easy_days_may_be_walked_and_hard_ones_not() -> None:
    wish = Wish(2400, frozenset({"bike"}), frozenset({"walk"}))
    assert [option.sport for option in offered(TEXTS["recovery"], wish=wish)] == ["walk", "walk"]
    assert offered(TEXTS["vo2"], wish=wish) == ()


def test_load_stays_under_the_coachs_cap() -> None:
    found = offered(TEXTS["threshold"], wish=Wish(4800), rules=Rules(max_load=35))
    assert len(found) >= 2
    assert all(option.planned.load is not None and option.planned.load <= 35 for option in found)


def test_sports_without_thresholds_go_by_feel() -> None:
    wish = Wish(2400, frozenset({"bike"}), frozenset({"row"}))
    found = offered(TEXTS["tempo"], wish=wish)
    assert [option.sport for option in found] == ["row", "row"]
    targets = {
        part.target.metric
        for option in found
        for part in option.workout.steps
        if isinstance(part, Step) and part.target
    }
    assert targets == {"rpe"}
    assert all(option.planned.load for option in found)


def test_workouts_without_steps_are_made_from_their_figures() -> None:
    found = offered("", "endurance", wish=Wish(2400), planned_duration_s=5400, planned_load=70)
    assert names(found)[0] == ("ride", "", "usual")
    assert len(found) == 3
    assert all((option.planned.load or 0) <= 77 for option in found)


def test_strength_is_kept_by_strength() -> None:
    found = offered("", "strength", "strength", wish=Wish(1800), planned_duration_s=3600)
    assert found[0].sport == "strength"
    assert plan(found[0].workout, Thresholds(), "strength").duration_s == 1800


def test_a_test_is_done_whole_or_not_at_all() -> None:
    assert offered("- 20m 60%\n- 20m 105%", "test", wish=Wish(1200)) == ()
    assert names(offered("- 20m 60%\n- 20m 105%", "test", wish=Wish(3600))) == [("ride", "", "unchanged")]


def test_too_little_time_offers_nothing() -> None:
    assert offered(TEXTS["threshold"], wish=Wish(300)) == ()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(TEXTS)),
    st.sampled_from(("", *PURPOSES)),
    st.sampled_from(["ride", "run", "swim", "strength", "row", "other"]),
    st.none() | st.integers(0, 10_000),
    st.frozensets(st.sampled_from(EQUIPMENT)),
    st.none() | st.integers(600, 7200),
    st.none() | st.integers(1, 150),
    st.none() | st.frozensets(st.sampled_from(["ride", "run", "swim", "walk", "strength", "row"])),
)
def test_every_alternative_stays_within_the_rules(
    text: str,
    purpose: str,
    sport: str,
    seconds: int | None,
    without: frozenset[str],
    longest: int | None,
    load: int | None,
    sports: frozenset[str] | None,
) -> None:
    wish, rules = Wish(seconds, without, None), Rules(longest, load, sports)
    found = offered(TEXTS[text], purpose, sport, wish=wish, rules=rules)
    assert found == offered(TEXTS[text], purpose, sport, wish=wish, rules=rules)
    assert len(found) <= 3
    for option in found:
        takes = option.planned.duration_s
        assert takes is not None
        assert all(takes <= limit for limit in (seconds, longest) if limit is not None)
        assert load is None or (option.planned.load or 0) <= load
        assert sports is None or option.sport in sports
        assert option.sport != "ride" or "bike" not in without
        assert option.sport != "swim" or "pool" not in without
        assert from_json(option.workout.to_json()) == option.workout
        assert all(reason.text for reason in option.reasons)
    assert len({(option.sport, option.workout) for option in found}) == len(found)


def test_no_steps_and_no_figures_offer_nothing() -> None:
    found = alternatives(Workout(), sport="ride", purpose="", wish=Wish(), rules=Rules(), thresholds={})
    assert found == ()
