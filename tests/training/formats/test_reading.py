import gzip
import zlib

import pytest

from tests.training.formats.fit_writer import write_fit
from tests.training.formats.markup_writer import write_gpx, write_tcx
from training.formats.devices import device_name
from training.formats.reading import read
from training.formats.recording import Unreadable
from training.formats.sports import fit_sport
from training.formats.unpacking import gunzip

POINTS = [{"lat": 52.0, "lng": 4.0, "heart_rate_bpm": 140}] * 30
FILES = {"fit": write_fit(records=POINTS), "gpx": write_gpx(points=POINTS), "tcx": write_tcx(points=POINTS)}


def refusal(content: bytes, name: str = "x") -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read(content, name)
    return refused.value


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("name", ["session", "wrong.fit", "wrong.gpx", ""])
def test_file_is_recognised_by_what_it_holds(kind: str, name: str) -> None:
    assert read(FILES[kind], name).kind == kind
    assert read(gzip.compress(FILES[kind]), name).kind == kind


def test_gzip_of_several_members_is_read_whole() -> None:
    content = FILES["gpx"]
    assert len(read(gzip.compress(content[:500]) + gzip.compress(content[500:]), "x").recordings[0].time_s) == 30


def test_gzip_cut_off_gives_what_could_be_unpacked() -> None:
    packed = gzip.compress(write_gpx(points=[{"lat": 52 + i / 1e5, "lng": 4 + i * i / 1e6} for i in range(3000)]))
    reading = read(packed[: len(packed) // 2], "x.gpx.gz")
    assert reading.is_partial
    assert 500 < len(reading.recordings[0].time_s) < 3000
    assert [note.code for note in reading.notes] == ["truncated", "damaged"]


def test_gzip_with_a_wrong_checksum_is_noted() -> None:
    packed = bytearray(gzip.compress(FILES["fit"]))
    packed[-5] ^= 1
    reading = read(bytes(packed), "x")
    assert (len(reading.recordings[0].time_s), reading.is_partial) == (30, True)


def test_gzip_of_random_bytes_is_damaged() -> None:
    assert refusal(b"\x1f\x8b\x08\x00" + b"x" * 50).code == "damaged"


@pytest.mark.parametrize("megabytes", [2, 60])
def test_gzip_that_swells_is_refused(megabytes: int) -> None:
    packer = zlib.compressobj(9, wbits=31)
    chunk = bytes(1024 * 1024)
    content = b"".join(packer.compress(chunk) for _ in range(megabytes)) + packer.flush()
    assert refusal(content).code == "bomb"


def test_small_gzip_may_be_packed_as_tight_as_it_likes() -> None:
    assert gunzip(gzip.compress(bytes(900_000)))[0] == bytes(900_000)


def test_gzip_of_gzip_and_of_zip_is_refused() -> None:
    assert refusal(gzip.compress(gzip.compress(FILES["fit"]))).code == "nested"
    assert refusal(gzip.compress(b"PK\x03\x04 and so on")).code == "nested"


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "empty", "empty"),
        (b"\0" * 5000, "empty", "blanks"),
        (b" \r\n" * 10, "empty", "blanks"),
        (bytes([1]) * (25 * 1024**2 + 1), "too_large", "at most 25 MB"),
        (b"<!DOCTYPE html><html>", "unknown_format", "a web page"),
        (b"<?xml version='1.0'?><kml xmlns='x'>", "unknown_format", "a KML map"),
        (b"<workout_file><name/></workout_file>", "unknown_format", "a Zwift workout"),
        (b'{"a": 1}', "unknown_format", "JSON"),
        (b"%PDF-1.7", "unknown_format", "a PDF"),
        (b"\xff\xd8\xff\xe0", "unknown_format", "a picture"),
        (b"PK\x03\x04....", "archive", "zip archive"),
        (b"just words", "unknown_format", "FIT, TCX or GPX"),
    ],
)
def test_strange_file_is_refused_by_name(content: bytes, code: str, words: str) -> None:
    reason = refusal(content)
    assert reason.code == code
    assert words in reason.message


def test_file_named_like_a_session_without_being_one_is_damaged() -> None:
    assert refusal(b"\1\2\3 nothing", "ride.FIT").code == "damaged"
    assert refusal(b"\1\2\3 nothing", "ride.gpx.gz").code == "damaged"


@pytest.mark.parametrize(
    ("maker", "product", "name", "told"),
    [
        (1, 3121, "", "Garmin Edge 530"),
        (1, 2691, "", "Garmin Forerunner 935"),
        (1, 65000, "", "Garmin"),
        (32, 31, "", "Wahoo ELEMNT BOLT"),
        (23, 34, "", "Suunto 9"),
        (260, 0, "", "Zwift"),
        (289, 1, "Karoo 2", "Hammerhead Karoo 2"),
        (294, 5, "COROS PACE 2", "COROS PACE 2"),
        (None, None, "", ""),
        (59999, 1, "", ""),
        (59999, 1, "Thing", "Thing"),
    ],
)
def test_device_is_named_as_far_as_it_is_known(maker: int | None, product: int | None, name: str, told: str) -> None:
    assert device_name(maker, product, name) == told


@pytest.mark.parametrize(
    ("sport", "sub_sport", "ours"),
    [
        (2, 0, ("ride", None)),
        (2, 6, ("ride", "indoor")),
        (2, 58, ("ride", "virtual")),
        (2, 46, ("ride", "gravel")),
        (21, None, ("ride", "ebike")),
        (1, 1, ("run", "treadmill")),
        (5, 17, ("swim", "pool")),
        (17, 0, ("walk", "hiking")),
        (10, 20, ("strength", None)),
        (4, 14, ("row", "indoor")),
        (4, 1, ("run", "treadmill")),
        (0, 0, ("other", None)),
        (None, None, ("other", None)),
        (37, 0, ("other", None)),
        (200, 200, ("other", None)),
    ],
)
def test_fit_sport_numbers_become_our_words(
    sport: int | None, sub_sport: int | None, ours: tuple[str, str | None]
) -> None:
    assert fit_sport(sport, sub_sport) == ours
