"""Definition messages of FIT: which fields a message carries, where and of which type."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

TIMESTAMP = 253


@dataclass(frozen=True, slots=True)
class BaseType:
    code: str  # NumPy's letter and size
    invalid: int | None


BASE_TYPES = {
    0: BaseType("u1", 0xFF),
    1: BaseType("i1", 0x7F),
    2: BaseType("u1", 0xFF),
    3: BaseType("i2", 0x7FFF),
    4: BaseType("u2", 0xFFFF),
    5: BaseType("i4", 0x7FFFFFFF),
    6: BaseType("u4", 0xFFFFFFFF),
    8: BaseType("f4", None),
    9: BaseType("f8", None),
    10: BaseType("u1", 0),
    11: BaseType("u2", 0),
    12: BaseType("u4", 0),
    13: BaseType("u1", 0xFF),
    14: BaseType("i8", 0x7FFFFFFFFFFFFFFF),
    15: BaseType("u8", 0xFFFFFFFFFFFFFFFF),
    16: BaseType("u8", 0),
}
STRING = 7
BYTES = BaseType("u1", 0xFF)


@dataclass(frozen=True, slots=True)
class Field:
    """A field inside a message; is_text for strings, count > 1 for arrays."""

    offset: int
    size: int
    type: BaseType
    is_text: bool

    @property
    def count(self) -> int:
        return self.size // int(self.type.code[1])


@dataclass(frozen=True, slots=True)
class Definition:
    number: int
    size: int  # with the header byte
    order: str
    fields: dict[int, Field]
    developer_fields: dict[tuple[int, int], Field]


class Cut(Exception):
    """The file ends inside a definition."""


def definition_length(content: bytes, at: int, end: int) -> int:
    """Bytes of the definition message at this place."""
    has_developer_fields = content[at] & 0x20
    length = 6 + 3 * _count(content, at + 5, end)
    if has_developer_fields:
        length += 1 + 3 * _count(content, at + length, end)
    if at + length > end:
        raise Cut
    return length


def _count(content: bytes, at: int, end: int) -> int:
    if at >= end:
        raise Cut
    return content[at]


@lru_cache(maxsize=512)
def read_definition(raw: bytes) -> Definition:
    """A definition message from its bytes, header included."""
    order = ">" if raw[2] else "<"
    number = int.from_bytes(raw[3:5], "big" if raw[2] else "little")
    split = 6 + 3 * raw[5]
    fields: dict[int, Field] = {}
    offset = 1
    for place in range(6, split, 3):
        fields.setdefault(raw[place], _field(offset, raw[place + 1], raw[place + 2]))
        offset += raw[place + 1]
    developer_fields: dict[tuple[int, int], Field] = {}
    for place in range(split + 1, len(raw), 3):
        # their type is told by a field description, so they are kept as bytes here
        developer_fields.setdefault((raw[place + 2], raw[place]), Field(offset, raw[place + 1], BYTES, is_text=False))
        offset += raw[place + 1]
    return Definition(number, offset, order, fields, developer_fields)


def _field(offset: int, size: int, base: int) -> Field:
    return Field(offset, size, fitting_type(base, size), is_text=base & 0x1F == STRING)


def fitting_type(base: int, size: int) -> BaseType:
    """The declared type, or bytes where the size is no multiple of it (Coros and others)."""
    declared = BASE_TYPES.get(base & 0x1F, BYTES)
    return declared if size and size % int(declared.code[1]) == 0 else BYTES


def column_type(definition: Definition, field: Field, declared: BaseType | None = None) -> np.dtype[np.void]:
    """A structured type over the whole message with this one field, called "value"."""
    kind = declared or field.type
    code = definition.order + kind.code
    count = field.size // int(kind.code[1])
    return np.dtype(
        {
            "names": ["value"],
            "formats": [code if count == 1 else (code, (count,))],
            "offsets": [field.offset],
            "itemsize": definition.size,
        }
    )
