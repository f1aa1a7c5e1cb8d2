"""How a picture writes numbers and days: given by whoever knows the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

from training.pictures import svg

FONT = "DejaVu Sans, Inter, system-ui, sans-serif"


def _plain_number(value: float) -> str:
    return f"{value:.0f}"


def _plain_day(day: date) -> str:
    return day.isoformat()


@dataclass(frozen=True, slots=True)
class Lettering:
    number: Callable[[float], str] = _plain_number
    day: Callable[[date], str] = _plain_day
    words: Mapping[str, str] = field(default_factory=dict)

    def say(self, key: str) -> str:
        return self.words.get(key, key)


def label(
    content: str, x: float, y: float, *, fill: str, size: float = 12, anchor: str = "start", **more: object
) -> str:
    return svg.text(content, x=x, y=y, fill=fill, font_size=size, text_anchor=anchor, **more)


def picture(*content: str, width: float, height: float, ground: str, title: str) -> str:
    """A whole document: it carries its own ground, font and name."""
    return svg.tag(
        "svg",
        svg.tag("title", escape(title)),
        svg.tag("rect", width=width, height=height, fill=ground),
        *content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {svg.number(width)} {svg.number(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=title,
        font_family=FONT,
    )
