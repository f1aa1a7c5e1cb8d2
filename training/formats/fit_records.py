"""Channels out of FIT's `record` messages, the developers' own fields among them."""

from dataclasses import dataclass

import numpy as np

from training.formats.fit_definitions import BASE_TYPES, fitting_type
from training.formats.fit_messages import Block, Messages, Table
from training.formats.recording import Array, Note

RECORD, FIELD_DESCRIPTION = 20, 206
SEMICIRCLES = 2**31 / 180
NEAR_BEAT_S = 5.0  # a strap's beat counts for a record this near


@dataclass(frozen=True, slots=True)
class Source:
    """A field of `record` that feeds a channel: value = raw / scale - offset."""

    channel: str
    field: int
    scale: float = 1.0
    offset: float = 0.0


# Where a channel has several sources the earlier one counts and the later ones fill its gaps.
SOURCES = (
    Source("distance_m", 5, 100),
    Source("lat", 0, SEMICIRCLES),
    Source("lng", 1, SEMICIRCLES),
    Source("altitude_m", 78, 5, 500),
    Source("altitude_m", 2, 5, 500),
    Source("speed_mps", 73, 1000),
    Source("speed_mps", 6, 1000),
    Source("heart_rate_bpm", 3),
    Source("cadence_rpm", 4),
    Source("cadence_rpm", 52, 256),
    Source("power_w", 7),
    Source("temperature_c", 13),
    Source("grade_pct", 9, 100),
    Source("core_temperature_c", 139, 100),
    Source("respiration_bpm", 108, 100),
    Source("respiration_bpm", 99),
    Source("saturated_hemoglobin_pct", 57, 10),
)
_BY_FIELD = {source.field: source for source in SOURCES}
# Developers' fields that do not say which field of `record` they stand for
_DEVELOPER_NAMES = {
    "power": "power_w",
    "rp_power": "power_w",
    "stryd power": "power_w",
    "heart_rate": "heart_rate_bpm",
    "heart rate": "heart_rate_bpm",
    "cadence": "cadence_rpm",
    "speed": "speed_mps",
    "distance": "distance_m",
    "core_temperature": "core_temperature_c",
    "core temperature": "core_temperature_c",
    "smo2": "saturated_hemoglobin_pct",
    "saturated_hemoglobin_percent": "saturated_hemoglobin_pct",
}


@dataclass(frozen=True, slots=True)
class DeveloperField:
    channel: str
    base: int
    scale: float
    offset: float


Beats = tuple[Array, Array]  # unix seconds, bpm


def record_channels(
    messages: Messages, table: Table, times: Array, beats: Beats
) -> tuple[dict[str, Array], list[Note]]:
    """Every channel with at least one value."""
    channels: dict[str, Array] = {}
    notes: list[Note] = []
    for source in SOURCES:
        if table.has(source.field):
            _fill(channels, source.channel, table.column(source.field) / source.scale - source.offset)
    _add_fractional_cadence(channels, table)
    _add_compressed_speed_distance(channels, table)
    _add_balance(channels, table)
    notes += _add_developer_fields(channels, messages, table)
    notes += _add_strap(channels, beats, times)
    return {name: values for name, values in channels.items() if not np.isnan(values).all()}, notes


def _fill(channels: dict[str, Array], channel: str, values: Array) -> None:
    known = channels.get(channel)
    channels[channel] = values if known is None else np.where(np.isnan(known), values, known)


def _add_fractional_cadence(channels: dict[str, Array], table: Table) -> None:
    if "cadence_rpm" in channels and table.has(53):
        channels["cadence_rpm"] = channels["cadence_rpm"] + np.nan_to_num(table.column(53)) / 128


