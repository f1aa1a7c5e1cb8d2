"""The colours of the site's themes for pictures that stand alone, in mails and the app."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    ground: str
    text: str
    muted: str
    line: str
    fitness: str
    fatigue: str
    form: str
    load: str
    power: str
    heart: str
    speed: str
    altitude: str
    fresh: str
    productive: str
    heavy: str
    zones: tuple[str, ...]


_LIGHT = Colours(
    ground="#ffffff", text="#141a18", muted="#525d57", line="#d9ddd6", fitness="#0b6b4a", fatigue="#a8348a", form="#8a5a00",
    load="#9aa59f", power="#6a3fc9", heart="#c22f4e", speed="#1d5a8a", altitude="#5d6b64", fresh="#1d5a8a",
    productive="#0b6b4a", heavy="#b3261e",
    zones=("#7c8882", "#2f7fb8", "#2c8a5d", "#a87400", "#c95f14", "#c0392b", "#7d3cc9"),
)  # fmt: skip
_DARK = Colours(
    ground="#151a19", text="#e9eeeb", muted="#a0aca6", line="#28312e", fitness="#3ddc97", fatigue="#f19bd6", form="#ffc46b",
    load="#5f6d67", power="#b79cff", heart="#ff8fa3", speed="#8cc8f5", altitude="#a9b7b0", fresh="#8cc8f5",
    productive="#3ddc97", heavy="#ff8a80",
    zones=("#7d8a84", "#6fb3e6", "#3ddc97", "#f2c14e", "#ff9d5c", "#ff7a70", "#c39bff"),
)  # fmt: skip
_CONTRAST = Colours(
    ground="#000000", text="#ffffff", muted="#e4eae7", line="#c8d0cc", fitness="#7dffc3", fatigue="#f19bd6", form="#ffc46b",
    load="#9aa59f", power="#b79cff", heart="#ff8fa3", speed="#8cc8f5", altitude="#c8d0cc", fresh="#8cc8f5",
    productive="#7dffc3", heavy="#ffb4ab", zones=_DARK.zones,
)  # fmt: skip

THEMES = {"light": _LIGHT, "dark": _DARK, "contrast": _CONTRAST, "system": _LIGHT}
