"""One line that is a step, and the note behind it."""

import re
from dataclasses import dataclass, replace

from training.workouts.language.faults import Misread
from training.workouts.language.tokens import (
    INTENT_WORDS,
    LENGTHS,
    TARGETS,
    TOKEN,
    main_metric,
    read_cadence,
    read_length,
    read_target,
)
from training.workouts.structure import Cadence, Intent, Length, Step, Target
from training.workouts.structure_json import CONTROL, MAX_NOTE

SPACES = re.compile(r"[\s@]*")
FIRST_OF_NOTE = re.compile(r"""[^\s\d"'(%<>=+*/.,:;@–-]""")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UNESCAPED = {"n": "\n", "t": "\t"}
_MINUTES = re.compile(r"\d+m", re.IGNORECASE)
LEAST_METRES = 25  # in water, so many "minutes" and whole multiples of them are meant as metres


@dataclass(slots=True)
class Draft:
    """A step while its line is read."""

    length: Length | None = None
    length_text: str = ""
    target: Target | None = None
    cadence: Cadence | None = None
    intent: Intent | None = None
    is_ramp: bool = False
    is_free: bool = False
    note: str = ""


def read_step(text: str, at: int, sport: str, implied: Intent) -> Step:
    """The step from this place of its line on."""
    draft = Draft()
    lead, start = _leading_note(text, at)
    end = _read_words(draft, text, start, main_metric(sport))
    draft.note = " ".join(part for part in (lead, read_note(text, end, draft)) if part)
    if draft.length is None:
        raise Misread(start, "missing_length", "A step starts with its length, such as 5m, 400mtr or lap.", ("length",))
    _check_swim(draft, start, sport)
    return Step(draft.length, _ramped(draft, at), draft.cadence, draft.intent or implied, draft.note)


def _leading_note(text: str, at: int) -> tuple[str, int]:
    """Words before the length are a note too, as people write "- Easy 10m 50%"."""
    if TOKEN.match(text, at) or not FIRST_OF_NOTE.match(text, at):
        return "", at
    place = at
    while (place := text.find(" ", place) + 1) > 0:
        found = TOKEN.match(text, place)
        if found and found.lastgroup in LENGTHS:
            return " ".join(text[at:place].split()), place
    return "", at


def _read_words(draft: Draft, text: str, at: int, metric: str) -> int:
    """Everything up to the note; answers where that begins."""
    while found := TOKEN.match(text, at):
        kind = found.lastgroup or ""
        if kind == "quote" or (kind == "word" and not _take_word(draft, found[0].lower(), at)):
            break
        if kind in LENGTHS:
            _take_length(draft, read_length(found, at), at)
            draft.length_text = found[0]
        elif kind == "plain" and found["unit"].lower() in {"rpm", "spm"}:
            _take_cadence(draft, read_cadence(found, at), at)
        elif kind == "plain" or kind in TARGETS:
            _take_target(draft, read_target(found, at, metric), at)
        at = _after_spaces(text, found.end())
    return at


def _after_spaces(text: str, at: int) -> int:
    found = SPACES.match(text, at)
    return found.end() if found else at


def _take_word(draft: Draft, word: str, at: int) -> bool:
    """False where the word belongs to a note."""
    word = word.replace("-", "")
    if word in INTENT_WORDS:
        if draft.length or draft.intent:
            return False
        draft.intent = INTENT_WORDS[word]
    elif word in {"lap", "open"}:
        if draft.length:
            return False
        draft.length = Length("lap" if word == "lap" else "open")
    elif word == "ramp":
        draft.is_ramp = True
    elif word == "max":
        _take_target(draft, Target("power", "max"), at)
    elif draft.target:
        return False
    else:
        draft.is_free = True
    return True


def _take_length(draft: Draft, length: Length, at: int) -> None:
    if draft.length and draft.length.kind in {"lap", "open"} and length.kind == "time" and not draft.length.value:
        draft.length = Length(draft.length.kind, length.value)
    elif draft.length:
        raise Misread(at, "second_length", "The step has a length already; a note that says one stands in quotes.")
    else:
        draft.length = length


