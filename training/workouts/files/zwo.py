"""ZWO files as Zwift and many others write them: read with all their spellings."""

import re
from collections.abc import Callable

from training.formats.markup import Attributes, Outline, walk
from training.formats.points import Points
from training.formats.recording import Note, Unreadable
from training.workouts.files.imported import (
    MAX_DESCRIPTION,
    Imported,
    Warnings,
    cadence_of,
    check_bytes,
    clean,
    decoded,
    finished,
    finite,
    not_a_workout,
    note_of,
    one_line,
    target_of,
    whole_seconds,
    with_note,
)
from training.workouts.structure import Cadence, Intent, Length, Repeat, Step, Target, Workout
from training.workouts.structure_json import MAX_COUNT, MAX_DISTANCE_M, MAX_STEPS

SPORTS = {"bike": "ride", "run": "run", "swim": "swim"}
_BARE_AND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_PLACE = re.compile(r"line \d+, column \d+")
MOST_TIMES = 10  # times threshold; what is more must be meant as percent
_TEXTS = {"textevent", "textnotification"}
_QUIET = {"gameplayevent", "tag", "tags", *_TEXTS}


class _Block:
    """An element of <workout>; names and attributes in small letters."""

    def __init__(self, name: str, attributes: Attributes) -> None:
        self.spelled = name
        self.name = name.casefold()
        self.attributes = {key.casefold(): value for key, value in attributes.items()}
        self.texts: list[tuple[float, str]] = []

    def number(self, *names: str) -> float | None:
        values = (finite(self.attributes.get(name)) for name in names)
        return next((value for value in values if value is not None), None)


class _ZwoOutline(Outline):
    def __init__(self) -> None:
        self.path: list[str] = []
        self.blocks: list[_Block] = []
        self.texts: dict[str, str] = {}
        self.is_workout_file = False

    def points(self, attributes: Attributes) -> Points | None:
        return None

    def opened(self, name: str, attributes: Attributes) -> None:
        self.path.append(name.casefold())
        if len(self.path) == 1:
            self.is_workout_file = self.path[0] == "workout_file"
        elif self.path[1] == "workout" and len(self.path) == 3:
            self._block(_Block(name, attributes))
        elif self.path[1] == "workout" and len(self.path) > 3 and self.path[-1] in _TEXTS and self.blocks:
            self.blocks[-1].texts.append(_text_of(attributes))

    def _block(self, block: _Block) -> None:
        if block.name in _TEXTS:
            if self.blocks:
                self.blocks[-1].texts.append(_text_of(block.attributes))
            return
        if len(self.blocks) >= MAX_STEPS:
            raise Unreadable("too_large", f"A workout has at most {MAX_STEPS:,} steps.")
        self.blocks.append(block)

    def closed(self, name: str, text: str) -> None:
        if len(self.path) == 2:
            self.texts.setdefault(name.casefold(), text)
        if self.path:
            self.path.pop()


def _text_of(attributes: Attributes) -> tuple[float, str]:
    small = {key.casefold(): value for key, value in attributes.items()}
    return finite(small.get("timeoffset")) or 0.0, small.get("message") or small.get("mssage") or small.get(
        "text"
    ) or ""


def import_zwo(content: bytes) -> Imported:
    """The workout of a file; elements nobody knows become warnings."""
    check_bytes(content)
    outline, damage = _outlined(content)
    warnings = Warnings()
    if not outline.is_workout_file:
        raise _refusal(damage)
    if damage and not outline.blocks:
        raise Unreadable("damaged", damage.text, _place(damage.text))
    if damage:
        warnings.add("damaged", damage.text)
    sport = SPORTS.get(outline.texts.get("sporttype", "").strip().casefold(), "ride")
    is_by_distance = outline.texts.get("durationtype", "").strip().casefold() == "distance"
    reader = _BlockReader(sport, is_by_distance, warnings)
    parts = [part for block in outline.blocks for part in reader.read(block)]
    return Imported(
        workout=finished(Workout(tuple(parts))),
        kind="zwo",
        title=one_line(outline.texts.get("name", "")),
        description=clean(outline.texts.get("description", ""), MAX_DESCRIPTION),
        sport=sport,
        warnings=warnings.all(),
    )


def _outlined(content: bytes) -> tuple[_ZwoOutline, Note | None]:
    """Many programs forget to escape "&", or write Windows' letters: what breaks is read once more with that mended."""
    outline = _ZwoOutline()
    damage = walk(content, outline)
    mended = _mended(content) if damage else content
    if mended == content:
        return outline, damage
    again = _ZwoOutline()
    damage = walk(mended, again)
    return again, damage


def _mended(content: bytes) -> bytes:
    """A file that names its encoding keeps it."""
    mended = _BARE_AND.sub(b"&amp;", content)
    is_named = b"encoding=" in content[:200] and b"utf-8" not in content[:200].lower()
    try:
        mended.decode()
    except UnicodeDecodeError:
        return mended if is_named else decoded(mended).encode()
    return mended


def _refusal(damage: Note | None) -> Unreadable:
    if damage:
        return not_a_workout(damage.text, _place(damage.text))
    return not_a_workout("This XML file holds no workout: <workout_file> is missing.")


def _place(text: str) -> str:
    found = _PLACE.search(text)
    return found[0] if found else ""