def _add_compressed_speed_distance(channels: dict[str, Array], table: Table) -> None:
    """Field 8: twelve bits of speed in cm/s, twelve of distance in 1/16 m that start over at 256 m."""
    if not table.has(8):
        return
    packed = [_three_bytes(block) for block in table.blocks]
    speed = table.join([b[:, 0] + 256 * (b[:, 1] % 16) for b in packed])
    distance = table.join([b[:, 1] // 16 + 16 * b[:, 2] for b in packed])
    is_told = np.isfinite(distance)
    if not is_told.any():
        return
    told = distance[is_told]
    summed = np.full(len(distance), np.nan)
    summed[is_told] = told[0] + np.concatenate([[0.0], np.cumsum(np.diff(told) % 4096)])
    _fill(channels, "speed_mps", speed / 100)
    _fill(channels, "distance_m", summed / 16)


def _three_bytes(block: Block) -> Array:
    """The field's bytes, NaN where all three say "nothing"."""
    place = block.definition.fields.get(8)
    if place is None or place.size != 3:
        return np.full((len(block.rows), 3), np.nan)
    raw = block.cells(place, BASE_TYPES[13]).astype(np.float64)
    raw[(raw == 0xFF).all(axis=1)] = np.nan
    return raw


def _add_balance(channels: dict[str, Array], table: Table) -> None:
    """Field 30: percent of the right side, only if its top bit says that it is the right one."""
    if not table.has(30):
        return
    told = table.column(30)
    right = np.where(told >= 128, told - 128, np.nan)
    channels["left_balance_pct"] = np.where(right <= 100, 100 - right, np.nan)


def _add_developer_fields(channels: dict[str, Array], messages: Messages, table: Table) -> list[Note]:
    """Developers' values count where the device has none of its own; the first field for a channel wins."""
    notes = []
    native = {name for name, values in channels.items() if not np.isnan(values).all()}
    for key, described in _descriptions(messages).items():
        if described.channel in native or not any(key in b.definition.developer_fields for b in table.blocks):
            continue
        values = table.join([_developer_values(block, key, described) for block in table.blocks])
        if np.isnan(values).all():
            continue
        _fill(channels, described.channel, values)
        if described.channel == "power_w":
            notes.append(Note("developer_power", "Power comes from a sensor's own field, not from the device."))
    return notes


def _descriptions(messages: Messages) -> dict[tuple[int, int], DeveloperField]:
    table = messages.table(FIELD_DESCRIPTION)
    names = table.texts(3)
    columns = {n: table.column(n) for n in (0, 1, 2, 6, 7, 14, 15)}
    found = {}
    for row, name in enumerate(names):
        channel, scale, offset = _meaning(name, {n: float(column[row]) for n, column in columns.items()})
        index, number, base = (columns[n][row] for n in (0, 1, 2))
        if channel and np.isfinite([index, number, base]).all():
            found[(int(index), int(number))] = DeveloperField(channel, int(base), scale, offset)
    return found


def _meaning(name: str, told: dict[int, float]) -> tuple[str, float, float]:
    """The channel a description names, by the field of `record` it stands for or by its own name, scale and offset."""
    scale = told[6] if told[6] > 0 else 1.0
    offset = 0.0 if np.isnan(told[7]) else told[7]
    if told[14] == RECORD and told[15] in _BY_FIELD:
        return _BY_FIELD[int(told[15])].channel, scale, offset
    return _DEVELOPER_NAMES.get(name.lower(), ""), scale, offset


def _developer_values(block: Block, key: tuple[int, int], described: DeveloperField) -> Array:
    place = block.definition.developer_fields.get(key)
    declared = fitting_type(described.base, place.size) if place else None
    return block.first(place, declared) / described.scale - described.offset


def _add_strap(channels: dict[str, Array], beats: Beats, times: Array) -> list[Note]:
    """Beats that a strap sent afterwards (pool swims) fill records without a heart rate."""
    order = np.argsort(beats[0], kind="stable")
    seconds, bpm = beats[0][order], beats[1][order]
    if not len(seconds) or not len(times):
        return []
    after = np.clip(np.searchsorted(seconds, times), 0, len(seconds) - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(np.abs(seconds[before] - times) <= np.abs(seconds[after] - times), before, after)
    near = np.abs(seconds[nearest] - times) <= NEAR_BEAT_S
    if not near.any():
        return []
    _fill(channels, "heart_rate_bpm", np.where(near, bpm[nearest], np.nan))
    return [Note("strap_heart_rate", "Heart rate was stored by the strap and joined to the records.")]
