"""Track points column by column while an XML file streams by."""

from array import array
from collections.abc import Callable, Mapping, Sized
from datetime import UTC, datetime

import numpy as np

from training.formats.recording import LATEST_S, Array, Unreadable

MAX_POINTS = 2_000_000
MAX_NAMES = 5_000  # of elements; real files have some fifty
# how to read a value, where to keep it and where to keep the point's number
Sink = tuple[Callable[[str], float], Callable[[float], None], Callable[[int], None]]


class Column:
    """Values of one channel with the points they belong to."""

    __slots__ = ("at", "values")

    def __init__(self) -> None:
        self.at: array[int] = array("q")
        self.values: array[float] = array("d")

    def sink(self, parse: Callable[[str], float]) -> Sink:
        return parse, self.values.append, self.at.append

    def over(self, count: int) -> Array:
        """One value a point, NaN where none was given or the number is not finite; the last one given counts."""
        full = np.full(count, np.nan)
        if len(self.at):
            full[np.frombuffer(self.at, dtype=np.int64)] = np.frombuffer(self.values, dtype=np.float64)
        full[~np.isfinite(full)] = np.nan
        return full


def check_names(names: Sized) -> None:
    """Parsers remember every name they meet, so a file that makes up new ones all the time is stopped."""
    if len(names) >= MAX_NAMES:
        raise Unreadable("damaged", f"The file uses more than {MAX_NAMES:,} different elements.")


class Sinks(dict[str, Sink | None]):
    """By the element's name as written, prefix included; None for elements without a channel."""

    def __init__(self, known: Mapping[str, Sink]) -> None:
        super().__init__()
        self.known = known

    def __missing__(self, name: str) -> Sink | None:
        check_names(self)
        self[name] = self.known.get(name.rpartition(":")[2])
        return self[name]


class Points:
    """The points of one session: which element feeds which channel, and what came of it."""

    def __init__(self, elements: Mapping[str, str], time: str) -> None:
        self.time = Column()
        self.channels = {channel: Column() for channel in dict.fromkeys(elements.values())}
        known = {element: self.channels[channel].sink(float) for element, channel in elements.items()}
        self.sinks = Sinks(known | {time: self.time.sink(unix_seconds)})
        self.index = -1
        self.segments: array[float] = array("d")

    def __len__(self) -> int:
        return self.index + 1

    def add(self, segment: int) -> None:
        self.index += 1
        self.segments.append(segment)
        if self.index >= MAX_POINTS:
            raise Unreadable("too_large", f"The session has more than {MAX_POINTS:,} points.")

    def place(self, channel: str, text: str) -> None:
        """A value that stands in the point's own attributes."""
        try:
            self.channels[channel].values.append(float(text))
        except ValueError:
            return
        self.channels[channel].at.append(self.index)

    def columns(self, is_kept: "np.typing.NDArray[np.bool_]") -> dict[str, Array]:
        """Every channel with at least one value, over the kept points."""
        filled = {name: column.over(len(self))[is_kept] for name, column in self.channels.items() if len(column.at)}
        return {name: values for name, values in filled.items() if not np.isnan(values).all()}

    def segment_numbers(self) -> Array:
        return np.array(self.segments, dtype=np.float64)


def unix_seconds(text: str) -> float:
    """An ISO time in unix seconds, in UTC where it names no zone. Raises ValueError for anything else.

    Devices that never knew the date write the year 1 or another that no session was in.
    """
    moment = datetime.fromisoformat(text.strip())
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    if not 0 <= seconds < LATEST_S:
        raise ValueError("no time of a session")
    return seconds


def told_seconds(text: str) -> float | None:
    """As unix_seconds, None for anything else."""
    try:
        return unix_seconds(text)
    except (ValueError, OverflowError):
        return None