def _take_target(draft: Draft, target: Target, at: int) -> None:
    if draft.target or draft.is_free:
        raise Misread(at, "second_target", "The step has a target already.", ("cadence", "note"))
    draft.target = target


def _take_cadence(draft: Draft, cadence: Cadence, at: int) -> None:
    if draft.cadence:
        raise Misread(at, "second_cadence", "The step has a cadence already.", ("target", "note"))
    draft.cadence = cadence


def _ramped(draft: Draft, at: int) -> Target | None:
    target = draft.target
    if draft.is_ramp:
        if target is None or target.unit == "max" or target.low == target.high:
            raise Misread(at, "ramp_needs_range", "A ramp needs where it starts and ends, such as 50-75%.", ("target",))
        return replace(target, is_ramp=True)
    if target and target.low > target.high:
        return replace(target, low=target.high, high=target.low)
    return target


def _check_swim(draft: Draft, at: int, sport: str) -> None:
    """Written out, as in 25min, they are minutes even in water."""
    if sport == "swim" and draft.length and _MINUTES.fullmatch(draft.length_text) and is_pool_like(draft.length):
        raise Misread(at, "minutes_in_swim", '"m" is minutes. For metres write mtr, as in 100mtr.', ("length",))


def is_pool_like(length: Length) -> bool:
    """So many minutes that metres must be meant."""
    minutes = length.value / 60
    return length.kind == "time" and minutes >= LEAST_METRES and minutes % LEAST_METRES == 0


def read_note(text: str, at: int, draft: Draft | None = None) -> str:
    """The rest of a line: in quotes, or words of which the first is no number."""
    rest = text[at:].rstrip()
    if not rest:
        return ""
    if rest[0] == '"':
        return _quoted(text, at)
    if not FIRST_OF_NOTE.match(rest):
        raise Misread(at, "unknown_word", f'"{rest.split()[0][:40]}" cannot be read here.', _expected(draft))
    _check_strays(text, at, draft)
    return _fit_note(" ".join(rest.split()), at)


def _quoted(text: str, at: int) -> str:
    found = TOKEN.match(text, at)
    if not found or found.lastgroup != "quote":
        raise Misread(at, "open_quote", "The note's closing quotation mark is missing.", ("note",))
    if text[found.end() :].strip():
        raise Misread(_after_spaces(text, found.end()), "after_note", "Nothing can stand behind a note in quotes.")
    note = _ESCAPED.sub(lambda sign: _UNESCAPED.get(sign[1], sign[1]), found["inner"])
    return _fit_note(note.strip(), at)


def _fit_note(note: str, at: int) -> str:
    if len(note) > MAX_NOTE:
        raise Misread(at, "long_note", f"A note has at most {MAX_NOTE:,} characters.", ("note",))
    if CONTROL.search(note):
        raise Misread(at, "not_printable", "The note holds a sign that cannot be shown.", ("note",))
    return note


def _expected(draft: Draft | None) -> tuple[str, ...]:
    if draft is None:
        return ("note",)
    missing = [("length", draft.length), ("target", draft.target), ("cadence", draft.cadence)]
    return (*(name for name, value in missing if value is None), "note")


def _check_strays(text: str, at: int, draft: Draft | None) -> None:
    """A target or a cadence lost in the words behind a step is a mistake, not a note."""
    if draft is None:
        return
    place = at
    while (place := text.find(" ", place) + 1) > 0:
        found = TOKEN.match(text, place)
        kind = found.lastgroup if found else None
        is_cadence = kind == "plain" and (found["unit"] or "").lower() in {"rpm", "spm"} if found else False
        is_target = not is_cadence and (kind == "plain" or kind in TARGETS)
        if (is_cadence and draft.cadence is None) or (is_target and draft.target is None and not draft.is_free):
            why = "This stands before the note; a note that says it stands in quotes."
            raise Misread(place, "stray_target", why, ("note",))
