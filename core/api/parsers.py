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

from core.api.errors import ApiError

MAX_DEPTH = 64
LARGEST_INTEGER = 2**63 - 1
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


class SafeJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        raw = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(raw) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise ApiError(413, _("The request is too large."))
        return read_json(raw)


def read_json(raw: bytes) -> Any:
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH and _depth(raw) > MAX_DEPTH:
        raise ParseError(_("The JSON is nested too deeply."))
    try:
        text = raw.decode()
        found = json.loads(
            text, object_pairs_hook=_object, parse_constant=_refuse_constant, parse_float=_float, parse_int=_integer
        )
        return _clean(found)
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
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value


def _storable(text: str) -> str:
    if _UNSTORABLE.search(text):
        raise ParseError(_("The text has characters that cannot be stored."))
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _integer(text: str) -> int:
    if len(text) > 20 or abs(number := int(text)) > LARGEST_INTEGER:
        raise ParseError(_("A number is too large."))
    return number


def _float(text: str) -> float:
    number = float(text)
    if number in {float("inf"), float("-inf")}:
        raise ParseError(_("A number is too large."))
    return number


def _refuse_constant(name: str) -> Any:
    raise ParseError(_("NaN and infinity are not numbers here."))


def _depth(raw: bytes) -> int:
    depth = deepest = 0
    for match in _BRACKETS.finditer(raw):
        token = match.group()
        if token in {b"[", b"{"}:
            depth += 1
            deepest = max(deepest, depth)
        elif token in {b"]", b"}"}:
            depth -= 1
    return deepest
