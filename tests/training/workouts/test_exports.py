"""What is exported, read back by readers that are not ours: targets agree to a watt, a beat, a second per kilometre."""

import json
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from garmin_fit_sdk import Decoder, Stream
from hypothesis import given, settings

from tests.training.workouts.structures import workouts
from training.formats.recording import Unreadable
from training.science.session import Thresholds
from training.workouts.files.exported import Exported, Source
from training.workouts.files.formats import FORMATS, read_workout, write_workout
from training.workouts.language import parse
from training.workouts.planning import plan, seconds_of
from training.workouts.resolving import Resolved, resolve
from training.workouts.structure import Workout

ALL = Thresholds(
    ftp_w=263, lthr_bpm=167, max_hr_bpm=189, rest_hr_bpm=50, threshold_pace_mps=4.07, css_mps=1.31, sex="f"
)
RIDE = """\
Warm up
- ramp 10m 40-80% 85-95rpm
- 1m 263w

3x intervals
- 8m 95-102% 90rpm hold it
- 3m Z1

2x
- 5m 88%
  4x
  - 30s 121.5%
  - 30s 47.3%

- 20m Z2-Z3 "tempo, then home"
- 20s max
- 5m free
- cooldown ramp 10m 75-35%
"""
RUN = """\
- 10m Z2 HR
- 20m 81-86% LTHR
- 5m 150-160bpm

6x
- 400mtr 3:31-3:37/km pace
- recovery 90s 55% pace

- 1km 4:31.5/km
- 5m RPE 4
"""
SWIM = "- 400mtr 1:45-1:50/100m\n\n8x\n- 50mtr 104% pace\n- rest lap\n\n- 200mtr Z1"


def exported(text: str, sport: str, form: str) -> Exported:
    return write_workout(Source(parsed(text, sport), ALL, sport, "Test <&> Ü", "Some words"), form)


def parsed(text: str, sport: str) -> Workout:
    found = parse(text, sport)
    assert found.errors == ()
    return found.workout


def steps_of(text: str, sport: str) -> tuple[Resolved, ...]:
    return resolve(parsed(text, sport), ALL, sport)


def sdk_steps(content: bytes) -> list[dict[str, Any]]:
    """Steps in the order of execution, by Garmin's own reader."""
    stream = Stream.from_byte_array(bytearray(content))
    assert Decoder(stream).check_integrity()
    stream.reset()
    messages, errors = Decoder(stream).read()
    assert errors == []
    assert messages["file_id_mesgs"][0]["type"] == "workout"
    about, steps = messages["workout_mesgs"][0], messages["workout_step_mesgs"]
    assert about["num_valid_steps"] == len(steps)
    assert [step["message_index"] for step in steps] == list(range(len(steps)))
    return _executed(steps)


