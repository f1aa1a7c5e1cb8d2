"""From a workout to its one canonical text."""

from training.workouts.language.headings import implied_intent
from training.workouts.language.lines import FIRST_OF_NOTE, is_pool_like
from training.workouts.language.tokens import TOKEN, main_metric
from training.workouts.structure import SHOWN_M, Cadence, Intent, Length, Repeat, Step, Target, Workout

INDENT = "  "
_SUFFIXES = {"percent_ftp": "FTP", "percent_lthr": "LTHR", "percent_max": "HRmax", "percent_threshold": "pace"}
_METRIC_OF = {"percent_ftp": "power", "percent_threshold": ""}  # a pace always says so
_ZONE_WORDS = {"power": "power", "heart_rate": "HR", "pace": "pace"}


def write(workout: Workout, sport: str = "ride") -> str:
    """One line per step; reads back as the same workout."""
    lines: list[str] = []
    implied: Intent = "active"
    after_repeat = False
    for part in workout.steps:
        is_repeat = isinstance(part, Repeat)
        if part.section or is_repeat or after_repeat or _ends_section(part, implied):
            lines += [""] if lines else []
            implied = "active"
        if part.section:
            lines.append(part.section)
            implied = implied_intent(part.section)
        if isinstance(part, Repeat):
            _write_repeat(part, lines, 0, sport)
            implied = "active"
        else:
            lines.append(written_step(part, implied, sport))
        after_repeat = is_repeat
    return "\n".join(lines) + ("\n" if lines else "")


def _ends_section(part: Step | Repeat, implied: Intent) -> bool:
    return isinstance(part, Step) and implied not in {"active", part.intent}


def _write_repeat(repeat: Repeat, lines: list[str], depth: int, sport: str) -> None:
    note = f" {_note(repeat.note)}" if repeat.note else ""
    lines.append(f"{INDENT * depth}{repeat.count}x{note}")
    for part in repeat.steps:
        if isinstance(part, Repeat):
            _write_repeat(part, lines, depth + 1, sport)
        else:
            lines.append(INDENT * depth + written_step(part, "active", sport))


def written_step(step: Step, implied: Intent = "active", sport: str = "ride") -> str:
    words = ["-"]
    if step.intent != implied:
        words.append(step.intent)
    if step.target and step.target.is_ramp:
        words.append("ramp")
    words.append(_length(step.length, sport))
    if step.target:
        words.append(written_target(step.target, main_metric(sport)))
    if step.cadence:
        words.append(_cadence(step.cadence))
    if step.note:
        words.append(_note(step.note))
    return " ".join(words)


def _length(length: Length, sport: str) -> str:
    if length.kind == "time":
        minutes = f"{length.value / 60:.0f}min" if sport == "swim" and is_pool_like(length) else ""
        return minutes or written_time(length.value)
    if length.kind == "distance":
        metres = length.value
        return f"{plain(metres / 1000)}km" if metres >= 1000 and metres % 100 == 0 else f"{plain(metres)}mtr"
    return f"{length.kind} {written_time(length.value)}" if length.value else length.kind


def written_time(seconds: float) -> str:
    hours, rest = divmod(round(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    parts = [f"{hours}h" if hours else "", f"{minutes}m" if minutes else "", f"{rest}s" if rest else ""]
    return "".join(parts) or "0s"


def plain(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")


def written_target(target: Target, metric: str = "power") -> str:
    if target.unit == "max":
        return "max"
    if target.unit == "mps":
        return _pace(target)
    if target.unit == "zone":
        word = "" if target.metric == metric else f" {_ZONE_WORDS[target.metric]}"
        return f"Z{_span(target, '-Z')}{word}"
    span = _span(target, "-")
    if target.unit == "rpe":
        return f"RPE {span}"
    if target.unit in {"watts", "bpm"}:
        return span + ("w" if target.unit == "watts" else "bpm")
    is_main = _METRIC_OF.get(target.unit) == metric
    return f"{span}%" if is_main else f"{span}% {_SUFFIXES[target.unit]}"


def _span(target: Target, dash: str) -> str:
    if target.low == target.high and not target.is_ramp:
        return plain(target.low)
    return plain(target.low) + dash + plain(target.high)


def _pace(target: Target) -> str:
    """The quicker pace first, as people say it; a ramp in its own order."""
    first, last = (target.low, target.high) if target.is_ramp else (target.high, target.low)
    span = written_pace(first, target.shown)
    if first != last or target.is_ramp:
        span += "-" + written_pace(last, target.shown)
    return f"{span}/{target.shown} pace"


def written_pace(speed_mps: float, shown: str) -> str:
    tenths = round(SHOWN_M[shown] / speed_mps * 10)
    minutes, rest = divmod(tenths, 600)
    return f"{minutes}:{rest // 10:02d}" + (f".{rest % 10}" if rest % 10 else "")


def _cadence(cadence: Cadence) -> str:
    high = "" if cadence.low == cadence.high else f"-{plain(cadence.high)}"
    return f"{plain(cadence.low)}{high}rpm"


def _note(note: str) -> str:
    """As it is where it reads back as it is, else in quotes."""
    if note == " ".join(note.split()) and FIRST_OF_NOTE.match(note) and not _has_words(note):
        return note
    inner = note.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{inner}"'


def _has_words(note: str) -> bool:
    """Whether a word of the language stands in a note, where it might be taken for one."""
    return any(TOKEN.match(note, at) for at in range(len(note)) if at == 0 or note[at - 1] == " ")
