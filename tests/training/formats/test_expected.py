"""What the real files are known to hold, as far as reading alone tells."""

import numpy as np
import pytest

from tests.training.formats import vectors
from tests.training.formats.vectors import needs_vectors
from training.formats.fit_messages import find_messages
from training.formats.reading import read
from training.formats.recording import Reading, Recording, Unreadable

NUMBERS = {
    "record": 20,
    "lap": 19,
    "session": 18,
    "event": 21,
    "length": 101,
    "hr": 132,
    "device_info": 23,
    "file_id": 0,
}


def multisport_names() -> list[str]:
    """Files with several sessions; those of chained files are divided by file, not by time."""
    names = vectors.names("fit")
    return [
        name for name in names if "chained" not in name and "per_session" in vectors.expected().get(name, {})
    ] or names[:1]


def read_or_none(name: str) -> Reading | None:
    try:
        return read(vectors.content(name), name)
    except Unreadable:
        return None


def distinct_seconds(recording: Recording) -> int:
    """As the conventions count records: sorted, one a second, steps back dropped."""
    return len(np.unique(np.floor(recording.time_s)))


def covered(recording: Recording) -> float:
    """Distance as the conventions sum it: the first value and every step up."""
    distance = recording.channels.get("distance_m", np.zeros(1))
    told = distance[np.isfinite(distance)]
    return float(told[0] + np.maximum(np.diff(told), 0).sum()) if len(told) else 0.0


@needs_vectors
@pytest.mark.parametrize("name", vectors.names("fit"))
def test_fit_messages_are_counted_like_the_expected_ones(name: str) -> None:
    content = vectors.content(name)
    counted: dict[str, int] = {}
    at = 0
    while content[at + 8 : at + 12] == b".FIT":
        start = at + content[at]
        end = start + int.from_bytes(content[at + 4 : at + 8], "little")
        messages = find_messages(content, start, min(end, len(content)), None)
        for word, number in NUMBERS.items():
            counted[word] = counted.get(word, 0) + len(messages.table(number))
        at = end + 2
    told = vectors.expected()[name]["message_counts"]
    assert {word: count for word, count in counted.items() if count} == {
        word: told[word] for word in NUMBERS if word in told
    }


@needs_vectors
@pytest.mark.parametrize("name", vectors.names("fit"))
def test_fit_file_gives_the_expected_records_and_sport(name: str) -> None:
    about = vectors.expected()[name]
    told = about.get("expected", {})
    reading = read_or_none(name)
    if "records" not in told:
        assert reading is None or all(len(r.time_s) == 0 or about["records"] == 0 for r in reading.recordings)
        return
    assert reading is not None
    if "per_session" in about or len(reading.recordings) > 1:
        return
    recording = reading.recordings[0]
    assert distinct_seconds(recording) == told["records"]["value"]
    assert np.ptp(np.floor(recording.time_s)) == pytest.approx(told["elapsed_s"]["value"], abs=told["elapsed_s"]["tol"])
    if "distance_m" in told and "ambiguous" not in about:
        assert covered(recording) == pytest.approx(told["distance_m"]["value"], abs=told["distance_m"]["tol"])
    if about["device_session"]:
        assert recording.totals.timer_s == about["device_session"].get("total_timer_time")


@needs_vectors
@pytest.mark.parametrize("name", multisport_names())
def test_multisport_file_is_divided_like_the_expected_sessions(name: str) -> None:
    about = vectors.expected()[name]
    legs = about["per_session"]
    reading = read_or_none(name)
    assert reading is not None
    assert [distinct_seconds(r) for r in reading.recordings] == [leg["expected"]["records"]["value"] for leg in legs]
    for recording, leg in zip(reading.recordings, legs, strict=True):
        assert recording.start_at is not None
        assert recording.start_at.timestamp() == leg["device"]["start_time"]
        assert covered(recording) == pytest.approx(
            leg["expected"]["distance_m"]["value"], abs=max(2, 0.002 * covered(recording))
        )


@needs_vectors
@pytest.mark.parametrize("name", vectors.names("gpx"))
def test_gpx_file_gives_the_expected_tracks(name: str) -> None:
    tracks = [track for track in vectors.expected()[name]["tracks"] if track["points"]]
    reading = read_or_none(name)
    recordings = reading.recordings if reading else ()
    assert len(recordings) == len(tracks)
    for recording, track in zip(recordings, tracks, strict=True):
        if track["expected"].get("no_time"):
            assert (recording.start_at, len(recording.time_s)) == (None, track["points"])
        else:
            assert distinct_seconds(recording) == track["expected"]["records"]["value"]


@needs_vectors
@pytest.mark.parametrize("name", vectors.names("tcx"))
def test_tcx_file_gives_the_expected_activities(name: str) -> None:
    activities = vectors.expected()[name]["activities"]
    reading = read_or_none(name)
    assert reading is not None
    for recording, told in zip(reading.recordings, activities, strict=True):
        assert distinct_seconds(recording) == told["expected"]["records"]["value"]
        assert sum(lap.kind == "lap" for lap in recording.laps) == told["laps"]
        assert recording.totals.timer_s == pytest.approx(told["lap_total_time_s"])
        assert recording.totals.distance_m == pytest.approx(told["lap_distance_m"])
        assert covered(recording) == pytest.approx(
            told["expected"]["distance_m"]["value"], abs=told["expected"]["distance_m"]["tol"]
        )
