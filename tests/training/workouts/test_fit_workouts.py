"""Planned workouts in FIT files, as watches and other programs write them."""

from typing import Any

import pytest

from tests.training.formats.fit_writer import ENUM, UINT16, UINT32, FitWriter
from tests.training.formats.vectors import VECTORS, needs_vectors
from training.formats.recording import Unreadable
from training.workouts.files.fit import import_fit
from training.workouts.files.formats import read_workout
from training.workouts.files.imported import Imported
from training.workouts.structure import Cadence, Length, Repeat, Step, Target

STEP_FIELDS = {
    "kind": (1, ENUM), "value": (2, UINT32), "target": (3, ENUM), "zone": (4, UINT32), "low": (5, UINT32),
    "high": (6, UINT32), "intensity": (7, ENUM), "second": (19, ENUM), "second_low": (21, UINT32),
    "second_high": (22, UINT32),
}  # fmt: skip
MINUTE = {"kind": 0, "value": 60_000}


def file(*steps: dict[str, Any], sport: int | None = 2, name: str = "Main set", file_type: int = 5) -> bytes:
    writer = FitWriter()
    writer.message(0, {0: (ENUM, file_type), 1: (UINT16, 255)})
    writer.message(26, {4: (ENUM, sport), 6: (UINT16, len(steps)), 8: (7, name)})
    for index, step in enumerate(steps):
        texts = {number: (7, step[key]) for key, number in (("name", 0), ("notes", 8)) if key in step}
        numbers = {number: (base, step.get(key)) for key, (number, base) in STEP_FIELDS.items()}
        writer.message(27, {254: (UINT16, step.get("index", index)), **numbers, **texts})
    return writer.file()


def read(*steps: dict[str, Any], **about: Any) -> Imported:
    return import_fit(file(*steps, **about))


def only(step: dict[str, Any], **about: Any) -> Step:
    (part,) = read(step, **about).workout.steps
    assert isinstance(part, Step)
    return part


def codes(imported: Imported) -> list[str]:
    return [warned.code for warned in imported.warnings]


@pytest.mark.parametrize(
    ("told", "target"),
    [
        ({"target": 4, "zone": 0, "low": 1200, "high": 1210}, Target("power", "watts", 200, 210)),
        ({"target": 4, "zone": 0, "low": 88, "high": 92}, Target("power", "percent_ftp", 88, 92)),
        ({"target": 4, "zone": 3}, Target("power", "zone", 3, 3)),
        ({"target": 7, "zone": 0, "low": 1200, "high": 1210}, Target("power", "watts", 200, 210)),
        ({"target": 10, "zone": 0, "low": 1210, "high": 1200}, Target("power", "watts", 200, 210)),
        ({"target": 4, "zone": 0, "low": 1000, "high": 1150}, Target("power", "watts", 0, 150)),
        ({"target": 4, "zone": 0, "low": 0, "high": 75}, Target("power", "percent_ftp", 0, 75)),
        ({"target": 1, "zone": 0, "low": 240, "high": 250}, Target("heart_rate", "bpm", 140, 150)),
        ({"target": 1, "zone": 0, "low": 70, "high": 80}, Target("heart_rate", "percent_max", 70, 80)),
        ({"target": 1, "zone": 0, "low": 100, "high": 240}, Target("heart_rate", "bpm", 30, 140)),
        ({"target": 1, "zone": 2}, Target("heart_rate", "zone", 2, 2)),
        ({"target": 0, "zone": 0, "low": 4000, "high": 4000}, Target("pace", "mps", 4.0, 4.0, shown="km")),
        ({"target": 0, "zone": 0, "low": 0, "high": 4000}, Target("pace", "mps", 4.0, 4.0, shown="km")),
        ({"target": 2}, None),
        ({"target": 1, "zone": 0, "low": 0, "high": 0}, None),
        ({}, None),
    ],
)
def test_targets(told: dict[str, Any], target: Target | None) -> None:
    imported = read({**MINUTE, **told})
    assert imported.workout.steps == (Step(Length("time", 60), target),)
    assert imported.warnings == ()


