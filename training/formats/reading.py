"""One file of any format we know, recognised by what it holds."""

import re
from collections.abc import Callable
from dataclasses import replace

from training.formats.fit import is_fit, read_fit
from training.formats.gpx import read_gpx
from training.formats.recording import Reading, Unreadable
from training.formats.tcx import read_tcx
from training.formats.unpacking import MAGIC as GZIP
from training.formats.unpacking import gunzip

FILE_BYTES = 25 * 1024 * 1024
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(gpx|TrainingCenterDatabase)[\s>/]")
_MARK, _WIDE_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")  # byte order marks
# What people upload by mistake: first bytes or words near the start
_STRANGERS = (
    (rb"^(\xef\xbb\xbf)?\s*<(!doctype html|html)", "a web page"),
    (rb"<kml[\s>]", "a KML map"),
    (rb"<workout_file[\s>]", "a Zwift workout"),
    (rb"<pwx[\s>]", "a PWX file, a format that is not read yet"),
    (rb"^\s*[\[{]", "JSON data"),
    (rb"^%PDF", "a PDF document"),
    (rb"^\x89PNG|^\xff\xd8\xff|^GIF8|^RIFF....WEBP", "a picture"),
    (rb"^Rar!|^7z\xbc\xaf", "an archive of a kind that is not read"),
)


def read(content: bytes, filename: str) -> Reading:
    """The sessions of a file, compressed with gzip or not. Raises Unreadable with the reason."""
    if not content:
        raise Unreadable("empty", "The file is empty.")
    if len(content) > FILE_BYTES:
        raise Unreadable("too_large", f"The file has {len(content) / 1024**2:.0f} MB; at most 25 MB are read.")
    if not content.startswith(GZIP):
        return _read_plain(content, filename)
    unpacked, damage = gunzip(content)
    if damage and not unpacked:
        raise Unreadable("damaged", damage.text, damage.text)
    if unpacked.startswith((GZIP, *ZIP)):
        raise Unreadable("nested", "The compressed file holds another compressed file.")
    reading = _read_plain(unpacked, filename)
    return replace(reading, is_partial=True, notes=(damage, *reading.notes)) if damage else reading


def _read_plain(content: bytes, filename: str) -> Reading:
    if not content.strip(b"\0 \r\n\t"):
        raise Unreadable("empty", "The file holds nothing but blanks.")
    if is_fit(content):
        return read_fit(content)
    start = content[:65536].replace(b"\0", b"")  # UTF-16 reads like ASCII without its zeros
    root = _ROOT.search(start)
    if root:
        reader: Callable[[bytes], Reading] = read_gpx if root[1] == b"gpx" else read_tcx
        return reader(_from_declaration(content))
    raise _stranger(content, start, filename)


def _from_declaration(content: bytes) -> bytes:
    """XML from its first character to its last: some exports put blanks before it or fill up behind it."""
    if b"\0" in content[:4].strip(b"\0") or content.startswith(_WIDE_MARKS):
        return content  # two bytes a letter, of which zeros are part
    mark = _MARK if content.startswith(_MARK) else b""
    return mark + content[len(mark) :].strip(b"\0 \r\n\t")


def _stranger(content: bytes, start: bytes, filename: str) -> Unreadable:
    if content.startswith(ZIP):
        return Unreadable("archive", "This is a zip archive; its files are read one by one, not as one session.")
    for pattern, what in _STRANGERS:
        if re.search(pattern, start[:4096], re.IGNORECASE | re.DOTALL):
            return Unreadable("unknown_format", f"This is {what}, not a session in FIT, TCX or GPX.")
    if filename.lower().removesuffix(".gz").endswith((".fit", ".tcx", ".gpx")):
        return Unreadable(
            "damaged", "The file is named like a session, but its first bytes say nothing of the kind.", "byte 0"
        )
    return Unreadable("unknown_format", "This is not a session in FIT, TCX or GPX.")
