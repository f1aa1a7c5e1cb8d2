"""Planned workouts as other products' programs hand them out."""

import json
from contextlib import suppress
from typing import Any

import pytest

from training.formats.recording import Unreadable
from training.science.session import Thresholds
from training.workouts.files.formats import read_workout
from training.workouts.files.imported import Imported
from training.workouts.planning import plan
from training.workouts.structure import Cadence, Length, Repeat, Step, Target

FTP = Thresholds(ftp_w=250)


def read(document: object, name: str = "workout.json") -> Imported:
    return read_workout(json.dumps(document).encode(), name)


def seconds(value: float) -> Length:
    return Length("time", value)


def ftp(low: float, high: float | None = None, *, is_ramp: bool = False) -> Target:
    return Target("power", "percent_ftp", low, low if high is None else high, is_ramp)


def tp_step(kind: str, value: float, low: float, high: float | None = None, **more: Any) -> dict[str, Any]:
    target = {"minValue": low} | ({} if high is None else {"maxValue": high})
    length = {"value": value, "unit": "second"}
    return {"name": "", "length": length, "targets": [target], "intensityClass": kind, "openDuration": False, **more}


def tp_block(count: int, *steps: dict[str, Any]) -> dict[str, Any]:
    kind = "repetition" if count > 1 else "step"
    return {"type": kind, "length": {"value": count, "unit": "repetition"}, "steps": list(steps)}


TRAININGPEAKS: dict[str, Any] = {
    "structure": [
        tp_block(1, tp_step("warmUp", 600, 40, 50)),
        tp_block(3, tp_step("active", 300, 95, 105, name="Hard"), tp_step("rest", 120, 55)),
        tp_block(1, tp_step("coolDown", 300, 40, 50, openDuration=True)),
    ],
    "primaryLengthMetric": "duration",
    "primaryIntensityMetric": "percentOfFtp",
}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda structure: structure,
        lambda structure: {"title": "3x5", "workoutTypeValueId": 2, "structure": structure},
        lambda structure: {"title": "3x5", "workoutTypeValueId": 2, "structure": json.dumps(structure)},
        lambda structure: [{"title": "3x5", "workoutTypeValueId": 2, "structure": structure}],
        lambda structure: {"data": {"items": [{"title": "3x5", "structure": structure}]}},
    ],
)
def test_trainingpeaks_structure_however_it_is_wrapped(wrap: Any) -> None:
    imported = read(wrap(TRAININGPEAKS), "3x5.json")
    assert (imported.kind, imported.title) == ("trainingpeaks", "3x5")
    assert imported.workout.steps == (
        Step(seconds(600), ftp(40, 50), intent="warmup"),
        Repeat(3, (Step(seconds(300), ftp(95, 105), note="Hard"), Step(seconds(120), ftp(55), intent="recovery"))),
        Step(Length("lap", 300), ftp(40, 50), intent="cooldown"),
    )


def test_trainingpeaks_partner_form_has_large_letters_and_one_target() -> None:
    step = {
        "IntensityClass": "WarmUp", "Name": "Easy", "Type": "Step", "Length": {"Unit": "Minute", "Value": 10},
        "IntensityTarget": {"Unit": "PercentOfThresholdHr", "Value": 75, "MinValue": 70, "MaxValue": 80},
        "CadenceTarget": {"Unit": "Rpm", "MinValue": 85, "MaxValue": 95},
    }  # fmt: skip
    block = {"Type": "Repetition", "Length": {"Unit": "Repetition", "Value": 2}, "Steps": [step]}
    imported = read({"Title": "Base", "WorkoutType": "Bike", "Structure": json.dumps({"Structure": [step, block]})})
    easy = Step(seconds(600), Target("heart_rate", "percent_lthr", 70, 80), Cadence(85, 95), "warmup", "Easy")
    assert imported.workout.steps == (easy, Repeat(2, (easy,)))
    assert (imported.title, imported.sport) == ("Base", "ride")


@pytest.mark.parametrize(
    ("metric", "target"),
    [
        ("percentOfThresholdPace", Target("pace", "percent_threshold", 90, 95)),
        ("percentOfThresholdHr", Target("heart_rate", "percent_lthr", 90, 95)),
        ("percentOfMaxHr", Target("heart_rate", "percent_max", 90, 95)),
        ("power", Target("power", "watts", 90, 95)),
        ("rpe", None),
    ],
)
def test_trainingpeaks_metrics(metric: str, target: Target | None) -> None:
    document = {
        **TRAININGPEAKS,
        "structure": [tp_block(1, tp_step("active", 60, 90, 95))],
        "primaryIntensityMetric": metric,
    }
    assert read(document).workout.steps == (Step(seconds(60), target),)


