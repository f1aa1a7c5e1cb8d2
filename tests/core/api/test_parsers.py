import io
from typing import Any

import pytest
from rest_framework.exceptions import ParseError

from core.api.envelope import ApiError
from core.api.parsers import SafeJSONParser, read_json


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b'{"a": 1, "b": [true, null, -0.5, 1e3]}', {"a": 1, "b": [True, None, -0.5, 1000.0]}),
        (b'"\\ud83d\\ude00"', "😀"),
        ('{"e\u0301": ["e\u0301", {"x": "e\u0301"}]}'.encode(), {"é": ["é", {"x": "é"}]}),
        (b"9223372036854775807", 2**63 - 1),
        (b"[" * 64 + b"]" * 64, None),
        (b'{"brackets": "' + b"[" * 500 + b'\\""}', {"brackets": "[" * 500 + '"'}),
        (b"[" + b",".join([b'{"a": [1]}'] * 200) + b"]", [{"a": [1]}] * 200),
    ],
)
def test_read_json_takes_ordinary_json(raw: bytes, found: Any) -> None:
    assert found is None or read_json(raw) == found
    read_json(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": NaN}',
        b"[Infinity]",
        b"-Infinity",
        b"1e999",
        b"-1e999",
        b"1" * 5000,
        b"9223372036854775808",
        b"-9223372036854775808",
        b'"\\u0000"',
        b'{"\\u0000": 1}',
        b'[["\\ud800"]]',
        b'{"a": "\\udfff"}',
        b'"\xed\xa0\x80"',
        b"\xff\xfe",
        '{"a": 1}'.encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b'{"a": 1, "a": 2}',
        '{"é": 1, "e\u0301": 2}'.encode(),
        b"[" * 65 + b"]" * 65,
        b'{"a":' * 100_000,
        b"[" * 100_000,
        b'{"a": ["\\"]", ' + b"[" * 65,
        b"{'a': 1}",
        b"{} {}",
        b'"\x01"',
        b"",
    ],
)
def test_read_json_refuses_hostile_bodies(raw: bytes) -> None:
    with pytest.raises(ParseError):
        read_json(raw)


@pytest.mark.parametrize("raw", [b'"' + rb"\"" * 500_000, b"[" * 1_000_000, b'["' * 300_000, rb"\\" * 500_000])
def test_read_json_of_a_megabyte_ends_soon(raw: bytes) -> None:
    with pytest.raises(ParseError):
        read_json(raw)


def test_parser_counts_what_is_sent_not_what_is_promised(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert SafeJSONParser().parse(io.BytesIO(b'"12345678"')) == "12345678"
    with pytest.raises(ApiError) as refused:
        SafeJSONParser().parse(io.BytesIO(b'"123456789"'))
    assert refused.value.status_code == 413
