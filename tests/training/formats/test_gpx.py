import numpy as np
import pytest

from tests.training.formats.markup_writer import START, write_gpx
from training.formats import markup
from training.formats.gpx import read_gpx
from training.formats.reading import read
from training.formats.recording import Recording, Unreadable

POINTS = [
    {"lat": 52 + i / 1e4, "lng": -4.5, "altitude_m": 10.5, "heart_rate_bpm": 140 + i, "cadence_rpm": 80}
    for i in range(5)
]
UNIX = START.timestamp()


def only(content: bytes) -> Recording:
    (recording,) = read(content, "track.gpx").recordings
    return recording


def track(inside: str, root: str = "") -> bytes:
    return f"<gpx {root}><trk><trkseg>{inside}</trkseg></trk></gpx>".encode()


def test_gpx_track_gives_its_channels() -> None:
    recording = only(write_gpx(points=POINTS, title="Dunes & back", description="windy"))
    assert (recording.sport, recording.start_at, recording.device) == ("ride", START, "Garmin Edge 530")
    assert (recording.title, recording.description) == ("Dunes & back", "windy")
    assert recording.time_s.tolist() == [UNIX + i for i in range(5)]
    assert {name: values.tolist() for name, values in recording.channels.items()} == {
        "lat": [52 + i / 1e4 for i in range(5)],
        "lng": [-4.5] * 5,
        "altitude_m": [10.5] * 5,
        "heart_rate_bpm": [140, 141, 142, 143, 144],
        "cadence_rpm": [80] * 5,
    }


def test_gpx_missing_values_are_gaps() -> None:
    recording = only(write_gpx(points=[POINTS[0], POINTS[1] | {"heart_rate_bpm": None}, POINTS[2]]))
    assert np.isnan(recording.channels["heart_rate_bpm"]).tolist() == [False, True, False]


def test_gpx_segments_are_numbered_and_empty_ones_harmless() -> None:
    recording = only(write_gpx(segments=[POINTS[:2], [], POINTS[2:]]))
    assert recording.segments.tolist() == [0, 0, 2, 2, 2]


def test_gpx_without_times_is_a_shape_with_a_note() -> None:
    recording = only(write_gpx(points=POINTS, with_times=False))
    assert (recording.start_at, len(recording.time_s)) == (None, 5)
    assert np.isnan(recording.time_s).all()
    assert [note.code for note in recording.notes] == ["no_time"]


def test_gpx_points_without_a_time_among_others_are_left_out() -> None:
    dated = '<trkpt lat="{0}" lon="2"><time>2026-05-01T08:00:0{0}Z</time></trkpt>'
    recording = only(track(dated.format(1) + '<trkpt lat="2" lon="2"/>' + dated.format(3)))
    assert recording.channels["lat"].tolist() == [1, 3]
    assert [note.code for note in recording.notes] == ["no_timestamp"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-05-01T08:00:00Z", 0),
        ("2026-05-01T08:00:00.250Z", 0.25),
        ("2026-05-01T10:00:00+02:00", 0),
        ("2026-05-01T08:00:00", 0),
        ("\n  2026-05-01T08:00:01Z\n", 1),
        ("20260501T080002Z", 2),
    ],
)
def test_gpx_time_is_read_in_every_spelling(text: str, seconds: float) -> None:
    assert only(track(f'<trkpt lat="1" lon="2"><time>{text}</time></trkpt>')).time_s.tolist() == [UNIX + seconds]


