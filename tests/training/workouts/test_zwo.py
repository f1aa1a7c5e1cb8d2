import pytest

from training.formats.recording import Unreadable
from training.science.session import Thresholds
from training.workouts.files.exported import Source
from training.workouts.files.imported import Imported
from training.workouts.files.zwo import import_zwo
from training.workouts.files.zwo_writing import export_zwo
from training.workouts.language import parse
from training.workouts.structure import Cadence, Length, Repeat, Step, Target

ALL = Thresholds(ftp_w=250, lthr_bpm=165, max_hr_bpm=188, threshold_pace_mps=4.0, css_mps=1.25)


def zwo(blocks: str, head: str = "<sportType>bike</sportType>") -> Imported:
    return import_zwo(f"<workout_file>{head}<workout>{blocks}</workout></workout_file>".encode())


def only(blocks: str) -> Step | Repeat:
    (part,) = zwo(blocks).workout.steps
    return part


def seconds(value: float) -> Length:
    return Length("time", value)


def ftp(low: float, high: float | None = None, *, is_ramp: bool = False) -> Target:
    return Target("power", "percent_ftp", low, low if high is None else high, is_ramp)


@pytest.mark.parametrize(
    ("block", "step"),
    [
        ('<SteadyState Duration="60.000004" Power="0.75"/>', Step(seconds(60), ftp(75))),
        ('<steadystate duration="60" POWER="0.75"/>', Step(seconds(60), ftp(75))),
        ('<SteadyState Duration="60" PowerLow="0.9" PowerHigh="0.8"/>', Step(seconds(60), ftp(80, 90))),
        ('<SteadyState Duration="60" Power="0.7" Cadence="90"/>', Step(seconds(60), ftp(70), Cadence(90, 90))),
        (
            '<SteadyState Duration="60" Power="0.7" Cadence="90" CadenceLow="85" CadenceHigh="95"/>',
            Step(seconds(60), ftp(70), Cadence(85, 95)),
        ),
        ('<SteadyState Duration="60" Zone="2"/>', Step(seconds(60), Target("power", "zone", 2, 2))),
        (
            '<Warmup Duration="600" PowerLow=".25" PowerHigh=".75"/>',
            Step(seconds(600), ftp(25, 75, is_ramp=True), intent="warmup"),
        ),
        (
            '<Warmup Duration="600" PowerLow=".75" PowerHigh=".25"/>',
            Step(seconds(600), ftp(25, 75, is_ramp=True), intent="warmup"),
        ),
        (
            '<Cooldown Duration="600" PowerLow=".75" PowerHigh=".25"/>',
            Step(seconds(600), ftp(75, 25, is_ramp=True), intent="cooldown"),
        ),
        (
            '<Cooldown Duration="600" PowerLow=".25" PowerHigh=".75"/>',
            Step(seconds(600), ftp(75, 25, is_ramp=True), intent="cooldown"),
        ),
        ('<Ramp Duration="300" PowerLow="1" PowerHigh=".5"/>', Step(seconds(300), ftp(100, 50, is_ramp=True))),
        ('<FreeRide Duration="300" FlatRoad="1"/>', Step(seconds(300))),
        ('<Freeride Duration="300"/>', Step(seconds(300))),
        ('<MaxEffort Duration="20"/>', Step(seconds(20), Target("power", "max"))),
    ],
)
def test_blocks(block: str, step: Step) -> None:
    assert only(block) == step


def test_intervals_become_a_repeat() -> None:
    block = '<IntervalsT Repeat="3" OnDuration="30" OffDuration="120" OnPower="1.5" OffPower=".5" Cadence="95" CadenceResting="85"/>'
    on = Step(seconds(30), ftp(150), Cadence(95, 95))
    off = Step(seconds(120), ftp(50), Cadence(85, 85), intent="recovery")
    assert only(block) == Repeat(3, (on, off))


def test_intervals_by_ranges_or_zones() -> None:
    block = (
        '<IntervalsT Repeat="2" OnDuration="30" OffDuration="60" PowerOnLow="1.1" PowerOnHigh="1.3" PowerOffZone="1"/>'
    )
    repeat = only(block)
    assert isinstance(repeat, Repeat)
    assert [part.target for part in repeat.steps if isinstance(part, Step)] == [
        ftp(110, 130),
        Target("power", "zone", 1, 1),
    ]


def test_texts_become_notes_with_their_place() -> None:
    texts = '<textevent timeoffset="0" message="Go &amp; &apos;ride&apos;"/><TextEvent TimeOffset="30" message="Half"/>'
    block = f'<SteadyState Duration="60" Power=".7">{texts}</SteadyState>'
    step = only(block)
    assert step.note == "Go & 'ride'\n0:30 Half"


def test_unknown_elements_are_left_out_with_a_warning() -> None:
    imported = zwo('<UnknownBlockType Duration="600"/><SteadyState Duration="60" Power="1"/>')
    assert len(imported.workout.steps) == 1
    assert [(w.code, w.text) for w in imported.warnings] == [
        ("unknown_element", "<UnknownBlockType> is not known and was left out.")
    ]


