import numpy as np
import pytest

from tests.training.science.vectors import FOLDER, THRESHOLDS, expectations, raw_of
from training.formats.reading import read
from training.formats.recording import Unreadable
from training.science import distance, elevation
from training.science.curves import DURATIONS_S, mean_max
from training.science.grids import timer_grid
from training.science.metrics import Session, measure
from training.science.preparation import Track, prepare

FILES = expectations("expected.json").get("files", {})
SINGLE = {
    "elapsed_s": "elapsed_s", "timer_s": "timer_s", "moving_s": "moving_s", "distance_m": "distance_m",
    "avg_hr": "avg_hr_bpm", "max_hr": "max_hr_bpm", "trimp_banister": "trimp", "trimp_edwards": "trimp_edwards",
    "np": "normalized_power_w", "avg_power": "avg_power_w", "max_power": "max_power_w", "work_j": "work_j",
    "tss_ftp250": "power_load", "vi": "variability", "wbal_min_j_cp250_w20k": "wbal_min_j", "ef": "efficiency",
    "decoupling_pwhr": "decoupling_pct",
}  # fmt: skip


def sessions_expected(entry):
    """The expectations of each session of a file in its order; None where the file gives no numbers."""
    if "per_session" in entry:
        return [numbers_of(part) for part in entry["per_session"]]
    if "activities" in entry:
        return [part["expected"] for part in entry["activities"]]
    if "tracks" in entry:
        return [part["expected"] for part in entry["tracks"] if part["points"]]
    return [entry["expected"]] if "expected" in entry else None


def numbers_of(part):
    """A pool swim has the device's own numbers; those given here are cut by time out of an overlapping session.

    Between the sports of a triathlon the legs turn without the speed of any of them.
    """
    if part["device"].get("sub_sport") == "lap_swimming":
        return {}
    return {
        name: value for name, value in part["expected"].items() if (part["sport"], name) != ("transition", "moving_s")
    }


def recordings_of(name):
    try:
        return read((FOLDER / name).read_bytes(), name).recordings
    except Unreadable:
        return ()


def faults(expected: dict, track: Track, session: Session) -> list[tuple[str, object, object]]:
    found = []
    for metric, wanted in expected.items():
        if metric == "no_time":
            continue
        if metric == "ascent_m_plausible_range":
            if not wanted[0] - 0.06 <= session.ascent_m <= wanted[1] + 0.06:
                found.append((metric, wanted, session.ascent_m))
            continue
        for key, value, tolerance, got in pairs(metric, wanted, track, session):
            if got is None or abs(got - value) > tolerance:
                found.append((key, value, got))
    return found


def pairs(metric, wanted, track, session):
    if metric == "mmp_w":
        curve = session.curves["power_w"].values
        return [(f"mmp {n}", w["value"], w["tol"], curve[DURATIONS_S.index(int(n))]) for n, w in wanted.items()]
    if metric == "mmp_timer_w":
        power = timer_grid(track).channels["power_w"]
        return [(f"mmp timer {n}", w, 0.003 * w, mean_max(power, [int(n)]).values[0]) for n, w in wanted.items()]
    if metric == "best_efforts_s":
        efforts = {f"{effort.distance_m:g}": effort.elapsed_s for effort in session.efforts}
        return [(f"effort {n}", w["value"], w["tol"], efforts.get(f"{float(n):g}")) for n, w in wanted.items()]
    if metric == "zone_s_coggan250":
        seconds = session.zones["power"].seconds
        return [(f"z{i + 1}", w, 0.01 * session.timer_s + 0.5, seconds[i]) for i, w in enumerate(wanted["value"])]
    return [(metric, wanted["value"], wanted["tol"], single(metric, track, session))]


def single(metric, track, session):
    if metric == "records":
        return track.time_s.size
    if metric == "ascent_h3_m":
        return elevation.hysteresis_gain(track.channels["altitude_m"], 3.0)
    if metric == "if_ftp250":
        return session.normalized_power_w / 250.0
    if metric == "gps_distance_m":
        return gps_distance(track)
    return getattr(session, SINGLE[metric])


def gps_distance(track):
    if "lat" not in track.channels:
        return 0.0
    way, _ = distance.by_places(
        track.channels["lat"], track.channels["lng"], track.time_s, track.segments, (), track.sport
    )
    return float(np.nanmax(way))


@pytest.mark.parametrize(
    "name", FILES or [pytest.param("", marks=pytest.mark.skip("the reference files are not here"))]
)
def test_reference_file_gives_its_expected_numbers(name):
    entry, recordings = FILES[name], recordings_of(name)
    expected = sessions_expected(entry)
    measured = [(track, measure(track, THRESHOLDS)) for track in (prepare(raw_of(each)) for each in recordings)]
    if expected is None or "ambiguous" in entry:
        return  # it imports, or is refused kindly; its numbers are no gate
    assert len(measured) == len(expected)
    found = [faults(part, *result) for part, result in zip(expected, measured, strict=True)]
    assert found == [[] for _ in expected]
