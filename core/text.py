"""Text people type: stored in one normal form, without characters that only mislead the eye."""

import re
import unicodedata

# Bidirectional overrides, isolates and marks; other control characters except line breaks and tabs.
_MISLEADING = re.compile(
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)


def clean_line(text: str) -> str:
    return " ".join(clean_block(text).split())


def clean_block(text: str) -> str:
    return _MISLEADING.sub("", unicodedata.normalize("NFC", text)).strip()
