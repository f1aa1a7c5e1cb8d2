"""JSON as we accept it: UTF-8, finite numbers, storable text, no key twice, not too deep, not too large."""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from core.api.envelope import ApiError

MAX_DEPTH = 64
LARGEST_INTEGER = 2**63 - 1
_DIGITS_OF_LARGEST = 20
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


class SafeJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return read_json(read_at_most(stream, settings.DATA_UPLOAD_MAX_MEMORY_SIZE))


def read_at_most(stream: IO[bytes], largest: int) -> bytes:
    """What is really sent counts, whatever Content-Length says."""
    raw = stream.read(largest + 1)
    if len(raw) > largest:
        raise ApiError(413, _("The request is too large."))
    return raw


def read_json(raw: bytes) -> Any:
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH and _depth(raw) > MAX_DEPTH:
        raise ParseError(_("The JSON is nested too deeply."))
    try:
        return _clean(_decode(raw.decode()))
    except UnicodeDecodeError:
        raise ParseError(_("The body is not UTF-8.")) from None
    except (ValueError, RecursionError):
        raise ParseError(_("The body is not valid JSON.")) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        name = _storable(key)
        if name in found:
            raise ParseError(_("A key appears twice in the JSON."))
        found[name] = _clean(value)
    return found


def _clean(value: Any) -> Any:
    """Objects inside are clean already: each was, as soon as it was read."""
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value


def _storable(text: str) -> str:
    if text.isascii() and "\x00" not in text:
        return text
    if _UNSTORABLE.search(text):
        raise ParseError(_("The text has characters that cannot be stored."))
    return unicodedata.normalize("NFC", text)


def _integer(text: str) -> int:
    if len(text) > _DIGITS_OF_LARGEST or abs(number := int(text)) > LARGEST_INTEGER:
        raise ParseError(_("A number is too large."))
    return number


def _float(text: str) -> float:
    number = float(text)
    if number in {float("inf"), float("-inf")}:
        raise ParseError(_("A number is too large."))
    return number


def _refuse_constant(name: str) -> Any:
    raise ParseError(_("NaN and infinity are not numbers here."))


_decode = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_refuse_constant, parse_float=_float, parse_int=_integer
).decode


def _depth(raw: bytes) -> int:
    """Of the brackets outside of strings, in time that grows with the length alone."""
    outside = b"".join(raw.replace(rb"\\", b"").replace(rb"\"", b"").split(b'"')[::2])
    depth = deepest = 0
    for bracket in outside.translate(None, _NOT_BRACKETS):
        depth += _STEP[bracket]
        deepest = max(deepest, depth)
    return deepest