def test_trainingpeaks_distances_and_cadence() -> None:
    step = tp_step("active", 1, 100, 110)
    step["length"] = {"value": 0.4, "unit": "kilometer"}
    step["targets"].append({"minValue": 85, "maxValue": 95, "unit": "roundOrStridePerMinute"})
    imported = read({**TRAININGPEAKS, "structure": [step]})
    assert imported.workout.steps == (Step(Length("distance", 400), ftp(100, 110), Cadence(85, 95)),)


def test_intervals_document_with_repeats_and_ramps() -> None:
    document = {
        "name": "Over unders", "type": "VirtualRide",
        "workout_doc": {
            "ftp": 261,
            "steps": [
                {"duration": 600, "ramp": True, "warmup": True, "power": {"start": 40, "end": 75, "units": "%ftp"}},
                {"reps": 3, "text": "Main", "steps": [
                    {"duration": 120, "power": {"start": 88, "end": 92, "units": "%ftp"}, "cadence": {"value": 90, "units": "rpm"}},
                    {"duration": 60, "power": {"value": 270, "units": "w"}, "_power": {"value": 270}},
                ]},
                {"duration": 300, "hr": {"value": 2, "units": "hr_zone"}, "intensity": "recovery"},
                {"distance": 2000, "duration": 720, "until_lap_press": True, "text": "Press lap"},
                {"duration": 60, "freeride": True},
                {"text": "a word only"},
                {"duration": 300, "cooldown": True, "pace": {"value": 80, "units": "%pace"}},
            ],
        },
    }  # fmt: skip
    imported = read(document)
    assert (imported.kind, imported.title, imported.sport, imported.ftp_w) == ("intervals", "Over unders", "ride", 261)
    pair = (
        Step(seconds(120), ftp(88, 92), Cadence(90, 90)),
        Step(seconds(60), Target("power", "watts", 270, 270)),
    )
    assert imported.workout.steps == (
        Step(seconds(600), ftp(40, 75, is_ramp=True), intent="warmup"),
        Repeat(3, pair, "Main"),
        Step(seconds(300), Target("heart_rate", "zone", 2, 2), intent="recovery"),
        Step(Length("lap", 720), note="Press lap"),
        Step(seconds(60)),
        Step(seconds(300), Target("pace", "percent_threshold", 80, 80), intent="cooldown"),
    )
    assert [w.code for w in imported.warnings] == ["no_duration"]


def test_intervals_paces() -> None:
    steps = [
        {"distance": 1000, "pace": {"value": 240, "units": "secs/km"}},
        {"distance": 100, "pace": {"value": 90, "units": "SECS_100M"}},
    ]
    targets = [step.target for step in read({"steps": steps}).workout.steps if isinstance(step, Step)]
    assert targets == [
        Target("pace", "mps", 1000 / 240, 1000 / 240, shown="km"),
        Target("pace", "mps", 100 / 90, 100 / 90, shown="100m"),
    ]


def trainerroad(scale: int, *, intervals: bool = True) -> dict[str, Any]:
    """Five minutes up from 50 to 80 %, then twice three minutes at 90 and two at 50."""
    shares = [50 + 30 * at / 300 for at in range(300)] + ([90.0] * 180 + [50.0] * 120) * 2
    data = [
        {"seconds": at * scale, "memberFtpPercent": share * 2, "ftpPercent": share} for at, share in enumerate(shares)
    ]
    spans = [
        (0, 900, "Workout"),
        (0, 300, "Fake"),
        (300, 480, "One"),
        (480, 600, "Fake"),
        (600, 780, "Two"),
        (780, 900, "Fake"),
    ]
    told = [
        {"Start": a, "End": b, "Name": name, "IsFake": name == "Fake", "StartTargetPowerPercent": 50}
        for a, b, name in spans
    ]
    details = {"WorkoutName": "Small", "WorkoutDescription": "words", "TSS": 15, "IntensityFactor": 77}
    return {"Workout": {"Details": details, "workoutData": data, "intervalData": told if intervals else []}}


@pytest.mark.parametrize("scale", [1, 1000])
def test_trainerroad_seconds_become_the_steps_of_its_intervals(scale: int) -> None:
    imported = read(trainerroad(scale))
    assert (imported.kind, imported.title, imported.description, imported.ftp_w) == (
        "trainerroad",
        "Small",
        "words",
        200,
    )
    ramp, *rest = imported.workout.steps
    assert isinstance(ramp, Step)
    assert ramp == Step(seconds(300), ftp(50, 79.9, is_ramp=True))
    assert rest == [
        Step(seconds(180), ftp(90), note="One"),
        Step(seconds(120), ftp(50)),
        Step(seconds(180), ftp(90), note="Two"),
        Step(seconds(120), ftp(50)),
    ]


def test_trainerroad_without_intervals_has_the_same_load() -> None:
    one, other = (plan(read(trainerroad(1000, intervals=has)).workout, FTP, "ride") for has in (True, False))
    assert other.duration_s == pytest.approx(one.duration_s, abs=1)
    assert other.load == pytest.approx(one.load, rel=0.002)


