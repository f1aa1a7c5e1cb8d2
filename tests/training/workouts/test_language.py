import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counting import calls_of
from tests.training.workouts.structures import workouts
from training.workouts.language import Fault, format_text, parse, write
from training.workouts.structure import Cadence, Length, Repeat, Step, Target, Workout

EXAMPLE = """\
Warm up
- 15m 55-75%

4x
- 8m 95% 90rpm
- 3m 50% easy spin
- 400mtr 102% pace
- ramp 10m 50-75%
- 20m Z2 HR
- 5m 250w
- 10km 4:30-4:45/km pace
- lap 90-95% LTHR
- 30s RPE 9
"""


def step(text: str, sport: str = "ride") -> Step:
    parsed = parse(f"- {text}", sport)
    assert parsed.errors == ()
    found = parsed.workout.steps[0]
    assert isinstance(found, Step)
    return found


def fault(text: str, sport: str = "ride") -> Fault:
    errors = parse(text, sport).errors
    assert len(errors) == 1
    return errors[0]


def seconds(value: float) -> Length:
    return Length("time", value)


def test_example_becomes_steps_and_a_repeat() -> None:
    parsed = parse(EXAMPLE)
    assert parsed.errors == ()
    warm_up, repeat = parsed.workout.steps
    assert warm_up == Step(seconds(900), Target("power", "percent_ftp", 55, 75), intent="warmup", section="Warm up")
    assert isinstance(repeat, Repeat)
    assert repeat.count == 4
    assert repeat.steps == (
        Step(seconds(480), Target("power", "percent_ftp", 95, 95), Cadence(90, 90)),
        Step(seconds(180), Target("power", "percent_ftp", 50, 50), note="easy spin"),
        Step(Length("distance", 400), Target("pace", "percent_threshold", 102, 102)),
        Step(seconds(600), Target("power", "percent_ftp", 50, 75, is_ramp=True)),
        Step(seconds(1200), Target("heart_rate", "zone", 2, 2)),
        Step(seconds(300), Target("power", "watts", 250, 250)),
        Step(Length("distance", 10_000), Target("pace", "mps", 1000 / 285, 1000 / 270, shown="km")),
        Step(Length("lap"), Target("heart_rate", "percent_lthr", 90, 95)),
        Step(seconds(30), Target("rpe", "rpe", 9, 9)),
    )
    assert write(parsed.workout) == EXAMPLE


@settings(max_examples=60, deadline=None)
@given(workouts, st.sampled_from(["ride", "run", "swim", "strength"]))
def test_any_workout_survives_text_and_its_text_is_canonical(workout: Workout, sport: str) -> None:
    text = write(workout, sport)
    parsed = parse(text, sport)
    assert parsed.errors == ()
    assert parsed.workout == workout
    assert format_text(text, sport) == text