@pytest.mark.parametrize(
    ("told", "length"),
    [
        ({"kind": 0, "value": 90_500}, Length("time", 90)),
        ({"kind": 1, "value": 40_000}, Length("distance", 400)),
        ({"kind": 5}, Length("lap")),
        ({"kind": 28, "value": 30_000}, Length("time", 30)),
    ],
)
def test_lengths(told: dict[str, Any], length: Length) -> None:
    assert only(told) == Step(length)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"kind": 2, "value": 225}, "Until heart rate below 125 bpm"),
        ({"kind": 3, "value": 85}, "Until heart rate above 85 %"),
        ({"kind": 15, "value": 1300}, "Until power above 300 W"),
        ({"kind": 4, "value": 200}, "200 kcal"),
        ({"kind": 29, "value": 12}, "12 repetitions"),
    ],
)
def test_other_ends_become_the_lap_button_and_words(told: dict[str, Any], words: str) -> None:
    imported = read(told)
    assert imported.workout.steps == (Step(Length("lap"), note=words),)
    assert codes(imported) == ["other_length"]


def test_repeats_nest_as_their_steps_say() -> None:
    work, easy = {**MINUTE, "target": 4, "low": 1250, "high": 1250, "zone": 0}, {**MINUTE, "intensity": 1}
    imported = read(
        {**MINUTE, "intensity": 2},
        work,
        easy,
        {"kind": 6, "value": 1, "zone": 4},
        {**MINUTE, "intensity": 4},
        {"kind": 6, "value": 1, "zone": 2},
        {**MINUTE, "intensity": 3},
    )
    minute = Length("time", 60)
    inner = Repeat(4, (Step(minute, Target("power", "watts", 250, 250)), Step(minute, intent="rest")))
    assert imported.workout.steps == (
        Step(minute, intent="warmup"),
        Repeat(2, (inner, Step(minute, intent="recovery"))),
        Step(minute, intent="cooldown"),
    )


@pytest.mark.parametrize(
    ("repeat", "count"),
    [
        ({"kind": 7, "value": 0, "zone": 600_000}, 5),
        ({"kind": 7, "value": 0, "zone": 1_000}, 1),
        ({"kind": 8, "value": 0, "zone": 500_000}, 1),
        ({"kind": 11, "value": 0, "zone": 250}, 1),
    ],
)
def test_repeats_until_something_are_taken_as_often_as_it_takes(repeat: dict[str, Any], count: int) -> None:
    imported = read(MINUTE, MINUTE, repeat)
    once = (Step(Length("time", 60)),) * 2
    assert imported.workout.steps == ((Repeat(count, once),) if count > 1 else once)
    assert codes(imported) == ["open_repeat"]


def test_cadence_is_a_first_or_a_second_target() -> None:
    assert only({**MINUTE, "target": 3, "zone": 0, "low": 85, "high": 95}).cadence == Cadence(85, 95)
    step = only({**MINUTE, "target": 4, "zone": 2, "second": 3, "second_low": 90, "second_high": 90})
    assert (step.target, step.cadence) == (Target("power", "zone", 2, 2), Cadence(90, 90))


def test_a_second_target_counts_where_the_first_says_nothing() -> None:
    step = only({**MINUTE, "target": 2, "second": 4, "second_low": 1200, "second_high": 1200})
    assert step.target == Target("power", "watts", 200, 200)
    step = only({**MINUTE, "target": 3, "low": 90, "high": 90, "second": 1, "second_low": 240, "second_high": 250})
    assert (step.target, step.cadence) == (Target("heart_rate", "bpm", 140, 150), Cadence(90, 90))


