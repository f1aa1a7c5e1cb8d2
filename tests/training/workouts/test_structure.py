import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.workouts.structures import workouts
from training.workouts.structure import Length, Repeat, Step, Target, Workout, expand
from training.workouts.structure_json import MAX_EXPANDED, MAX_STEPS, StructureError, check_size, from_json

STEP: dict[str, Any] = {"kind": "step", "length": {"kind": "time", "value": 60}}


def structure(*steps: Any) -> dict[str, Any]:
    return {"version": 1, "steps": list(steps)}


def refusal(document: object) -> tuple[str, str]:
    with pytest.raises(StructureError) as refused:
        from_json(document)
    return refused.value.path, refused.value.code


@settings(max_examples=50, deadline=None)
@given(workouts)
def test_json_of_any_workout_reads_back_as_the_same(workout: Workout) -> None:
    assert from_json(json.loads(json.dumps(workout.to_json()))) == workout


def test_short_form_has_defaults() -> None:
    assert from_json(structure(STEP)) == Workout((Step(Length("time", 60)),))


def test_range_of_one_value_needs_no_high() -> None:
    target = {"metric": "power", "unit": "percent_ftp", "low": 95}
    assert from_json(structure(STEP | {"target": target})).steps == (
        Step(Length("time", 60), Target("power", "percent_ftp", 95, 95)),
    )


def test_pace_is_kept_to_a_tenth_of_a_second() -> None:
    target = {"metric": "pace", "unit": "mps", "low": 3.7036, "shown": "km"}
    found = from_json(structure(STEP | {"target": target})).steps[0]
    assert isinstance(found, Step)
    assert found.target == Target("pace", "mps", 1000 / 270, 1000 / 270, shown="km")


@pytest.mark.parametrize(
    ("document", "path", "code"),
    [
        ([], "", "not_an_object"),
        ({}, "steps", "missing"),
        ({"steps": {}}, "steps", "not_a_list"),
        ({"steps": [], "version": 2}, "version", "unknown_version"),
        ({"steps": [], "more": 1}, "more", "unknown_field"),
        (structure(3), "steps[0]", "not_an_object"),
        (structure({"kind": "block"}), "steps[0].kind", "unknown_choice"),
        (structure({"kind": "step"}), "steps[0].length", "missing"),
        (structure(STEP | {"length": {"kind": "time", "value": "60"}}), "steps[0].length.value", "not_a_number"),
        (structure(STEP | {"length": {"kind": "time", "value": 1.5}}), "steps[0].length.value", "not_whole"),
        (structure(STEP | {"length": {"kind": "time", "value": True}}), "steps[0].length.value", "not_a_number"),
        (
            structure(STEP | {"length": {"kind": "time", "value": float("nan")}}),
            "steps[0].length.value",
            "not_a_number",
        ),
        (structure(STEP | {"length": {"kind": "time", "value": 10**400}}), "steps[0].length.value", "out_of_range"),
        (structure(STEP | {"length": {"kind": "time"}}), "steps[0].length.value", "not_a_number"),
        (structure(STEP | {"intent": "hard"}), "steps[0].intent", "unknown_choice"),
        (structure(STEP | {"note": "a\0b"}), "steps[0].note", "not_printable"),
        (structure(STEP | {"note": "a" * 3001}), "steps[0].note", "too_long_text"),
        (structure(STEP | {"section": "- 5m"}), "steps[0].section", "not_a_heading"),
        (structure(STEP | {"cadence": {"low": 90, "high": 80}}), "steps[0].cadence.high", "range_reversed"),
        (structure({"kind": "repeat", "count": 2, "steps": []}), "steps[0].steps", "empty_repeat"),
        (structure({"kind": "repeat", "count": 0, "steps": [STEP]}), "steps[0].count", "out_of_range"),
        (
            structure({"kind": "repeat", "count": 2, "steps": [STEP | {"section": "Main"}]}),
            "steps[0].steps[0].section",
            "heading_in_repeat",
        ),
    ],
)
def test_wrong_structure_is_refused_with_its_place(document: object, path: str, code: str) -> None:
    assert refusal(document) == (path, code)


@pytest.mark.parametrize(
    ("target", "place", "code"),
    [
        ({"metric": "speed", "unit": "mps", "low": 3}, "metric", "unknown_choice"),
        ({"metric": "power", "unit": "bpm", "low": 3}, "unit", "unknown_choice"),
        ({"metric": "power", "unit": "watts"}, "low", "not_a_number"),
        ({"metric": "power", "unit": "watts", "low": 200, "high": 100}, "high", "range_reversed"),
        ({"metric": "power", "unit": "watts", "low": 200, "is_ramp": 1}, "is_ramp", "not_a_boolean"),
        ({"metric": "power", "unit": "watts", "low": 200, "shown": "km"}, "shown", "not_a_pace"),
        ({"metric": "power", "unit": "zone", "low": 2.5}, "low", "not_whole"),
    ],
)
def test_wrong_target_is_refused_with_its_place(target: dict[str, Any], place: str, code: str) -> None:
    assert refusal(structure(STEP | {"target": target})) == (f"steps[0].target.{place}", code)


def test_repeats_in_each_other_end_at_four() -> None:
    part: dict[str, Any] = STEP
    for _ in range(4):
        part = {"kind": "repeat", "count": 1, "steps": [part]}
    from_json(structure(part))
    too_deep = {"kind": "repeat", "count": 1, "steps": [part]}
    assert refusal(structure(too_deep)) == ("steps[0].steps[0].steps[0].steps[0].steps[0]", "too_deep")


def test_too_many_steps_are_refused_written_or_expanded() -> None:
    assert refusal(structure(*[STEP] * (MAX_STEPS + 1))) == ("steps", "too_many_steps")
    steps = (Step(Length("time", 1)),) * 100
    check_size(Workout((Repeat(MAX_EXPANDED // 100, steps),)))
    with pytest.raises(StructureError, match="more than"):
        check_size(Workout((Repeat(MAX_EXPANDED // 100 + 1, steps),)))


def test_expanding_names_the_place_and_the_rounds_of_each_step() -> None:
    one, two = Step(Length("time", 1)), Step(Length("time", 2))
    placed = list(expand(Workout((one, Repeat(2, (two, Repeat(2, (one,))))))))
    assert [(p.path, p.rounds) for p in placed] == [
        ((0,), ()),
        ((1, 0), (0,)),
        ((1, 1, 0), (0, 0)),
        ((1, 1, 0), (0, 1)),
        ((1, 0), (1,)),
        ((1, 1, 0), (1, 0)),
        ((1, 1, 0), (1, 1)),
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["kind", "steps", "length", "target", "low", "count", "value", "metric"]), inner
        )
    ),
    max_leaves=20,
)


@settings(max_examples=50, deadline=None)
@given(json_values)
def test_anything_else_is_refused_not_crashed_on(document: object) -> None:
    with suppress(StructureError):
        from_json(document)


def test_marks_around_headings_are_no_part_of_them() -> None:
    assert from_json(structure(STEP | {"section": "# Main set: "})).steps[0].section == "Main set"