words = st.sampled_from(
    ["- ", "4x", "  ", "\n", "5m", "95%", "55-75%", "Z2", "HR", "pace", "ramp", "lap", "90rpm", "250w", "4:30/km", "RPE 9",
     "400mtr", '"', "(", ")", "Warm up", "easy", "1h", "max", "free", "LTHR", "\t", "#", "@", "3x (", "\n- 5m", "\n\n", "°", "at",
     "1h30", "10 min", "intensity=rest", "4:30", "sweet", ":", "30 sec"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(words | st.text(max_size=4), max_size=30).map(" ".join), st.sampled_from(["ride", "run", "swim"]))
def test_any_text_is_read_or_told_wrong_and_what_was_read_round_trips(text: str, sport: str) -> None:
    parsed = parse(text, sport)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert all(1 <= e.line <= len(lines) and 1 <= e.column <= len(lines[e.line - 1]) + 1 for e in parsed.errors)
    again = write(parsed.workout, sport)
    assert parse(again, sport).workout == parsed.workout
    assert write(parse(again, sport).workout, sport) == again


wrong_lines = st.sampled_from(
    [("- 5m 80% 90%", 10, "second_target"), ("- 8m 5m", 6, "second_length"), ("- 5m 95% 7", 10, "unknown_word"),
     ("   - 5m Z12", 9, "out_of_range"), ('- 1h "open', 6, "open_quote"), ("= 5m", 1, "not_a_step")]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(workouts, wrong_lines, st.data())
def test_a_wrong_line_anywhere_is_told_where_it_stands(
    workout: Workout, wrong: tuple[str, int, str], data: st.DataObject
) -> None:
    lines = write(workout).split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    text, column, code = wrong
    errors = parse("\n".join([*lines[:at], text, *lines[at:]])).errors
    assert (at + 1, column, code) in [(e.line, e.column, e.code) for e in errors]
    assert {e.code for e in errors if e.line != at + 1} <= {"empty_section", "empty_repeat"}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", seconds(90)),
        ("1h", seconds(3600)),
        ("1h30m", seconds(5400)),
        ("1.5h", seconds(5400)),
        ("1m30s", seconds(90)),
        ("1:30", seconds(90)),
        ("1m30", seconds(90)),
        ("1h30", seconds(5400)),
        ("1h 30m", seconds(5400)),
        ("1 min 30 sec", seconds(90)),
        ("10 minutes", seconds(600)),
        ("1:00:30", seconds(3630)),
        ("8min", seconds(480)),
        ("8'", seconds(480)),
        ('30"', seconds(30)),
        ("2 km", Length("distance", 2000)),
        ("0,5km", Length("distance", 500)),
        ("1mi", Length("distance", 1609.344)),
        ("100yd", Length("distance", 91.44)),
        ("200 metres", Length("distance", 200)),
        ("lap", Length("lap")),
        ("lap 5m", Length("lap", 300)),
        ("open", Length("open")),
    ],
)
def test_lengths(text: str, length: Length) -> None:
    assert step(text) == Step(length)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("95%", Target("power", "percent_ftp", 95, 95)),
        ("95% FTP", Target("power", "percent_ftp", 95, 95)),
        ("75 - 55%", Target("power", "percent_ftp", 55, 75)),
        ("55%-75%", Target("power", "percent_ftp", 55, 75)),
        ("55–75%", Target("power", "percent_ftp", 55, 75)),
        ("240-260w", Target("power", "watts", 240, 260)),
        ("250 W", Target("power", "watts", 250, 250)),
        ("Z2", Target("power", "zone", 2, 2)),
        ("z2-z3 hr", Target("heart_rate", "zone", 2, 3)),
        ("140-150bpm", Target("heart_rate", "bpm", 140, 150)),
        ("80% HRmax", Target("heart_rate", "percent_max", 80, 80)),
        ("80% max HR", Target("heart_rate", "percent_max", 80, 80)),
        ("4:30/km", Target("pace", "mps", 1000 / 270, 1000 / 270, shown="km")),
        ("4:30 min/km", Target("pace", "mps", 1000 / 270, 1000 / 270, shown="km")),
        ("4:30 pace", Target("pace", "mps", 1000 / 270, 1000 / 270, shown="km")),
        ("1:45/100m", Target("pace", "mps", 100 / 105, 100 / 105, shown="100m")),
        ("7:00/mi pace", Target("pace", "mps", 1609.344 / 420, 1609.344 / 420, shown="mile")),
        ("Z3 pace", Target("pace", "zone", 3, 3)),
        ("RPE 7-8", Target("rpe", "rpe", 7, 8)),
        ("rpe6.5", Target("rpe", "rpe", 6.5, 6.5)),
        ("max", Target("power", "max")),
        ("free", None),
        ("@ 260w", Target("power", "watts", 260, 260)),
    ],
)
def test_targets(text: str, target: Target | None) -> None:
    assert step(f"5m {text}") == Step(seconds(300), target)


def test_bare_share_is_of_pace_on_foot() -> None:
    assert step("5m 95%", "run").target == Target("pace", "percent_threshold", 95, 95)
    assert step("5m 95% FTP", "run").target == Target("power", "percent_ftp", 95, 95)


def test_ramp_keeps_its_direction() -> None:
    assert step("ramp 10m 75-50%").target == Target("power", "percent_ftp", 75, 50, is_ramp=True)
    assert step("10m ramp 75-50%").target == Target("power", "percent_ftp", 75, 50, is_ramp=True)


def test_words_in_front_of_a_length_are_a_note() -> None:
    assert step("Easy spinning 10m 50%") == Step(
        seconds(600), Target("power", "percent_ftp", 50, 50), note="Easy spinning"
    )


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("sweet spot 88-94%", "sweet spot"),
        ("at 88-94%", ""),
        ("keep it ramp 88-94% going", "keep it going"),
        ("on 88-94%", ""),
    ],
)
def test_words_before_the_target_are_a_note(text: str, note: str) -> None:
    found = step(f"20m {text}")
    assert (found.note, found.target) == (note, Target("power", "percent_ftp", 88, 94, is_ramp="ramp" in text))


def test_words_before_the_cadence_are_a_note() -> None:
    assert step("5m 90% easy 85rpm legs") == Step(
        seconds(300), Target("power", "percent_ftp", 90, 90), Cadence(85, 85), note="easy legs"
    )


def test_pace_without_a_distance_is_the_sports() -> None:
    assert step("5m 1:45 pace", "swim").target == Target("pace", "mps", 100 / 105, 100 / 105, shown="100m")


def test_intent_is_a_word_in_front() -> None:
    assert step("recovery 3m 50%").intent == "recovery"
    assert step("3m intensity=recovery 50%").intent == "recovery"
    assert step("3m 50% recovery") == Step(seconds(180), Target("power", "percent_ftp", 50, 50), note="recovery")


def test_quoted_note_may_hold_anything() -> None:
    assert step(r'3m "2 bottles, \"cold\"\n90rpm"').note == '2 bottles, "cold"\n90rpm'


def test_repeats_nest_by_indentation() -> None:
    text = "3x\n- 5m 90%\n  2x\n  - 30s 120%\n  - 30s 50%\n- 3m 50%\n"
    outer = parse(text).workout.steps[0]
    assert isinstance(outer, Repeat)
    assert [type(part).__name__ for part in outer.steps] == ["Step", "Repeat", "Step"]
    assert write(parse(text).workout) == text


