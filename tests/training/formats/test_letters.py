import pytest

from tests.training.formats.markup_writer import write_gpx, write_tcx
from training.formats.letters import without_forbidden
from training.formats.reading import read

POINTS = [{"lat": 52 + i / 1e4, "lng": 4.5, "altitude_m": 10.5} for i in range(5)]
GPX = write_gpx(points=POINTS, title="TITLE")
TCX = write_tcx(points=POINTS, notes="TITLE")


@pytest.mark.parametrize("whole", [GPX, TCX])
@pytest.mark.parametrize(
    ("written", "told"),
    [
        (b"Zug & Berg", "Zug & Berg"),
        (b"Zug&nbsp;Berg &amp; Tal", "Zug&nbsp;Berg & Tal"),
        (b"Bell\x07", "Bell"),
        ("Zürich".encode("cp1252"), "Zürich"),
    ],
)
def test_letters_that_xml_forbids_cost_no_session(whole: bytes, written: bytes, told: str) -> None:
    reading = read(whole.replace(b"TITLE", written), "track")
    (recording,) = reading.recordings
    assert told in (recording.title, recording.description)
    assert (reading.is_partial, [note.code for note in reading.notes]) == (False, ["mended"])
    assert len(recording.time_s) == 5


@pytest.mark.parametrize("encoding", [b"klingon", b"UTF-9000"])
def test_unknown_encoding_is_read_as_the_usual_one(encoding: bytes) -> None:
    (recording,) = read(GPX.replace(b"UTF-8", encoding, 1), "track.gpx").recordings
    assert (recording.title, len(recording.time_s)) == ("TITLE", 5)


def test_declared_alphabet_is_kept_while_mending() -> None:
    polish = GPX.replace(b"UTF-8", b"iso-8859-2", 1).replace(b"TITLE", "Łódź & Gdańsk".encode("iso-8859-2"))
    assert read(polish, "track.gpx").recordings[0].title == "Łódź & Gdańsk"


def test_file_cut_inside_a_letter_is_cut_and_not_recoded() -> None:
    cut = GPX.replace(b"TITLE", "ä".encode())[: GPX.index(b"TITLE")] + b"\xc3"
    assert without_forbidden(cut) == cut[:-1]


def test_whole_file_and_two_bytes_a_letter_stay_as_they_are() -> None:
    wide = GPX.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert without_forbidden(GPX) == GPX
    assert without_forbidden(wide) == wide