def test_of_two_targets_the_first_is_kept_with_a_warning() -> None:
    imported = read({**MINUTE, "target": 4, "zone": 2, "second": 1, "second_low": 240, "second_high": 250})
    assert imported.workout.steps == (Step(Length("time", 60), Target("power", "zone", 2, 2)),)
    assert codes(imported) == ["second_target"]


def test_strokes_names_and_notes_are_words() -> None:
    step = only({"kind": 1, "value": 10_000, "target": 11, "zone": 2, "name": "Drill", "notes": "long arms"}, sport=5)
    assert step == Step(Length("distance", 100), note="Drill\nlong arms\nbreaststroke")


def test_speed_in_water_is_read_per_hundred_metres() -> None:
    target = only({**MINUTE, "target": 0, "zone": 0, "low": 1250, "high": 1250}, sport=5).target
    assert target == Target("pace", "mps", 1.25, 1.25, shown="100m")


@pytest.mark.parametrize(
    ("number", "sport"), [(1, "run"), (2, "ride"), (5, "swim"), (21, "ride"), (77, "other"), (None, "")]
)
def test_sports(number: int | None, sport: str) -> None:
    assert read(MINUTE, sport=number).sport == sport


def test_title_comes_from_the_workout() -> None:
    assert read(MINUTE, name="Über 5x5").title == "Über 5x5"


def test_unknown_targets_and_empty_steps_are_warned_of() -> None:
    imported = read({**MINUTE, "target": 6, "zone": 3}, {"kind": 0, "value": 0})
    assert (len(imported.workout.steps), codes(imported)) == (1, ["other_target", "no_duration"])


def test_steps_are_taken_in_the_order_of_their_numbers() -> None:
    imported = read({**MINUTE, "index": 1}, {"kind": 5, "index": 0})
    assert [part.length.kind for part in imported.workout.steps if isinstance(part, Step)] == ["lap", "time"]


def test_repeats_of_repeats_of_repeats_cannot_grow_without_end() -> None:
    repeats = [{"kind": 6, "value": 0, "zone": 400}] * 4
    with pytest.raises(Unreadable) as refused:
        read(MINUTE, *repeats, {"kind": 7, "value": 0, "zone": 60_000})
    assert refused.value.code == "too_large"


def test_cut_file_keeps_its_first_steps_and_says_where_it_broke() -> None:
    whole = file(*[MINUTE] * 10)
    imported = import_fit(whole[:-60])
    assert 0 < len(imported.workout.steps) < 10
    assert codes(imported) == ["damaged"]
    assert "byte" in imported.warnings[0].text


def test_recorded_sessions_and_other_files_are_refused() -> None:
    writer = FitWriter()
    writer.message(0, {0: (ENUM, 4)})
    for content in (writer.file(), b"something else"):
        with pytest.raises(Unreadable) as refused:
            import_fit(content)
        assert refused.value.code == "not_a_workout"


@needs_vectors
def test_sample_files_of_the_official_kit_are_read() -> None:
    folder = VECTORS / "fit" / "fitdecode"
    single = read_workout((folder / "WorkoutIndividualSteps.fit").read_bytes(), "a.fit")
    parts = (
        Step(Length("time", 60), Target("heart_rate", "zone", 2, 2), intent="warmup", note="_A_"),
        Step(Length("distance", 500), Target("power", "zone", 5, 5), note="B1_"),
        Step(Length("distance", 500), Target("power", "zone", 3, 3), note="B2_"),
        Step(Length("lap"), Target("power", "zone", 1, 1), None, "cooldown", "_C_\nUntil heart rate below 125 bpm"),
    )
    assert (single.title, single.workout.steps) == ("Example 1", parts)
    repeated = read_workout((folder / "WorkoutRepeatGreaterThanStep.fit").read_bytes(), "b.fit")
    assert (repeated.title, repeated.workout.steps) == ("Example 2", parts)
    assert codes(repeated) == ["open_repeat", "other_length"]