def test_trainerroad_intervals_without_seconds_are_level_steps() -> None:
    document = trainerroad(1)
    del document["Workout"]["workoutData"]
    for number, interval in enumerate(document["Workout"]["intervalData"]):
        interval["StartTargetPowerPercent"] = 50 + number
    imported = read(document)
    lengths = [part.length.value for part in imported.workout.steps if isinstance(part, Step)]
    assert (imported.kind, lengths) == ("trainerroad", [300, 180, 120, 180, 120])
    assert [part.target for part in imported.workout.steps if isinstance(part, Step)] == [
        ftp(50 + n) for n in range(1, 6)
    ]


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (b'{"steps": [', "damaged", "line 1, column 12"),
        (b"[" * 100_000, "damaged", ""),
        (b'{"a": 1}', "not_a_workout", ""),
        (b"[]", "not_a_workout", ""),
        (b'{"structure": {"version": 1, "steps": [{"kind": "step"}]}}', "damaged", "steps[0].length"),
        (b"\xef\xbb\xbf  {}", "not_a_workout", ""),
    ],
)
def test_what_is_no_workout_is_refused_with_its_place(content: bytes, code: str, place: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_workout(content, "a.json")
    assert (refused.value.code, refused.value.place) == (code, place)


def test_odd_values_never_break_the_reader() -> None:
    odd: list[Any] = [None, True, -1, 1e400, "x", [], {}, [[]], {"value": {}}]
    for value in odd:
        for document in (
            {"steps": [{"duration": value, "power": value, "cadence": value, "steps": value, "reps": value}]},
            {"structure": [{"type": value, "length": value, "steps": value, "targets": value, "name": value}]},
            {"workoutData": value, "intervalData": value},
            {"workoutData": [{"seconds": value, "ftpPercent": value}] * 2, "intervalData": [value, {"Start": value}]},
            {"workout_doc": {"steps": [value], "ftp": value}, "type": value, "name": value},
            {
                "workoutSegments": [
                    {"workoutSteps": [{"endCondition": value, "targetType": value, "stepOrder": value}, value]},
                    value,
                ]
            },
        ):
            with suppress(Unreadable):
                read(document)


def test_trainingpeaks_ramps_are_stairs_that_are_climbed_once() -> None:
    stairs = [tp_step("warmUp", 120, share) for share in (50, 60, 70)]
    ramp = {"type": "rampUp", "length": {"value": 3, "unit": "repetition"}, "steps": stairs, "begin": 0, "end": 360}
    imported = read({**TRAININGPEAKS, "structure": [ramp]})
    targets = [part.target for part in imported.workout.steps if isinstance(part, Step)]
    assert targets == [ftp(50), ftp(60), ftp(70)]


def garmin_step(kind: str, end: str, value: float | None, target: str = "no.target", **more: Any) -> dict[str, Any]:
    return {
        "type": "ExecutableStepDTO", "stepType": {"stepTypeKey": kind}, "endCondition": {"conditionTypeKey": end},
        "endConditionValue": value, "targetType": {"workoutTargetTypeKey": target}, **more,
    }  # fmt: skip


def test_garmin_connect_steps_groups_and_targets() -> None:
    group = {
        "type": "RepeatGroupDTO", "stepOrder": 2, "numberOfIterations": 5,
        "workoutSteps": [
            garmin_step("interval", "distance", 400.0, "pace.zone", targetValueOne=4.2, targetValueTwo=4.0, description="go"),
            garmin_step("recovery", "lap.button", None, "heart.rate.zone", zoneNumber=1),
        ],
    }  # fmt: skip
    cadence = {"workoutTargetTypeKey": "cadence.zone"}
    steps = [
        garmin_step("cooldown", "time", 600.0, "heart.rate.zone", targetValueOne=120, targetValueTwo=140, stepOrder=3),
        garmin_step("warmup", "time", 600.0, "power.zone", targetValueOne=150, targetValueTwo=180, stepOrder=1,
                    secondaryTargetType=cadence, secondaryTargetValueOne=85, secondaryTargetValueTwo=95),
        group,
    ]  # fmt: skip
    document = {
        "workoutName": "Track",
        "sportType": {"sportTypeKey": "running"},
        "workoutSegments": [{"workoutSteps": steps}],
    }
    imported = read(document)
    assert (imported.kind, imported.title, imported.sport, imported.warnings) == ("garmin", "Track", "run", ())
    pace = Target("pace", "mps", 4.0, 1000 / 238.1, shown="km")
    rest = Step(Length("lap"), Target("heart_rate", "zone", 1, 1), intent="recovery")
    assert imported.workout.steps == (
        Step(seconds(600), Target("power", "watts", 150, 180), Cadence(85, 95), "warmup"),
        Repeat(5, (Step(Length("distance", 400), pace, note="go"), rest)),
        Step(seconds(600), Target("heart_rate", "bpm", 120, 140), intent="cooldown"),
    )
