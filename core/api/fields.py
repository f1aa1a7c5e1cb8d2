"""Fields that take JSON at its word: a number is a number, an id is an id, a day exists.

Query parameters arrive as text, so there (`Query.is_text`) numbers and booleans are read from it.
"""

import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.text import clean_block, clean_line

FIRST_YEAR, LAST_YEAR = 1900, 2200
LARGEST = 2**63 - 1
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?", re.ASCII)


def _is_from_text(field: serializers.Field[Any, Any, Any, Any]) -> bool:
    return bool(getattr(field.root, "is_text", False))


class LineField(serializers.CharField):
    """A name or title: one line, no characters that mislead."""

    clean = staticmethod(clean_line)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(self.clean(data) if isinstance(data, str) else data)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class BlockField(LineField):
    """Free text with line breaks."""

    clean = staticmethod(clean_block)


class WholeField(serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        is_whole = isinstance(data, int) and not isinstance(data, bool)
        is_spelt = isinstance(data, str) and _is_from_text(self) and _NUMBER.fullmatch(data) and "." not in data
        if not (is_whole or is_spelt or (isinstance(data, float) and data.is_integer())):
            self.fail("invalid")
        if abs(number := int(data)) > LARGEST:
            self.fail("max_value", max_value=LARGEST)
        return number


class NumberField(serializers.FloatField):
    def to_internal_value(self, data: Any) -> float:
        is_number = isinstance(data, (int, float)) and not isinstance(data, bool)
        is_spelt = isinstance(data, str) and _is_from_text(self) and _NUMBER.fullmatch(data)
        if not (is_number or is_spelt) or not math.isfinite(number := float(data)):
            self.fail("invalid")
        return number


class TruthField(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if isinstance(data, bool):
            return data
        if not (_is_from_text(self) and data in {"true", "false"}):
            self.fail("invalid", input=data)
        return bool(data == "true")


class IdField(serializers.UUIDField):
    """Any id of RFC 9562, written the usual way."""

    def to_internal_value(self, data: Any) -> UUID:
        if not (isinstance(data, str) and _ID.fullmatch(data)):
            self.fail("invalid", value=data)
        return UUID(data)


class ClientIdField(IdField):
    """The id of a new object, which the sender may choose; of an object that is there it cannot be changed."""

    default_error_messages = {"read_only": _("This key cannot be written.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})

    def to_internal_value(self, data: Any) -> UUID:
        if getattr(self.parent, "instance", None) is not None:
            self.fail("read_only")
        return super().to_internal_value(data)


class DayField(serializers.DateField):
    """A local date, near enough to today that one can count from it."""

    def to_internal_value(self, value: Any) -> date:
        if not (isinstance(value, str) and _DAY.fullmatch(value)):
            self.fail("invalid", format="YYYY-MM-DD")
        found: date = super().to_internal_value(value)
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            self.fail("invalid", format="YYYY-MM-DD")
        return found


class InstantField(serializers.DateTimeField):
    """A moment, with its offset; given out in UTC whatever time zone the reader lives in."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"default_timezone": UTC, **kwargs})

    def to_internal_value(self, value: Any) -> datetime:
        if not (isinstance(value, str) and _INSTANT.fullmatch(value)):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ssZ")
        if not FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ssZ")
        found: datetime = super().to_internal_value(value.upper())
        return found


class ListedField(serializers.ListField):
    """Several values of one query parameter, with commas between them."""

    def get_value(self, dictionary: Any) -> Any:
        text = dictionary.get(self.field_name, serializers.empty)
        return text.split(",") if isinstance(text, str) else text


class NamesField(ListedField):
    """Names from a fixed list."""

    def __init__(self, names: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(**{"required": False, "child": serializers.ChoiceField(choices=names), **kwargs})
