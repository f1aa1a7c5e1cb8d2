from collections.abc import Callable
from itertools import pairwise

import pytest

from training.formats.recording import Unreadable
from training.science.session import Thresholds
from training.workouts.files.erg import import_erg
from training.workouts.files.erg_writing import export_erg, export_mrc
from training.workouts.files.exported import Source
from training.workouts.files.imported import Imported
from training.workouts.language import parse
from training.workouts.planning import plan
from training.workouts.structure import Length, Step, Target, Workout

FTP = Thresholds(ftp_w=250)


def course(points: str, header: str = "MINUTES WATTS", texts: str = "", ending: str = "") -> Imported:
    text = f"[COURSE HEADER]\n{header}\n[END COURSE HEADER]\n[COURSE DATA]\n{points}\n[END COURSE DATA]\n{texts}"
    return import_erg(text.encode(), ending)


def lines(imported: Imported) -> list[tuple[float, str, float, float, bool]]:
    found = []
    for part in imported.workout.steps:
        assert isinstance(part, Step)
        assert part.target is not None
        found.append((part.length.value, part.target.unit, part.target.low, part.target.high, part.target.is_ramp))
    return found


def test_equal_times_are_a_step_and_all_between_is_linear() -> None:
    imported = course("0.00\t100\n5.00\t100\n5.00\t200\n7.50\t250")
    assert imported.kind == "erg"
    assert lines(imported) == [(300, "watts", 100, 100, False), (150, "watts", 200, 250, True)]


def test_threshold_in_the_header_makes_shares_of_watts() -> None:
    imported = course("0 100\n5 100", "FTP = 200\nMINUTES WATTS")
    assert (imported.ftp_w, lines(imported)) == (200, [(300, "percent_ftp", 50, 50, False)])


def test_percent_stay_percent() -> None:
    imported = course(
        "0 50\n5 75", "FTP=200\nFILE NAME = C:\\My\\Tempo Ride.mrc\nDESCRIPTION = Nice = easy\nMINUTES PERCENT"
    )
    assert (imported.kind, imported.title, imported.description) == ("mrc", "Tempo Ride", "Nice = easy")
    assert lines(imported) == [(300, "percent_ftp", 50, 75, True)]


def test_points_in_one_line_are_one_step() -> None:
    assert lines(course("0 100\n1 100\n2 100\n3 110\n4 120")) == [
        (120, "watts", 100, 100, False),
        (120, "watts", 100, 120, True),
    ]


def test_comments_lap_marks_and_decimal_commas_are_read() -> None:
    points = "; a comment\n# another\n0,00 100\n1,50 100\n1,50 LAP\n1,50 150\n2,50 150"
    assert lines(course(points)) == [(90, "watts", 100, 100, False), (60, "watts", 150, 150, False)]


def test_commas_between_the_columns_are_read() -> None:
    assert lines(course("0.0,100\n1.0,100")) == [(60, "watts", 100, 100, False)]


def test_course_texts_become_notes() -> None:
    imported = course(
        "0 100\n1 100\n1 200\n2 200", texts="[COURSE TEXT]\n0\tHello there\t10\n60\tGo\t5\n[END COURSE TEXT]"
    )
    assert [part.note for part in imported.workout.steps] == ["Hello there", "Go"]


def test_points_that_make_no_sense_are_left_out_with_a_warning() -> None:
    imported = course("0 100\n2 100\n1 300\nabc def\n3 nan\n3 100")
    assert lines(imported) == [(180, "watts", 100, 100, False)]
    assert [w.code for w in imported.warnings] == ["time_back", "bad_point", "bad_point"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\0\0", "empty"),
        (b"hello", "not_a_workout"),
        (b"[COURSE HEADER]\nDISTANCE GRADE WIND\n[END COURSE HEADER]\n", "not_a_workout"),
        (b"[COURSE HEADER]\nMINUTES WATTS\n[END COURSE HEADER]\n[COURSE DATA]\n", "damaged"),
        (b"[COURSE DATA]\n" + b"0 1\n" * 200_001, "too_large"),
    ],
)
def test_what_is_no_course_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        import_erg(content)
    assert refused.value.code == code


