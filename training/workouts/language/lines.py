"""One line that is a step, and the note behind it."""

import re
from dataclasses import dataclass, field, replace

from training.workouts.language.faults import Misread
from training.workouts.language.tokens import (
    INTENT_WORDS,
    LENGTHS,
    TARGETS,
    TOKEN,
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
FILLERS = frozenset({"at", "on", "@", "ramp", "with", "of"})
LEAST_METRES_RUN_S = 100 * 60.0  # whole multiples of a hundred minutes, likewise on foot
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
    words: list[str] = field(default_factory=list)  # of a note that stands before the target
    note: str = ""


def read_step(text: str, at: int, sport: str, implied: Intent) -> Step:
    """The step from this place of its line on."""
    draft = Draft()
    lead, start = _leading_note(text, at)
    end = _read_words(draft, text, start, sport)
    note = " ".join(part for part in (lead, *draft.words, read_note(text, end, draft)) if part)
    draft.note = _fit_note(note, at)
    if draft.length is None:
        raise Misread(start, "missing_length", "A step starts with its length, such as 5m, 400mtr or lap.", ("length",))
    _check_metres(draft, start, sport)
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


def _read_words(draft: Draft, text: str, at: int, sport: str) -> int:
    """Everything up to the note; answers where that begins."""
    while True:
        found = TOKEN.match(text, at)
        if found is None or not _take(draft, found, at, sport):
            later = _later(draft, text, at)
            if later is None:
                return at
            _keep_words(draft, text[at:later])
            at = later
        else:
            at = _after_spaces(text, found.end())


def _take(draft: Draft, found: "re.Match[str]", at: int, sport: str) -> bool:
    """False where it belongs to the note."""
    kind = found.lastgroup or ""
    if kind == "quote":
        return False
    if kind == "word":
        return _take_word(draft, found[0].lower(), at)
    if kind in LENGTHS:
        _take_length(draft, read_length(found, at), at)
        draft.length_text = found[0]
    elif _is_cadence(found):
        _take_cadence(draft, read_cadence(found, at), at)
    else:
        _take_target(draft, read_target(found, at, sport), at)
    return True


def _is_cadence(found: "re.Match[str]") -> bool:
    return found.lastgroup == "plain" and found["unit"].lower() in {"rpm", "spm"}


def _later(draft: Draft, text: str, at: int) -> int | None:
    """Where a target or cadence stands behind words, as in "20m sweet spot 88-94%"."""
    if draft.length is None or not FIRST_OF_NOTE.match(text, at):
        return None
    place = at
    while (place := text.find(" ", place) + 1) > 0:
        found = TOKEN.match(text, place)
        if found is None or found.lastgroup not in TARGETS | {"plain"}:
            continue
        if draft.cadence is None if _is_cadence(found) else draft.target is None and not draft.is_free:
            return place
    return None


def _keep_words(draft: Draft, text: str) -> None:
    words = text.split()
    draft.is_ramp = draft.is_ramp or "ramp" in map(str.lower, words)
    kept = [word for word in words if word.lower() not in FILLERS]
    draft.words += [" ".join(kept)] if kept else []


def _after_spaces(text: str, at: int) -> int:
    found = SPACES.match(text, at)
    return found.end() if found else at


def _take_word(draft: Draft, word: str, at: int) -> bool:
    """False where the word belongs to a note."""
    word = word.replace("-", "")
    if word.startswith("intensity="):
        draft.intent = INTENT_WORDS[word.removeprefix("intensity=")]
    elif word in INTENT_WORDS:
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


def _check_metres(draft: Draft, at: int, sport: str) -> None:
    """Written out, as in 25min, they are minutes even in water."""
    if draft.length is None or not _MINUTES.fullmatch(draft.length_text):
        return
    if sport == "swim" and is_pool_like(draft.length):
        raise Misread(at, "minutes_in_swim", '"m" is minutes. For metres write mtr, as in 100mtr.', ("length",))
    if sport == "run" and draft.length.value % LEAST_METRES_RUN_S == 0:
        raise Misread(at, "minutes_in_run", '"m" is minutes. Write 400mtr for metres, or 100min.', ("length",))


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