def test_brackets_hold_blank_lines_and_become_indentation() -> None:
    assert format_text("3x (\n- 5m 90%\n\n2x\n- 30s 120%\n)\n- 5m") == "3x\n- 5m 90%\n  2x\n  - 30s 120%\n\n- 5m\n"


def test_blank_line_ends_a_repeat() -> None:
    assert [type(part).__name__ for part in parse("2x\n- 5m\n\n- 3m").workout.steps] == ["Repeat", "Step"]


def test_next_repeat_at_the_same_place_follows() -> None:
    assert [type(part).__name__ for part in parse("2x\n- 5m\n3x\n- 3m").workout.steps] == ["Repeat", "Repeat"]


def test_heading_and_count_in_one_line() -> None:
    assert format_text("Main set 3x\n- 5m 100%\n") == "Main set\n3x\n- 5m 100%\n"


def test_warm_up_heading_ends_with_a_blank_line() -> None:
    steps = parse("Warm-up\n- 5m\n- active 1m\n\n- 3m").workout.steps
    assert [part.intent for part in steps if isinstance(part, Step)] == ["warmup", "active", "active"]


@pytest.mark.parametrize(
    ("text", "line", "column", "code", "expected"),
    [
        ("- abc", 1, 3, "missing_length", ("length",)),
        ("- 5m\n- 95%", 2, 3, "missing_length", ("length",)),
        ("- 8m 95%% 90rpm", 1, 6, "unknown_word", ("target", "cadence", "note")),
        ("- 8m 95% 90rmp", 1, 10, "unknown_word", ("cadence", "note")),
        ("4x 8m 95%\n- 5m", 1, 4, "steps_below", ("note",)),
        ("- 8m 95% 80%", 1, 10, "second_target", ("cadence", "note")),
        ("- 8m 5m", 1, 6, "second_length", ()),
        ("- 8m 90rpm 80rpm", 1, 12, "second_cadence", ("target", "note")),
        ("- ramp 10m 50%", 1, 3, "ramp_needs_range", ("target",)),
        ("- 5m Z12", 1, 6, "out_of_range", ()),
        ('- 5m "open', 1, 6, "open_quote", ("note",)),
        ('- 5m "a" b', 1, 10, "after_note", ()),
        ("2x\n\n", 1, 1, "empty_repeat", ("step",)),
        ("0x\n- 5m", 1, 1, "repeat_count", ("count",)),
        ("  )", 1, 3, "stray_bracket", ("step",)),
        ("Warm up", 1, 1, "empty_section", ("step",)),
        ("95% for long", 1, 1, "missing_length", ("length",)),
        ("=5m", 1, 1, "not_a_step", ("step", "count")),
        ("1x\n 1x\n  1x\n   1x\n    1x\n    - 5m", 5, 5, "too_deep", ()),
    ],
)
def test_fault_says_where_and_what_is_expected(
    text: str, line: int, column: int, code: str, expected: tuple[str, ...]
) -> None:
    found = fault(text) if code != "too_deep" else parse(text).errors[0]
    assert (found.line, found.column, found.code, found.expected) == (line, column, code, expected)


def test_metres_written_as_minutes_are_told_in_water() -> None:
    assert fault("- 100m Z2", "swim").code == "minutes_in_swim"
    assert step("20m Z2", "swim").length == seconds(1200)
    assert step("25min Z2 after 50m", "swim").length == seconds(1500)
    assert step("1h15m Z2", "swim").length == seconds(4500)
    assert write(Workout((Step(seconds(1500)),)), "swim") == "- 25min\n"


def test_metres_written_as_minutes_are_told_on_foot() -> None:
    assert fault("- 400m 102%", "run").code == "minutes_in_run"
    assert step("90m 80%", "run").length == seconds(5400)
    assert step("100min 80%", "run").length == seconds(6000)


def test_other_lines_are_read_in_spite_of_a_fault() -> None:
    parsed = parse("- 5m 95%\n- x\n- 3m 50%")
    assert len(parsed.workout.steps) == 2
    assert [e.line for e in parsed.errors] == [2]


def test_faulty_text_stays_as_it_is() -> None:
    assert format_text("- 5m  95%\n- x") == "- 5m  95%\n- x"


def test_too_long_texts_and_lines_are_told() -> None:
    assert fault("x" * 70_000).code == "text_too_long"
    assert fault("- 5m " + "x" * 9_000).code == "long_line"
    assert fault("\n".join(["- 1s"] * 1_001)).code == "too_many_steps"


def test_reading_grows_with_the_text_and_no_faster() -> None:
    def work(times: int) -> int:
        text = "Warm up\n" + "- 15m 55-75% 90rpm easy spin\n" * 2 * times
        return calls_of(lambda: parse(text + "4x\n- 8m 95% 90rpm\n- 3m 50% easy\n\n" * 5 * times))

    work(1)  # what is kept from then on
    assert work(20) <= 10.5 * work(2)
