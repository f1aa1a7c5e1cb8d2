"""The messages of one FIT file: found in one pass, read column by column.

A run of messages with one definition is a table in memory already, so NumPy reads it where it lies; nothing is
done per message and field.
"""

from array import array
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from training.formats.fit_definitions import (
    BaseType,
    Cut,
    Definition,
    Field,
    column_type,
    definition_length,
    read_definition,
)
from training.formats.recording import Array, Note, Unreadable

Offsets = npt.NDArray[np.int64]
MAX_MESSAGES = 2_000_000  # three weeks, a record a second
MAX_DEFINITIONS = 5_000
RUN = 4  # so many equal headers in a row make a run worth measuring at once


@dataclass(slots=True)
class Group:
    """All messages of one definition."""

    definition: Definition
    offsets: "array[int]" = field(default_factory=lambda: array("q"))


@dataclass(slots=True)
class Block:
    """The bytes of one group's messages, a row each."""

    definition: Definition
    offsets: Offsets
    rows: npt.NDArray[np.void]

    def cells(self, place: Field, declared: BaseType | None = None) -> npt.NDArray[np.generic]:
        values: npt.NDArray[np.generic] = self.rows.view(column_type(self.definition, place, declared))["value"]
        return values

    def values(self, place: Field) -> Array:
        """As numbers, null as NaN; a row of them for array fields."""
        return _numbers(self.cells(place), place.type)

    def first(self, place: Field | None, declared: BaseType | None = None) -> Array:
        """As numbers, the first one of an array field; NaN where the field is absent."""
        if place is None or not place.size:
            return np.full(len(self.rows), np.nan)
        raw = self.cells(place, declared)
        return _numbers(raw if raw.ndim == 1 else raw[:, 0], declared or place.type)

    @property
    def headers(self) -> npt.NDArray[np.uint8]:
        return self.rows.view(np.uint8).reshape(len(self.rows), -1)[:, 0]


class Table:
    """All messages of one number, in file order, over all their definitions."""

    def __init__(self, content: bytes, groups: list[Group]) -> None:
        self.blocks = [_block(content, group) for group in groups if len(group.offsets)]
        unordered = np.concatenate([b.offsets for b in self.blocks]) if self.blocks else np.empty(0, np.int64)
        self._order = np.argsort(unordered, kind="stable") if len(self.blocks) > 1 else None
        self.offsets: Offsets = unordered if self._order is None else unordered[self._order]

    def __len__(self) -> int:
        return len(self.offsets)

    def column(self, number: int) -> Array:
        """One field as numbers, NaN where it is null or absent; the first element of an array field."""
        return self.join([block.first(block.definition.fields.get(number)) for block in self.blocks])

    def join(self, parts: list[Array]) -> Array:
        """Columns of the blocks, brought into file order."""
        joined = np.concatenate(parts) if parts else np.empty(0)
        return joined if self._order is None else joined[self._order]

    def has(self, number: int) -> bool:
        return any(number in b.definition.fields for b in self.blocks)

    def value(self, row: int, number: int) -> float | None:
        found = self.column(number)[row]
        return None if np.isnan(found) else float(found)

    def texts(self, number: int) -> list[str]:
        """A string field, "" where absent; a missing terminator is forgiven."""
        parts = [_texts(b, b.definition.fields.get(number)) for b in self.blocks]
        joined = [text for part in parts for text in part]
        return joined if self._order is None else [joined[i] for i in self._order]


@dataclass(slots=True)
class Messages:
    content: bytes
    groups: dict[int, list[Group]]
    start: int
    end: int
    damage: Note | None

    def table(self, number: int) -> Table:
        return Table(self.content, self.groups.get(number, []))


def _block(content: bytes, group: Group) -> Block:
    size = group.definition.size
    offsets: Offsets = np.frombuffer(group.offsets, dtype=np.int64)
    overlapping = np.ndarray((len(content) - size + 1,), dtype=f"V{size}", buffer=content, strides=(1,))
    return Block(group.definition, offsets, overlapping[offsets])


