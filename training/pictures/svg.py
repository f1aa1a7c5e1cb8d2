"""SVG as text. Every value is escaped; nothing here knows where it will be shown."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr


def number(value: float) -> str:
    """As short as a hundredth of a pixel allows."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def tag(name: str, *content: str, **attributes: object) -> str:
    """An element; `_` in a name stands for `-`, a trailing one is dropped; None leaves the attribute out."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_value(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(content)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def text(content: str, **attributes: object) -> str:
    return tag("text", escape(content), **attributes)


def path(points: Iterable[tuple[float, float]]) -> str:
    """One line through all points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def broken_path(points: Iterable[tuple[float, float | None]]) -> str:
    """A line that stops where there is no value."""
    parts: list[list[tuple[float, float]]] = [[]]
    for x, y in points:
        if y is not None:
            parts[-1].append((x, y))
        elif parts[-1]:
            parts.append([])
    return "".join(path(part) for part in parts if part)


def _value(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)
