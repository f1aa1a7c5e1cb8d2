"""Times that FIT abbreviates: compressed timestamp headers (5 bits) and the ticks of heart-rate messages (12 bits)."""

import numpy as np
import numpy.typing as npt

from training.formats.fit_definitions import TIMESTAMP, Field
from training.formats.fit_messages import Block, Messages, Table, find_messages
from training.formats.recording import Array

EPOCH_S = 631065600  # 1989-12-31T00:00:00Z, where FIT's clock starts
OLDEST_S = 0x10000000  # below this a timestamp is seconds since the device was switched on
HR = 132
MAX_HR_MESSAGES = 100_000  # a day and more at eight beats each


def unroll(low: Array, full: Array, modulus: int) -> Array:
    """Absolute values from their lower bits: each is the first at or after the one before it.

    `full` holds the absolute value where it is known and NaN elsewhere; before the first known one nothing is.
    """
    is_known = np.isfinite(full)
    bits = np.where(is_known, full % modulus, low)
    steps = np.concatenate([[0.0], np.diff(bits) % modulus])
    steps[is_known] = 0
    risen = np.cumsum(np.nan_to_num(steps))
    anchor = np.maximum.accumulate(np.where(is_known, np.arange(len(full)), -1))
    return np.where(anchor < 0, np.nan, full[anchor] + risen - risen[anchor])


def message_times(messages: Messages, table: Table) -> Array:
    """Unix seconds of each message; NaN where the file does not say."""
    times = table.column(TIMESTAMP)
    headers = table.join([block.headers.astype(np.float64) for block in table.blocks])
    is_compressed = headers >= 0x80
    if is_compressed.any():
        times = _compressed(messages, table, times, is_compressed)
    return times + EPOCH_S


def _compressed(messages: Messages, table: Table, times: Array, is_compressed: npt.NDArray[np.bool_]) -> Array:
    """Any message with a timestamp moves the clock, so all of them are looked at, not just this table's."""
    everything = find_messages(messages.content, messages.start, messages.end, None)
    tables = [Table(everything.content, groups) for groups in everything.groups.values()]
    offsets = np.concatenate([t.offsets for t in tables])
    full = np.concatenate([t.column(TIMESTAMP) for t in tables])
    headers = np.frombuffer(messages.content, dtype=np.uint8)[offsets]
    matters = np.isfinite(full) | (headers >= 0x80)
    order = np.argsort(offsets[matters])
    offsets, full, low = offsets[matters][order], full[matters][order], headers[matters][order] & 0x1F
    clock = unroll(low.astype(np.float64), full, 32)
    resolved = times.copy()
    resolved[is_compressed] = clock[np.searchsorted(offsets, table.offsets[is_compressed])]
    return resolved


def heart_rate_samples(messages: Messages) -> tuple[Array, Array]:
    """Unix seconds and bpm of the `hr` messages a strap sends after a swim, in order."""
    table = messages.table(HR)
    parts = [_samples(block) for block in table.blocks]
    if not parts or len(table) > MAX_HR_MESSAGES:
        return np.empty(0), np.empty(0)
    place, low, full, bpm = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.argsort(place, kind="stable")
    low, full, bpm = low[order], full[order], bpm[order]
    seconds = unroll(low, full, 4096) / 1024 + _tick_zero(table)
    usable = np.isfinite(seconds) & (bpm > 0)
    return seconds[usable], bpm[usable]


def _samples(block: Block) -> tuple[Array, Array, Array, Array]:
    """Place in the file, lower 12 bits, full ticks (NaN if abbreviated) and bpm, a value per beat."""
    fields = block.definition.fields
    full = _wide(block, fields.get(9))
    low = _twelve_bits(_wide(block, fields.get(10)))
    bpm = _wide(block, fields.get(6))
    wide = full if full.shape[1] else low
    count = min(wide.shape[1], bpm.shape[1])
    shape = (len(block.rows), count)
    place = np.broadcast_to(block.offsets[:, None].astype(np.float64), shape)
    nothing = np.full(shape, np.nan)
    columns = (place, low[:, :count], nothing) if wide is low else (place, nothing, wide[:, :count])
    return columns[0].ravel(), columns[1].ravel(), columns[2].ravel(), bpm[:, :count].ravel()


def _wide(block: Block, field: Field | None) -> Array:
    if field is None or not field.size:
        return np.empty((len(block.rows), 0))
    values = block.values(field)
    return values if values.ndim == 2 else values[:, None]


def _twelve_bits(packed: Array) -> Array:
    """Three bytes hold two values, low bits first (FIT's component packing)."""
    whole = np.nan_to_num(packed[:, : packed.shape[1] // 3 * 3], nan=255).reshape(len(packed), -1, 3).astype(np.int64)
    first = whole[:, :, 0] | (whole[:, :, 1] & 0x0F) << 8
    second = whole[:, :, 1] >> 4 | whole[:, :, 2] << 4
    return np.stack([first, second], axis=2).reshape(len(packed), -1).astype(np.float64)


def _tick_zero(table: Table) -> float:
    """The instant of tick 0, from the first message that tells both clocks."""
    instants = table.column(TIMESTAMP) + np.nan_to_num(table.column(0)) / 32768 + EPOCH_S
    zeros = instants - table.column(9) / 1024
    told = zeros[np.isfinite(zeros)]
    return float(told[0]) if len(told) else float("nan")