def _executed(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    done: list[tuple[int, list[dict[str, Any]]]] = []
    for index, step in enumerate(steps):
        if step["duration_type"] != "repeat_until_steps_cmplt":
            done.append((index, [step]))
            continue
        taken = [part for part in done if part[0] >= step["duration_step"]]
        again = [inner for _ in range(step["repeat_steps"]) for _, part in taken for inner in part]
        done = [*done[: len(done) - len(taken)], (taken[0][0], again)]
    return [inner for _, part in done for inner in part]


@pytest.mark.parametrize(("text", "sport"), [(RIDE, "ride"), (RUN, "run"), (SWIM, "swim")])
def test_official_reader_finds_the_targets_of_a_fit_file(text: str, sport: str) -> None:
    told = sdk_steps(exported(text, sport, "fit").content)
    planned = steps_of(text, sport)
    assert len(told) == len(planned)
    for step, mine in zip(told, planned, strict=True):
        _compare_length(step, mine)
        _compare_target(step, mine)
        if mine.cadence:
            names = [f"{prefix}custom_target_cadence_{end}" for prefix in ("", "secondary_") for end in ("low", "high")]
            assert {step[name] for name in names if name in step} == {mine.cadence.low, mine.cadence.high}


def _compare_length(step: dict[str, Any], mine: Resolved) -> None:
    if mine.length.kind == "time":
        assert (step["duration_type"], step["duration_time"]) == ("time", mine.length.value)
    elif mine.length.kind == "distance":
        assert (step["duration_type"], step["duration_distance"]) == ("distance", mine.length.value)
    else:
        assert step["duration_type"] == "open"


def _compare_target(step: dict[str, Any], mine: Resolved) -> None:
    metric = mine.metric
    if metric is None or metric == "rpe":
        assert step["target_type"] in {"open", "cadence"}
        return
    assert mine.aim is not None
    low, high = sorted((mine.aim.low, mine.aim.high))
    name, offset = {"power": ("power", 1000), "heart_rate": ("heart_rate", 100), "pace": ("speed", 0)}[metric]
    found = [step[f"custom_target_{name}_{end}"] - offset for end in ("low", "high")]
    if metric == "pace":
        assert [1000 / speed for speed in found] == pytest.approx([1000 / low, 1000 / high], abs=1)
    else:
        assert found == pytest.approx([low, high], abs=1)


def zwo_watts(content: bytes, ftp: float) -> list[tuple[float, float, float]]:
    """Seconds and the watts at both ends of every block."""
    root = ElementTree.fromstring(content)
    assert root.tag == "workout_file"
    blocks = root.find("workout")
    assert blocks is not None
    parts: list[tuple[float, float, float]] = []
    for block in blocks:
        fields = {key: float(value) for key, value in block.attrib.items()}
        if block.tag == "IntervalsT":
            pair = [
                (fields[f"{half}Duration"], *_ends(fields, f"Power{half}", f"{half}Power")) for half in ("On", "Off")
            ]
            parts += pair * int(fields["Repeat"])
        elif block.tag in {"Warmup", "Cooldown", "Ramp"}:
            parts.append((fields["Duration"], fields["PowerLow"], fields["PowerHigh"]))
        elif block.tag == "SteadyState":
            parts.append((fields["Duration"], *_ends(fields, "Power", "Power")))
        else:
            parts.append((fields["Duration"], 0.0, 0.0))
    return [(seconds, first * ftp, last * ftp) for seconds, first, last in parts]


def _ends(fields: dict[str, float], pair: str, single: str) -> tuple[float, float]:
    if single in fields:
        return fields[single], fields[single]
    middle = (fields[f"{pair}Low"] + fields[f"{pair}High"]) / 2
    return middle, middle


def planned_watts(steps: tuple[Resolved, ...], free: float) -> list[tuple[float, float, float]]:
    found = []
    for step in steps:
        assert step.duration_s is not None
        low, high = (step.aim.low, step.aim.high) if step.aim else (free, free)
        ends = (low, high) if step.is_ramp else ((low + high) / 2, (low + high) / 2)
        found.append((step.duration_s, *ends))
    return found


def test_plain_xml_reader_finds_the_watts_of_a_zwo_file() -> None:
    found = zwo_watts(exported(RIDE, "ride", "zwo").content, 263)
    planned = planned_watts(steps_of(RIDE, "ride"), 0.0)
    assert [seconds for seconds, _, _ in found] == [seconds for seconds, _, _ in planned]
    assert [end for _, *ends in found for end in ends] == pytest.approx(
        [end for _, *ends in planned for end in ends], abs=1
    )


def course_points(content: bytes) -> tuple[dict[str, str], list[tuple[float, float]]]:
    """Header and points of an ERG or MRC file."""
    header, points, where = {}, [], ""
    for line in content.decode().split("\r\n"):
        if line.startswith("["):
            where = line
        elif where == "[COURSE HEADER]":
            name, _, value = line.partition(" = ")
            header[name] = value
        elif where == "[COURSE DATA]":
            minutes, value = line.split("\t")
            points.append((float(minutes) * 60, float(value)))
    return header, points


@pytest.mark.parametrize("form", ["erg", "mrc"])
def test_small_reader_finds_the_watts_of_a_course(form: str) -> None:
    header, points = course_points(exported(RIDE, "ride", form).content)
    assert ("MINUTES WATTS" in header, header.get("FTP")) == ((True, "263") if form == "erg" else (False, None))
    scale = 1.0 if form == "erg" else 2.63
    found = [(b - a, first * scale, last * scale) for (a, first), (b, last) in pairwise(points) if b > a]
    planned = planned_watts(steps_of(RIDE, "ride"), 131.5)
    assert [round(seconds, 1) for seconds, _, _ in found] == [seconds for seconds, _, _ in planned]
    assert [end for _, *ends in found for end in ends] == pytest.approx(
        [end for _, *ends in planned for end in ends], abs=1
    )


def test_json_holds_the_structure() -> None:
    source = Source(parsed(RUN, "run"), ALL, "run", "Six", "words", purpose="vo2")
    document = json.loads(write_workout(source, "json").content)
    assert document["structure"] == parsed(RUN, "run").to_json()
    assert [document[name] for name in ("title", "description", "sport", "purpose")] == ["Six", "words", "run", "vo2"]
    again = read_workout(write_workout(source, "json").content)
    assert (again.workout, again.title, again.purpose) == (source.workout, "Six", "vo2")


@pytest.mark.parametrize("form", FORMATS)
def test_our_own_reader_finds_the_same_load_in_every_format(form: str) -> None:
    before = plan(parsed(RIDE, "ride"), ALL, "ride")
    imported = read_workout(exported(RIDE, "ride", form).content, f"any.{form}")
    after = plan(imported.workout, ALL, "ride")
    assert imported.kind == form
    assert after.duration_s == before.duration_s
    if form in {"zwo", "fit", "json"}:
        assert after.load == pytest.approx(before.load, rel=0.003)


def test_what_a_format_cannot_say_is_told() -> None:
    assert [w.code for w in exported(SWIM, "swim", "zwo").warnings] == ["other_metric", "open_length"]
    assert [w.code for w in exported(RUN, "run", "fit").warnings] == ["rpe"]


def test_watts_without_a_threshold_are_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        write_workout(Source(parsed(RIDE, "ride"), Thresholds(), "ride"), "erg")
    assert refused.value.code == "no_ftp"


@settings(max_examples=25, deadline=None)
@given(workouts)
def test_any_workout_can_be_written_and_read_in_every_format(workout: Workout) -> None:
    source = Source(workout, ALL, "ride", "Any")
    for form in FORMATS if workout.steps else ("zwo", "fit", "json"):
        again = read_workout(write_workout(source, form).content)
        assert again.kind == form
        if form == "json":
            assert again.workout == workout
        if form == "fit":
            _same_lengths(workout, again.workout)


def _same_lengths(before: Workout, after: Workout) -> None:
    pairs = zip(resolve(before, ALL, "ride"), resolve(after, ALL, "ride"), strict=True)
    for first, second in pairs:
        kinds = {first.length.kind, second.length.kind}
        assert kinds in ({first.length.kind}, {"open", "lap"})
        if first.length.kind == "time":
            assert first.length == second.length


def test_ramps_are_compared_second_by_second() -> None:
    found = seconds_of(zwo_watts(exported(RIDE, "ride", "zwo").content, 263))
    planned = seconds_of(planned_watts(steps_of(RIDE, "ride"), 0.0))
    assert float(abs(found - planned).max()) < 1