def test_written_files_read_back_within_a_watt() -> None:
    workout = parse("- ramp 10m 40-80%\n\n3x\n- 33s 151%\n- 2m 50%\n\n- 7m 75-85% easy\n- 5m 200w").workout
    for export, unit in ((export_erg, "watts"), (export_mrc, "percent")):
        exported = export(Source(workout, FTP, "ride", "Über 1"))
        imported = import_erg(exported.content)
        assert (imported.title, imported.kind) == ("ber-1", exported.filename.rpartition(".")[2])
        before, after = plan(workout, FTP, "ride"), plan(imported.workout, FTP, "ride")
        assert after.duration_s == before.duration_s, unit
        assert after.avg_power_w == pytest.approx(before.avg_power_w, abs=0.1)
        assert after.load == pytest.approx(before.load, rel=1e-3)


def test_notes_are_written_as_course_texts() -> None:
    imported = import_erg(export_mrc(Source(parse("- 1m 50%\n- 1m 60% hold it").workout, FTP, "ride")).content)
    assert imported.workout.steps[1].note == "hold it"


def test_watts_without_a_threshold_are_refused() -> None:
    with pytest.raises(Unreadable, match="threshold power is not known"):
        export_erg(Source(parse("- 1m 50%").workout, Thresholds(), "ride"))


def test_free_steps_are_written_easy_with_a_warning() -> None:
    exported = export_mrc(Source(Workout((Step(Length("time", 60)),)), FTP, "ride"))
    assert [w.code for w in exported.warnings] == ["free_step"]
    assert import_erg(exported.content).workout.steps == (
        Step(Length("time", 60), Target("power", "percent_ftp", 50, 50)),
    )


@pytest.mark.parametrize(
    "encode", [str.encode, lambda text: text.encode("utf-8-sig"), lambda text: text.encode("utf-16")]
)
def test_line_ends_marks_and_tabs_do_not_matter(encode: Callable[[str], bytes]) -> None:
    text = "[COURSE HEADER]\r\nFTP=200\r\nMINUTES\tWATTS\r\n[END COURSE HEADER]\r\n[COURSE DATA]\r\n0.00\t100\r\n1.00\t100\r\n"
    assert lines(import_erg(encode(text))) == [(60, "percent_ftp", 50, 50, False)]


def test_names_of_columns_may_stand_above_the_points() -> None:
    assert course("MINUTES PERCENT\n0 50\n1 50", "VERSION = 2").kind == "mrc"


def test_the_ending_decides_where_no_columns_are_named() -> None:
    assert course("0 50\n1 50", "VERSION = 2", ending="mrc").kind == "mrc"
    assert course("0 50\n1 50", "VERSION = 2", ending="erg").kind == "erg"


def test_shares_below_one_are_percent() -> None:
    assert lines(course("0 .5\n1 0.5\n1 1.2\n2 1.2", "MINUTES PERCENT")) == [
        (60, "percent_ftp", 50, 50, False),
        (60, "percent_ftp", 120, 120, False),
    ]


def test_descriptions_may_run_over_lines() -> None:
    imported = course("0 50\n1 50", "DESCRIPTION = Hard one\nfor the legs\nFTP = 250 W\nMINUTES WATTS")
    assert (imported.description, imported.ftp_w) == ("Hard one\nfor the legs", 250)


def test_texts_without_tabs_are_read_without_their_seconds() -> None:
    texts = '[COURSE TEXT]\n5 "Ride on" 10\n10  Spin easy  10\n20 Rep 3\n[END COURSE TEXT]'
    imported = course("0 100\n1 100", texts=texts)
    assert imported.workout.steps[0].note == "Ride on\nSpin easy\nRep 3"


def test_watts_may_be_grouped_by_thousands() -> None:
    assert lines(course("0.00\t1,200\n1.00\t1,200")) == [(60, "watts", 1200, 1200, False)]


def test_a_value_a_second_is_taken_in_wider_steps_of_the_same_work() -> None:
    watts = [150 + (at * 37) % 101 for at in range(3601)]
    imported = course("\n".join(f"{at / 60:.6f} {watt}" for at, watt in enumerate(watts)))
    assert [w.code for w in imported.warnings] == ["simplified"]
    planned = plan(imported.workout, FTP, "ride")
    mean = sum((a + b) / 2 for a, b in pairwise(watts)) / 3600
    assert (planned.duration_s, len(imported.workout.steps)) == (3600, 900)
    assert planned.avg_power_w == pytest.approx(mean, abs=0.01)


def test_warnings_name_the_line() -> None:
    imported = course("0 100\nnonsense\n1 100")
    assert [w.text for w in imported.warnings] == ['Line 6 is no time and power and was left out: "nonsense".']