def test_names_and_distances_of_runs_are_kept() -> None:
    head = "<name> My  run </name><description>a\nb</description><sportType>run</sportType><durationType>distance</durationType>"
    imported = zwo('<SteadyState Duration="1000" Power="0.9"/>', head)
    assert (imported.title, imported.description, imported.sport) == ("My run", "a\nb", "run")
    assert imported.workout.steps == (Step(Length("distance", 1000), Target("pace", "percent_threshold", 90, 90)),)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><workout_file><workout/></workout_file>', "entities"),
        (b'<!DOCTYPE workout_file SYSTEM "http://example.com/x.dtd"><workout_file/>', "entities"),
        (b"<gpx/>", "not_a_workout"),
        (b"<workout_file><workout>", "damaged"),
        (b"<workout_file><workout>" + b"<Ramp/>" * 1001, "too_large"),
        (b"<a>" * 5000, "damaged"),
    ],
)
def test_what_is_no_workout_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        import_zwo(content)
    assert refused.value.code == code


def test_cut_file_keeps_what_was_read() -> None:
    imported = import_zwo(b'<workout_file><workout><SteadyState Duration="60" Power="1"/><Steady')
    assert len(imported.workout.steps) == 1
    assert [w.code for w in imported.warnings] == ["damaged"]


@pytest.mark.parametrize("value", ["", "abc", "-5", "0", "nan", "inf", "1e99"])
def test_unusable_durations_are_left_out_with_a_warning(value: str) -> None:
    imported = zwo(f'<SteadyState Duration="{value}" Power="1"/>')
    assert imported.workout.steps == ()
    assert [w.code for w in imported.warnings] == ["no_duration"]


def test_written_file_reads_back_the_same() -> None:
    text = """\
- warmup ramp 10m 40-80% 85-95rpm
- 5m 75-85% "0:30 settle\\nhold <it> & \\"go\\""

3x
- 30s 150% 100rpm
- recovery 2m 50% 85rpm

- 10m free
- 20s max
- ramp 5m 100-75%
- cooldown ramp 5m 75-25%
"""
    workout = parse(text).workout
    exported = export_zwo(Source(workout, ALL, "ride", "T <1>", "d & e"))
    imported = import_zwo(exported.content)
    first, second, *rest = imported.workout.steps
    assert (first, *rest) == (workout.steps[0], *workout.steps[2:])
    assert (
        second == Step(seconds(300), ftp(75, 85), note='settle\nhold <it> & "go"')
        or second.note == '0:30 settle\nhold <it> & "go"'
    )
    assert (imported.title, imported.description) == ("T <1>", "d & e")
    assert exported.warnings == ()
    assert exported.filename == "t-1.zwo"


def test_other_targets_are_written_as_shares_of_threshold() -> None:
    workout = parse("- 5m 200w\n- 5m 165bpm\n- lap Z2").workout
    exported = export_zwo(Source(workout, ALL, "ride"))
    targets = [part.target for part in import_zwo(exported.content).workout.steps if isinstance(part, Step)]
    assert targets == [ftp(80), ftp(100), ftp(55, 75)]
    assert {w.code for w in exported.warnings} == {"other_metric", "open_length"}


def test_longer_repeats_are_written_out() -> None:
    workout = parse("2x\n- 1m 100%\n- 1m 90%\n- 1m 50%").workout
    assert len(import_zwo(export_zwo(Source(workout, ALL, "ride")).content).workout.steps) == 6


def test_unescaped_signs_are_mended() -> None:
    text = '<textevent timeoffset="0" message="Push & hold &amp; go"/>'
    imported = zwo(f'<SteadyState Duration="60" Power="1">{text}</SteadyState><SteadyState Duration="60" Power="1"/>')
    assert [part.note for part in imported.workout.steps] == ["Push & hold & go", ""]
    assert imported.warnings == ()


@pytest.mark.parametrize(("value", "share"), [("0,75", 75.0), ("75", 75.0), (" .75 ", 75.0), ("7.5e-1", 75.0)])
def test_numbers_are_read_however_they_are_written(value: str, share: float) -> None:
    step = only(f'<SteadyState Duration="60,0" Power="{value}"/>')
    assert step == Step(seconds(60), ftp(share))


def test_refusals_say_where_the_file_breaks() -> None:
    with pytest.raises(Unreadable) as refused:
        import_zwo(b"<workout_file>\n<workout>\n<SteadyState <")
    assert (refused.value.code, refused.value.place) == ("damaged", "line 3, column 13")


def test_comments_namespaces_and_declared_encodings_are_no_trouble() -> None:
    head = '<?xml version="1.0" encoding="ISO-8859-1"?><!-- made -->'
    block = '<!-- a --><SteadyState Duration="60" Power="1" units="1"/>'
    text = f"{head}<workout_file><name>M\u00fcnster</name><workout>{block}</workout></workout_file>"
    imported = import_zwo(text.encode("latin-1"))
    assert (imported.title, len(imported.workout.steps)) == ("M\u00fcnster", 1)


def test_letters_of_windows_without_a_declaration_are_read() -> None:
    block = b'<SteadyState Duration="60" Power="1"/>'
    content = b"<workout_file><name>Don\x92t & stop</name><workout>" + block + b"</workout></workout_file>"
    assert import_zwo(content).title == "Don\u2019t & stop"
