"""Corrections are applied to a track whenever it is read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from training.models import Correction, CorrectionKind
from training.science import corrections as repairs
from training.science.preparation import Track

Repair = Callable[[Track, Mapping[str, Any]], Track]


def _crop(track: Track, said: Mapping[str, Any]) -> Track:
    """The part that was meant, though another cut was undone since or another source leads."""
    moved = said.get("start_s", track.start_s) - track.start_s
    return repairs.crop(track, said["from_s"] + moved, said["to_s"] + moved)


def _fix_altitude(track: Track, said: Mapping[str, Any]) -> Track:
    if said["mode"] == "offset":
        return repairs.offset_altitude(track, said["offset_m"])
    return repairs.flatten_altitude(track) if said["mode"] == "flat" else repairs.level_drift(track)


_REPAIRS: dict[str, Repair] = {
    CorrectionKind.CROP: _crop,
    CorrectionKind.REMOVE_SPIKES: lambda track, said: repairs.remove_spikes(track, said["channel"]),
    CorrectionKind.FIX_DISTANCE: lambda track, said: repairs.scale_distance(track, total_m=said["distance_m"]),
    CorrectionKind.FIX_ALTITUDE: _fix_altitude,
}


_MISFIT = ("crop_ignored", "A cut does not fit the source that leads now and is left out.")


def corrected(track: Track, corrections: Iterable[Correction]) -> Track:
    for correction in corrections:
        try:
            track = _REPAIRS[correction.kind](track, correction.values)
        except repairs.NothingLeft:  # made for another source than the one that leads now
            track = replace(track, notes=(*track.notes, _MISFIT))
    return track