def _numbers(raw: npt.NDArray[np.generic], kind: BaseType) -> Array:
    with np.errstate(all="ignore"):
        numbers = raw.astype(np.float64)
    if kind.invalid is None:
        numbers[~np.isfinite(numbers)] = np.nan
    else:
        numbers[raw == np.array(kind.invalid).astype(raw.dtype)] = np.nan
    return numbers


def _texts(block: Block, place: Field | None) -> list[str]:
    if place is None or not place.size:
        return [""] * len(block.rows)
    raw = block.rows.view(np.uint8).reshape(len(block.rows), -1)[:, place.offset : place.offset + place.size]
    return [row.tobytes().split(b"\0")[0].decode("utf-8", "replace").strip() for row in raw]


class _Scan:
    """One pass over a file's data part."""

    def __init__(self, content: bytes, wanted: frozenset[int] | None) -> None:
        self.content = content
        self.wanted = wanted
        self.sizes = [0] * 256
        self.shelves: list[array[int] | None] = [None] * 256
        self.groups: dict[int, list[Group]] = {}
        self.known: dict[bytes, Group] = {}

    def define(self, at: int, end: int) -> int:
        """Take in the definition at this place; answers where the next message begins."""
        content = self.content
        length = definition_length(content, at, end)
        raw = content[at : at + length]
        group = self.known.get(raw)
        if group is None:
            group = self._open(raw)
        self._use(content[at] & 0x0F, group)
        return at + length

    def _open(self, raw: bytes) -> Group:
        if len(self.known) >= MAX_DEFINITIONS:
            raise Unreadable("damaged", f"The file describes more than {MAX_DEFINITIONS:,} kinds of messages.")
        definition = read_definition(raw)
        group = self.known[raw] = Group(definition)
        self.groups.setdefault(definition.number, []).append(group)
        return group

    def _use(self, local: int, group: Group) -> None:
        is_wanted = self.wanted is None or group.definition.number in self.wanted
        compressed = range(0x80 + 32 * local, 0xA0 + 32 * local) if local < 4 else ()
        for header in (local, local | 0x10, local | 0x20, local | 0x30, *compressed):  # two bits mean nothing
            self.sizes[header] = group.definition.size
            self.shelves[header] = group.offsets if is_wanted else None

    def messages(self, at: int, end: int) -> tuple[int, Note | None]:
        """Walk to the end or to the damage; answers where it stopped and why."""
        content, sizes, shelves = self.content, self.sizes, self.shelves
        previous = -1
        repeated = stored = 0
        while at < end:
            header = content[at]
            size = sizes[header]
            if not size:
                if not 0x40 <= header < 0x80:
                    return at, Note("damaged", f"Damaged at byte {at}: a message of a kind that was never described.")
                try:
                    at = self.define(at, end)
                except Cut:
                    return at, _cut(at)
                previous = -1
                continue
            if at + size > end:
                return at, _cut(at)
            repeated = repeated + 1 if header == previous else 0
            count = 1 if repeated < RUN else _run(content, at, end, size)
            shelf = shelves[header]
            if shelf is not None:
                if count == 1:
                    shelf.append(at)
                else:
                    shelf.frombytes(np.arange(at, at + count * size, size, dtype=np.int64).tobytes())
                stored += count
                if stored > MAX_MESSAGES:
                    raise Unreadable("too_large", f"The file has more than {MAX_MESSAGES:,} messages.")
            at += count * size
            previous = header
        return at, None


def _run(content: bytes, at: int, end: int, size: int) -> int:
    """How many whole messages with this same header follow each other from here, looked at in growing windows."""
    header = content[at : at + 1]
    available = (end - at) // size
    length, window = 1, 64
    while length < available:
        window = min(window * 4, available - length)
        start = at + length * size
        seen = content[start : start + window * size : size]
        same = len(seen) - len(seen.lstrip(header))
        length += same
        if same < window:
            break
    return length


def _cut(at: int) -> Note:
    return Note("truncated", f"The file ends in the middle of a message at byte {at}.")


def find_messages(content: bytes, start: int, end: int, wanted: frozenset[int] | None) -> Messages:
    """All messages between two bytes; only of the wanted numbers, or of every number."""
    scan = _Scan(content, wanted)
    stopped, damage = scan.messages(start, end)
    return Messages(content, scan.groups, start, stopped, damage)
