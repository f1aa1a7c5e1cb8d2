"""Pictures as pixels, for mail programs and phones that draw no SVG."""

from collections.abc import Sequence
from pathlib import Path

FAMILY = "DejaVu Sans"
MOST_PIXELS = 4096


def to_png(picture: str, *, width: int, fonts: Sequence[Path]) -> bytes:
    """With the fonts that are given and no others: the same on every machine."""
    import resvg_py  # noqa: PLC0415 - only the process that draws needs it

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=picture,
            width=min(max(width, 16), MOST_PIXELS),
            skip_system_fonts=True,
            font_files=[str(font) for font in fonts],
            font_family=FAMILY,
            sans_serif_family=FAMILY,
        )
    )