class _BlockReader:
    def __init__(self, sport: str, is_by_distance: bool, warnings: Warnings) -> None:  # noqa: FBT001
        self.metric, self.unit = ("power", "percent_ftp") if sport == "ride" else ("pace", "percent_threshold")
        self.is_by_distance = is_by_distance
        self.warnings = warnings
        self.readers: dict[str, Callable[[_Block], list[Step | Repeat]]] = {
            "steadystate": self._steady,
            "solidstate": self._steady,
            "warmup": self._warmup,
            "cooldown": self._cooldown,
            "ramp": self._ramp,
            "freeride": self._free,
            "maxeffort": self._max,
            "intervalst": self._intervals,
            "restday": lambda _block: [],
        }

    def read(self, block: _Block) -> list[Step | Repeat]:
        if block.name in _QUIET:
            return []
        reader = self.readers.get(block.name)
        if reader is None:
            name = one_line(block.spelled, 60)
            self.warnings.add("unknown_element", f"<{name}> is not known and was left out.")
            return []
        if self.metric == "pace" and block.attributes.get("pace", "0") not in {"", "0"}:
            self.warnings.add("reference_pace", "Paces relative to a race pace were taken as shares of threshold pace.")
        parts = reader(block)
        note = note_of("\n".join(_noted(offset, text) for offset, text in block.texts if text.strip()), self.warnings)
        return [with_note(parts[0], note), *parts[1:]] if parts else []

    def _length(self, block: _Block, name: str = "duration") -> Length | None:
        value = block.number(name)
        if self.is_by_distance:
            length = Length("distance", round(value, 3)) if value and 1 <= value <= MAX_DISTANCE_M else None
        else:
            length = whole_seconds(value)
        if length is None:
            spelled = one_line(block.spelled, 60)
            self.warnings.add("no_duration", f"A <{spelled}> without a usable duration was left out.")
        return length

    def _step(self, block: _Block, target: Target | None, intent: Intent = "active") -> list[Step | Repeat]:
        length = self._length(block)
        return [Step(length, target, _cadence(block), intent)] if length else []

    def _target(self, low: float | None, high: float | None, *, is_ramp: bool = False) -> Target | None:
        if low is None or high is None:
            low = high = low if high is None else high
        if low is None or high is None:
            self.warnings.add("no_power", "A step without a target is ridden freely.")
            return None
        if max(low, high) > MOST_TIMES:
            self.warnings.add("percent", "Values over ten times threshold were taken as percent.")
            low, high = low / 100, high / 100
        target = target_of(self.metric, self.unit, low * 100, high * 100, is_ramp=is_ramp)
        if target is None:
            self.warnings.add("out_of_range", f"A target of {low:g} to {high:g} times threshold was left out.")
        return target

    def _zone(self, value: float | None) -> Target | None:
        return target_of(self.metric, "zone", value, value) if value is not None and value == int(value) else None

    def _powers(self, block: _Block, low: str, high: str, single: str, zone: str) -> Target | None:
        least, most, power = block.number(low), block.number(high), block.number(single)
        if least is None and most is None:
            least = most = power
        if least is None and most is None and (zoned := self._zone(block.number(zone))):
            return zoned
        return self._target(least, most)

    def _steady(self, block: _Block) -> list[Step | Repeat]:
        return self._step(block, self._powers(block, "powerlow", "powerhigh", "power", "zone"))

    def _ramped(self, block: _Block, order: Callable[[float, float], tuple[float, float]]) -> Target | None:
        low, high = block.number("powerlow"), block.number("powerhigh")
        if low is None or high is None:
            return self._powers(block, "powerlow", "powerhigh", "power", "zone")
        return self._target(*order(low, high), is_ramp=True)

    def _warmup(self, block: _Block) -> list[Step | Repeat]:
        """Ascends, whichever attribute holds the smaller value."""
        return self._step(block, self._ramped(block, lambda low, high: (min(low, high), max(low, high))), "warmup")

    def _cooldown(self, block: _Block) -> list[Step | Repeat]:
        """Descends, whichever attribute holds the smaller value: most programs write its start as PowerLow."""
        return self._step(block, self._ramped(block, lambda low, high: (max(low, high), min(low, high))), "cooldown")

    def _ramp(self, block: _Block) -> list[Step | Repeat]:
        return self._step(block, self._ramped(block, lambda low, high: (low, high)))

    def _free(self, block: _Block) -> list[Step | Repeat]:
        return self._step(block, None)

    def _max(self, block: _Block) -> list[Step | Repeat]:
        return self._step(block, Target("power", "max"))

    def _intervals(self, block: _Block) -> list[Step | Repeat]:
        count = block.number("repeat")
        if count is None or not 1 <= count <= MAX_COUNT:
            self.warnings.add("no_count", "Intervals without a usable number of repeats were taken once.")
            count = 1
        parts = [part for part in (self._half(block, "on", "active"), self._half(block, "off", "recovery")) if part]
        if not parts:
            return []
        return list(parts) if int(count) == 1 else [Repeat(int(count), tuple(parts))]

    def _half(self, block: _Block, half: str, intent: Intent) -> Step | None:
        if half == "off" and not block.number("offduration"):
            return None
        length = self._length(block, f"{half}duration")
        low, high, single, zone = f"power{half}low", f"power{half}high", f"{half}power", f"power{half}zone"
        target = self._powers(block, low, high, single, zone)
        resting = cadence_of(block.number("cadenceresting"))
        cadence = _cadence(block) if half == "on" else resting
        return Step(length, target, cadence, intent) if length else None


def _cadence(block: _Block) -> Cadence | None:
    low, high = block.number("cadencelow"), block.number("cadencehigh")
    if low is None and high is None:
        low = high = block.number("cadence")
    return cadence_of(low, high)


def _noted(offset_s: float, text: str) -> str:
    """With its place in the step, as minutes and seconds."""
    words = one_line(text, 500)
    minutes, seconds = divmod(max(round(min(offset_s, 86_400.0)), 0), 60)
    return f"{minutes}:{seconds:02d} {words}" if offset_s >= 0.5 else words
