"""XML that is nearly XML: bare ampersands, control characters, letters of another alphabet than the file declares."""

import codecs
import re

_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_DECLARATION = re.compile(rb"^(?:\xef\xbb\xbf)?<\?xml[^>]*?(?:encoding=[\"']([\w.-]{1,40})[\"'][^>]*)?\?>")
_LONGEST_LETTER = 4
MOST_AMPERSANDS = 10_000
_WINDOWS = "cp1252"  # the alphabet of files that say UTF-8 and are not


def without_forbidden(content: bytes) -> bytes:
    """As it is where nothing of the kind is in it, and in encodings of two bytes a letter."""
    if b"\0" in content[:4] or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content
    mended = _AMPERSAND.sub(b"&amp;", content.translate(None, _CONTROLS), count=MOST_AMPERSANDS)
    declared = _DECLARATION.match(mended)
    codec = _codec(declared[1] if declared else None)
    try:
        mended.decode("utf-8")
    except UnicodeDecodeError as error:
        if codec == "utf-8" and error.start >= len(mended) - _LONGEST_LETTER:
            return mended[: error.start]
        text = mended.decode(_WINDOWS if codec in ("", "utf-8") else codec, "replace")
        return _DECLARATION.sub(b"", text.encode())
    return mended if codec else _DECLARATION.sub(b"", mended)


def _codec(declared: bytes | None) -> str:
    """As Python calls it, empty for one it does not know."""
    try:
        return codecs.lookup((declared or b"utf-8").decode()).name
    except LookupError:
        return ""
