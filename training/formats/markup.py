"""XML in one pass without a tree: elements are handed on as they close, entities and DTDs are refused.

Like defusedxml it forbids them at the parser itself; unlike its tree builder nothing is kept per element, which a
track of a million points would feel. Inside a point values go straight into their columns.
"""

from abc import ABC, abstractmethod
from xml.parsers import expat

from training.formats.points import Points, Sinks, check_names
from training.formats.recording import Note, Unreadable

Attributes = dict[str, str]


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


def walk(content: bytes, outline: Outline) -> Note | None:
    """Hand all elements to the outline; answers what is broken, after everything before it has been handed on."""
    parser = _parser(outline)
    try:
        parser.Parse(content, True)  # noqa: FBT003 -- expat knows no keywords
    except expat.ExpatError as error:
        where = f"line {error.lineno}, column {error.offset}"
        return Note("damaged", f"The file breaks off at {where}: {expat.ErrorString(error.code)}.")
    except (LookupError, ValueError) as error:  # an encoding Python does not know, or one expat cannot use
        return Note("damaged", f"The file is written in an encoding that cannot be read: {error}.")
    return None


def _parser(outline: Outline) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 65536
    _attach(parser, outline)
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.UnparsedEntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    return parser


def _attach(parser: expat.XMLParserType, outline: Outline) -> None:
    """Two pairs of handlers: one for a file's outline, a short one for the inside of points."""
    pieces: list[str] = []
    local = _LocalNames()
    sinks: Sinks = Sinks({})
    number = 0
    point_name = ""

    def opened(name: str, attributes: Attributes) -> None:
        nonlocal sinks, number, point_name
        pieces.clear()
        if local[name] == outline.point and (points := outline.points(attributes)):
            sinks, number, point_name = points.sinks, points.index, name
            parser.StartElementHandler = None
            parser.EndElementHandler = closed_in_point
        else:
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
        text = "".join(pieces)
        pieces.clear()
        outline.closed(local[name], text)

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = pieces.append


class _LocalNames(dict[str, str]):
    """Names without their namespace prefix, each cut once."""

    def __missing__(self, name: str) -> str:
        check_names(self)
        self[name] = name.rpartition(":")[2]
        return self[name]


def _refuse(*_declared: object) -> int:
    raise Unreadable("entities", "The file declares a document type or entities, which training files never need.")
