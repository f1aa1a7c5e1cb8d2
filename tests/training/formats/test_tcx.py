import numpy as np
import pytest

from tests.training.formats.markup_writer import START, write_tcx
from training.formats.reading import read
from training.formats.recording import Recording, Unreadable
from training.formats.tcx import read_tcx

POINTS = [
    {
        "lat": 52 + i / 1e4,
        "lng": 4.5,
        "altitude_m": 3,
        "distance_m": 8.5 * i,
        "heart_rate_bpm": 140,
        "power_w": 200 + i,
        "speed_mps": 8.5,
    }
    for i in range(20)
]
UNIX = START.timestamp()


def only(content: bytes) -> Recording:
    (recording,) = read(content, "session.tcx").recordings
    return recording


def test_tcx_activity_gives_its_channels() -> None:
    recording = only(write_tcx(points=POINTS, notes="easy", sport="Running"))
    assert (recording.sport, recording.start_at, recording.device, recording.description) == (
        "run",
        START,
        "Garmin Edge 530",
        "easy",
    )
    assert recording.channels["power_w"].tolist() == [200 + i for i in range(20)]
    assert recording.channels["distance_m"].tolist() == [8.5 * i for i in range(20)]
    assert set(recording.channels) == {
        "lat",
        "lng",
        "altitude_m",
        "distance_m",
        "heart_rate_bpm",
        "power_w",
        "speed_mps",
    }
    assert not recording.has_timer_events


def test_tcx_laps_sum_up_to_the_timer_time() -> None:
    laps = [
        {"tracks": [POINTS[:10]], "timer_s": 9.5, "distance_m": 80, "calories": 3, "trigger": "Distance"},
        {"tracks": [POINTS[10:]], "start_s": 15, "timer_s": 10, "distance_m": 81, "intensity": "Resting"},
    ]
    recording = only(write_tcx(laps=laps))
    assert (recording.totals.timer_s, recording.totals.distance_m, recording.totals.energy_kcal) == (19.5, 161, 3)
    told = [(lap.start_s - UNIX, lap.end_s - UNIX, lap.timer_s, lap.trigger, lap.intensity) for lap in recording.laps]
    assert told == [(0, 15, 9.5, "distance", "active"), (15, 25, 10, "manual", "rest")]


def test_tcx_new_track_inside_a_lap_is_a_break_but_a_new_lap_is_none() -> None:
    laps = [
        {"tracks": [POINTS[:5], POINTS[5:10]], "timer_s": 10},
        {"tracks": [POINTS[10:]], "start_s": 10, "timer_s": 10},
    ]
    assert only(write_tcx(laps=laps)).segments.tolist() == [0] * 5 + [1] * 15


def test_tcx_points_without_position_keep_their_place() -> None:
    recording = only(write_tcx(points=[POINTS[0], {"heart_rate_bpm": 150}, POINTS[2]]))
    assert np.isnan(recording.channels["lat"]).tolist() == [False, True, False]
    assert recording.channels["heart_rate_bpm"].tolist() == [140, 150, 140]


def test_tcx_laps_without_points_give_totals_only() -> None:
    recording = only(write_tcx(laps=[{"tracks": [], "timer_s": 1800, "calories": 200}], sport="Other"))
    assert (recording.start_at, recording.totals.timer_s, recording.channels) == (START, 1800, {})


def test_tcx_several_activities_are_several_sessions() -> None:
    one = write_tcx(points=POINTS).decode()
    activity = one[one.index("<Activity ") : one.index("</Activities>")]
    both = one.replace("</Activities>", activity.replace("Biking", "Running") + "</Activities>")
    assert [(r.sport, len(r.time_s)) for r in read_tcx(both.encode()).recordings] == [("ride", 20), ("run", 20)]


def test_tcx_without_namespaces_and_with_foreign_prefixes_reads_the_same() -> None:
    content = write_tcx(points=POINTS)
    bare = content.replace(b' xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"', b"").replace(
        b"ns3:", b"x:"
    )
    assert only(bare).channels["power_w"].tolist() == only(content).channels["power_w"].tolist()


def test_tcx_lap_heart_rate_does_not_end_up_in_the_points() -> None:
    content = write_tcx(points=POINTS).replace(
        b"<Intensity>", b"<MaximumHeartRateBpm><Value>199</Value></MaximumHeartRateBpm><Intensity>"
    )
    recording = only(content)
    assert recording.totals.max_hr_bpm == 199
    assert set(recording.channels["heart_rate_bpm"].tolist()) == {140}


def test_tcx_device_gets_its_maker_back_by_product_number() -> None:
    content = write_tcx(points=POINTS, creator="vívoactive HR").replace(
        b"</Creator>", b"<ProductID>2337</ProductID></Creator>"
    )
    assert only(content).device == "Garmin Vivoactive HR"


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"<TrainingCenterDatabase><Courses><Course/></Courses></TrainingCenterDatabase>", "not_a_session", "a course"),
        (
            b"<TrainingCenterDatabase><Workouts><Workout/></Workouts></TrainingCenterDatabase>",
            "not_a_session",
            "a planned workout",
        ),
        (b"<TrainingCenterDatabase><Activities/></TrainingCenterDatabase>", "no_records", "no activity"),
        (b"<TrainingCenterDatabase><Activities>", "damaged", "breaks off"),
    ],
)
def test_tcx_without_a_session_is_refused_by_name(content: bytes, code: str, words: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_tcx(content)
    assert refused.value.code == code
    assert words in refused.value.message


def test_tcx_cut_off_keeps_what_came_before() -> None:
    whole = write_tcx(points=POINTS)
    reading = read_tcx(whole[: whole.rindex(b"<Trackpoint>")])
    assert (len(reading.recordings[0].time_s), reading.is_partial) == (19, True)


def test_tcx_with_points_inside_points_does_not_stumble() -> None:
    content = write_tcx(points=POINTS[:2]).replace(b"</Time>", b"</Time><Trackpoint/>")
    assert len(only(content).time_s) == 2


def test_tcx_without_any_time_of_this_calendar_is_refused_with_the_reason() -> None:
    lap = b'<Lap StartTime="0001-01-01T00:00:00Z"><TotalTimeSeconds>60</TotalTimeSeconds></Lap>'
    with pytest.raises(Unreadable) as refused:
        read(
            b"<TrainingCenterDatabase><Activities><Activity>"
            + lap
            + b"</Activity></Activities></TrainingCenterDatabase>",
            "",
        )
    assert refused.value.code == "no_time"