@pytest.mark.parametrize(
    ("extension", "channel", "value"),
    [
        ("<gpxtpx:TrackPointExtension><gpxtpx:hr>151</gpxtpx:hr></gpxtpx:TrackPointExtension>", "heart_rate_bpm", 151),
        ("<ns3:TrackPointExtension><ns3:atemp>21.5</ns3:atemp></ns3:TrackPointExtension>", "temperature_c", 21.5),
        ("<power>230</power>", "power_w", 230),
        ("<pwr:PowerInWatts>231</pwr:PowerInWatts>", "power_w", 231),
        ("<ns3:TPX><ns3:Watts>232</ns3:Watts></ns3:TPX>", "power_w", 232),
        ("<ns3:TPX><ns3:Speed>7.5</ns3:Speed></ns3:TPX>", "speed_mps", 7.5),
        ("<ns3:TPX><ns3:RunCadence>88</ns3:RunCadence></ns3:TPX>", "cadence_rpm", 88),
        ("<gpxdata:distance>12.5</gpxdata:distance>", "distance_m", 12.5),
        ("<hr>149</hr>", "heart_rate_bpm", 149),
    ],
)
def test_gpx_extension_feeds_its_channel_with_and_without_namespaces(
    extension: str, channel: str, value: float
) -> None:
    content = track(
        f'<trkpt lat="1" lon="2"><time>2026-05-01T08:00:00Z</time><extensions>{extension}</extensions></trkpt>'
    )
    assert only(content).channels[channel].tolist() == [value]


def test_gpx_indented_like_by_hand_reads_the_same() -> None:
    flat = write_gpx(points=POINTS)
    airy = flat.replace(b"><", b">\n    <")
    assert only(airy).time_s.tolist() == only(flat).time_s.tolist()
    assert only(airy).channels.keys() == only(flat).channels.keys()


def test_gpx_numbers_that_are_none_are_gaps() -> None:
    content = track(
        '<trkpt lat="x" lon="2"><ele>NaN</ele><time>never</time><hr>1e999</hr></trkpt>'
        '<trkpt lat="1" lon="2"><ele></ele><time>2026-05-01T08:00:00Z</time><hr/></trkpt>'
    )
    assert list(only(content).channels) == ["lat", "lng"]


def test_gpx_tracks_are_sessions_of_their_own() -> None:
    one = write_gpx(points=POINTS, sport="running").decode()
    two = one.replace("</trk>", "</trk><trk/>" + one[one.index("<trk>") : one.index("</gpx>")])
    assert [(r.sport, len(r.time_s)) for r in read_gpx(two.encode()).recordings] == [("run", 5), ("run", 5)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'<gpx><rte><rtept lat="1" lon="2"/></rte></gpx>', "a route or waypoints"),
        (b'<gpx><wpt lat="1" lon="2"/></gpx>', "a route or waypoints"),
        (b"<gpx><trk><trkseg/></trk></gpx>", "no track points"),
    ],
)
def test_gpx_without_track_points_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_gpx(content)
    assert refused.value.code == "no_records"
    assert words in refused.value.message


def test_gpx_unknown_sport_is_noted() -> None:
    recording = only(write_gpx(points=POINTS, sport="quidditch"))
    assert recording.sport == "other"
    assert [note.code for note in recording.notes] == ["unknown_sport"]


@pytest.mark.parametrize(
    ("word", "told"), [("9", ("run", None)), ("Trail Run", ("run", "trail")), ("VirtualRide", ("ride", "virtual"))]
)
def test_gpx_sport_words_are_understood(word: str, told: tuple[str, str | None]) -> None:
    recording = only(write_gpx(points=POINTS, sport=word))
    assert (recording.sport, recording.sub_sport) == told


def test_gpx_cut_off_keeps_what_came_before() -> None:
    whole = write_gpx(points=POINTS)
    reading = read_gpx(whole[: whole.rindex(b"<trkpt")])
    assert (len(reading.recordings[0].time_s), reading.is_partial) == (4, True)
    assert [note.code for note in reading.notes] == ["damaged"]
    assert "line 2" in reading.notes[0].text


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_gpx_is_read_in_every_encoding(codec: str) -> None:
    text = (
        write_gpx(points=POINTS, title="Über Süden")
        .decode()
        .replace('encoding="UTF-8"', f'encoding="{codec.removesuffix("-sig")}"')
    )
    assert only(text.encode(codec)).title == "Über Süden"


def test_gpx_with_blanks_before_its_declaration_is_read() -> None:
    assert len(only(b"\xef\xbb\xbf \n  " + write_gpx(points=POINTS)).time_s) == 5
    assert len(only(b"          " + write_gpx(points=POINTS)).time_s) == 5


