"""XML in one pass without a tree: elements are handed on as they close, entities and DTDs are refused.

Like defusedxml it forbids them at the parser itself; unlike its tree builder nothing is kept per element, which a
track of a million points would feel. Inside a point values go straight into their columns.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import TypeVar
from xml.parsers import expat

from training.formats.letters import without_forbidden
from training.formats.points import Points, Sinks, check_names
from training.formats.recording import Note, Unreadable

Attributes = dict[str, str]
STEP_BYTES = 1024 * 1024
MAX_DEPTH = 100


class Outline(ABC):
    """What a reader of one XML format does with the elements it meets. Names come without their prefix."""

    point = ""  # the element whose inside is numbers only

    @abstractmethod
    def opened(self, name: str, attributes: Attributes) -> None: ...

    @abstractmethod
    def closed(self, name: str, text: str) -> None: ...

    @abstractmethod
    def points(self, attributes: Attributes) -> Points | None:
        """Where a point that opens here belongs; None if nowhere."""


Kind = TypeVar("Kind", bound=Outline)


def walk(content: bytes, outline: Outline) -> Note | None:
    """Hand all elements to the outline; answers what is broken, after everything before it has been handed on."""
    parser = _parser()
    point = _attach(parser, outline)
    try:
        _feed(parser, content, point)
    except expat.ExpatError as error:
        where = f"line {error.lineno}, column {error.offset}"
        return Note("damaged", f"The file breaks off at {where}: {expat.ErrorString(error.code)}.")
    except (LookupError, ValueError) as error:  # an encoding Python does not know, or one expat cannot use
        return Note("damaged", f"The file is written in an encoding that cannot be read: {error}.")
    return None


def walk_mended(content: bytes, make: Callable[[], Kind]) -> tuple[Kind, Note | None, tuple[Note, ...]]:
    """The outline, what stays broken, and all notes. What breaks off at a letter XML does not allow is read once more
    without such letters."""
    outline = make()
    damage = walk(content, outline)
    mended = content if damage is None else without_forbidden(content)
    if damage is None or mended == content:
        return outline, damage, (damage,) if damage else ()
    outline = make()
    rest = walk(mended, outline)
    told = Note("mended", f"Letters that this kind of file must not hold were replaced. {damage.text}")
    return outline, rest, (told, rest) if rest else (told,)


def _feed(parser: expat.XMLParserType, content: bytes, point: Callable[[], int | None]) -> None:
    """In large steps: inside a point nothing is counted, so one that goes on for a whole step is stopped."""
    before = None
    for step in _steps(content):
        parser.Parse(step, False)  # noqa: FBT003 -- expat knows no keywords
        now = point()
        if now is not None and now == before:
            raise _too_deep()
        before = now
    parser.Parse(b"", True)  # noqa: FBT003


def _steps(content: bytes) -> Iterator[bytes]:
    """Each ends behind an element's mark: the parser hands on what it has of a text at the end of a step, and half a
    number is another number."""
    start = 0
    while start < len(content):
        end = start + STEP_BYTES
        mark = content.rfind(b">", start, end) if end < len(content) else -1
        end = mark + 1 if mark >= 0 else end
        yield content[start:end]
        start = end


def _too_deep() -> Unreadable:
    return Unreadable("damaged", "The file's elements lie in each other without end.")


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 65536
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.UnparsedEntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    return parser


def _attach(parser: expat.XMLParserType, outline: Outline) -> Callable[[], int | None]:
    """Two pairs of handlers: one for a file's outline, a short one for the inside of points.

    Answers with a function that tells the number of the point the parser stands in.
    """
    pieces: list[str] = []
    local = _LocalNames()
    sinks: Sinks = Sinks({})
    number = depth = 0
    point_name = ""

    def opened(name: str, attributes: Attributes) -> None:
        nonlocal sinks, number, point_name, depth
        pieces.clear()
        if local[name] == outline.point and (points := outline.points(attributes)):
            sinks, number, point_name = points.sinks, points.index, name
            parser.StartElementHandler = None
            parser.EndElementHandler = closed_in_point
        else:
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_deep()
            outline.opened(local[name], attributes)

    def closed_in_point(name: str) -> None:
        if sink := sinks[name]:
            parse, keep, place = sink
            try:
                keep(parse(pieces[-1]))
                place(number)
            except (ValueError, IndexError, OverflowError):
                pass  # not a number: its column has a gap there
        elif name == point_name:
            parser.StartElementHandler = opened
            parser.EndElementHandler = closed
        pieces.clear()

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        text = "".join(pieces)
        pieces.clear()
        outline.closed(local[name], text)

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = pieces.append
    return lambda: None if parser.StartElementHandler else number


class _LocalNames(dict[str, str]):
    """Names without their namespace prefix, each cut once."""

    def __missing__(self, name: str) -> str:
        check_names(self)
        self[name] = name.rpartition(":")[2]
        return self[name]


def _refuse(*_declared: object) -> int:
    raise Unreadable("entities", "The file declares a document type or entities, which training files never need.")