@pytest.mark.parametrize(
    "prolog",
    [
        b'<!DOCTYPE gpx SYSTEM "http://example.org/gpx.dtd">',
        b'<!DOCTYPE gpx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE gpx [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE gpx [<!ENTITY % a SYSTEM "http://example.org/x"> %a;]>',
    ],
)
def test_gpx_with_entities_or_a_document_type_is_refused(prolog: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read(prolog + b"<gpx><trk><name>&b;</name></trk></gpx>", "bad.gpx")
    assert refused.value.code == "entities"


def test_gpx_with_points_inside_points_does_not_stumble() -> None:
    inner = '<trkpt lat="3" lon="4"><time>2026-05-01T08:00:00Z</time></trkpt>'
    assert len(only(track(f'<trkpt lat="1" lon="2">{inner}<ele>5</ele></trkpt>')).time_s) == 1


def test_gpx_without_end_of_depth_is_refused() -> None:
    for content in (b"<gpx>" + b"<a>" * 200, b"<gpx><trk><trkseg><trkpt>" + b"<a>" * 1_000_000):
        with pytest.raises(Unreadable) as refused:
            read_gpx(content)
        assert refused.value.code == "damaged"
        assert "without end" in refused.value.message


def test_gpx_far_times_do_not_break_the_calendar() -> None:
    recording = only(track('<trkpt lat="1" lon="2"><time>0001-01-01T00:00:00Z</time></trkpt>'))
    assert recording.start_at is None
    assert np.isnan(recording.time_s).all()
    assert [note.code for note in recording.notes] == ["no_time"]


def test_gpx_point_without_time_and_place_is_no_session() -> None:
    with pytest.raises(Unreadable) as refused:
        read(track('<trkpt lat="north" lon="1"/>'), "track.gpx")
    assert refused.value.code == "no_records"


@pytest.mark.parametrize("filling", [b"\0" * 500, b" \r\n"])
def test_gpx_filled_up_behind_its_end_is_whole(filling: bytes) -> None:
    reading = read(write_gpx(points=POINTS) + filling, "track.gpx")
    assert (reading.is_partial, len(reading.recordings[0].time_s)) == (False, 5)


@pytest.mark.parametrize("step", [300, 1000, 4099])
def test_gpx_values_do_not_depend_on_where_the_parser_was_fed(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    points = [{"lat": 52 + i / 1e4, "lng": 4.5, "altitude_m": 1234.5 + i, "heart_rate_bpm": 140 + i} for i in range(60)]
    content = write_gpx(points=points, title="A & B > C")
    whole = only(content)
    monkeypatch.setattr(markup, "STEP_BYTES", step)
    fed = only(content)
    assert (fed.title, fed.time_s.tolist()) == (whole.title, whole.time_s.tolist())
    assert {name: values.tolist() for name, values in fed.channels.items()} == {
        name: values.tolist() for name, values in whole.channels.items()
    }


def test_gpx_of_megabytes_keeps_every_value() -> None:
    points = [{"lat": 52, "lng": 4.5, "altitude_m": 1234.5 + i % 7} for i in range(30_000)]
    content = write_gpx(points=points)
    assert len(content) > 2 * markup.STEP_BYTES
    recording = only(content)
    assert recording.time_s.tolist() == [UNIX + i for i in range(30_000)]
    assert recording.channels["altitude_m"].tolist() == [1234.5 + i % 7 for i in range(30_000)]


@pytest.mark.parametrize(
    ("word", "sport"),
    [
        ("Radfahren", "ride"),
        ("Course à pied", "run"),
        ("OPENWATERSWIMMING", "swim"),
        ("Mtn Bike", "ride"),
        ("trail_run", "run"),
    ],
)
def test_gpx_sport_is_known_in_many_languages(word: str, sport: str) -> None:
    recording = only(write_gpx(points=POINTS, sport=word))
    assert (recording.sport, recording.notes) == (sport, ())
