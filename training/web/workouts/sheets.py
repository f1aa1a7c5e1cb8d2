"""A structure as a page shows it: its profile, its steps with the athlete's own targets, and what they add up to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.web.visitor import Visitor
from training import units as written
from training.people_days import today_of
from training.pictures.profiles import Bar, profile_svg, zone_of
from training.science import zones
from training.science.session import Thresholds
from training.structures import structure_of
from training.thresholds import ThresholdBook
from training.web.workouts.execution import Round
from training.web.workouts.targets import INTENTS, MISSING, aim_text, cadence_text, length_text
from training.workouts.language.tokens import main_metric
from training.workouts.language.writing import written_target
from training.workouts.planning import plan_steps
from training.workouts.resolving import Resolved, resolve
from training.workouts.structure import Repeat, Step, Workout

UNKNOWN_S = 300.0
"""How wide a step is drawn of which nobody knows how long it takes."""
Path = tuple[int, ...]
NONE_DONE: Mapping[Path, Sequence[Round]] = {}
_EDGES = {"heart_rate": zones.FRIEL_RIDE, "power": zones.COGGAN_POWER, "rpe": zones.COGGAN_POWER}


@dataclass(frozen=True, slots=True)
class Line:
    """A step or a repeat as it stands on the page."""

    length: str = ""
    target: str = ""
    own: str = ""
    cadence: str = ""
    note: str = ""
    section: str = ""
    intent: str | Promise = ""
    missing: str | Promise = ""
    zone: int = 0
    count: int = 0
    lines: "list[Line]" = field(default_factory=list)
    path: Path = ()
    rounds: Sequence[Round] = ()

    @property
    def remarks(self) -> list[str]:
        """What is to be said of its rounds."""
        said = [(one.number, reason) for one in self.rounds for reason in one.reasons]
        if len(self.rounds) < 2:
            return [reason for _number, reason in said]
        return [_("Round %(number)s: %(reason)s") % {"number": number, "reason": reason} for number, reason in said]


@dataclass(frozen=True, slots=True)
class Sheet:
    lines: list[Line]
    profile: str
    figures: dict[str, float | None]
    zones: tuple[int, ...] = ()
    missing: list[str | Promise] = field(default_factory=list)
    steps: int = 0


def sheet_of(
    structure: Workout | None, thresholds: Thresholds, sport: str, units: str, *,
    rounds: Mapping[Path, Sequence[Round]] = NONE_DONE,
) -> Sheet | None:  # fmt: skip
    """`rounds` are what was done of each step."""
    if structure is None or not structure.steps:
        return None
    steps = resolve(structure, thresholds, sport)
    planned = plan_steps(steps, thresholds, sport)
    by_path = {step.path: step for step in steps}
    reasons = dict.fromkeys(MISSING[step.reason] for step in steps if step.reason in MISSING)
    return Sheet(
        lines=_lines(structure.steps, (), _Reader(by_path, rounds, units, sport)),
        profile=profile_svg(_bars(steps, units, sport, rounds=rounds), label=_label(planned.duration_s, len(steps))),
        figures={
            "duration_s": planned.duration_s, "distance_m": planned.distance_m, "load": planned.load,
            "intensity": planned.intensity, "work_j": planned.work_j, "power_w": planned.normalized_power_w,
        },
        zones=max(planned.seconds_in_zones.values(), key=sum, default=()),
        missing=list(reasons),
        steps=len(steps),
    )  # fmt: skip


def profile_of(document: Mapping[str, Any] | None, sport: str, thresholds: Thresholds | None = None) -> str:
    """The silhouette alone, for rows and tiles. Shares of the threshold need no threshold."""
    structure = structure_of(document)
    if structure is None:
        return ""
    steps = resolve(structure, thresholds or Thresholds(), sport)
    return profile_svg(_bars(steps, "", sport, has_words=False), label=_label(None, len(steps)))


def _label(duration_s: float | None, steps: int) -> str:
    counted = ngettext("Profile of %(n)d step", "Profile of %(n)d steps", steps) % {"n": steps}
    return f"{counted}, {written.clock(duration_s)}" if duration_s else counted


def _bars(
    steps: Sequence[Resolved], units: str, sport: str, *, has_words: bool = True,
    rounds: Mapping[Path, Sequence[Round]] = NONE_DONE,
) -> list[Bar]:  # fmt: skip
    turns: Counter[Path] = Counter()
    bars = []
    for step in steps:
        done = rounds.get(step.path, ())
        turn = turns[step.path]
        turns[step.path] += 1
        bars.append(
            Bar(
                seconds=step.duration_s or UNKNOWN_S,
                low=_HARDEST if step.is_max else step.shares and step.shares[0],
                high=_HARDEST if step.is_max else step.shares and step.shares[1],
                edges=_edges(step, sport),
                is_ramp=step.is_ramp,
                words=_words(step, units, sport) if has_words else "",
                done=_share_done(step, done[turn].actual) if turn < len(done) else None,
            )
        )
    return bars


def _share_done(step: Resolved, actual: float | None) -> float | None:
    """As much of the threshold as the target would have been."""
    if actual is None or step.aim is None or step.share is None or not step.aim.middle:
        return None
    return actual / step.aim.middle * step.share


_HARDEST = 1.8


def _words(step: Resolved, units: str, sport: str) -> str:
    return " · ".join(part for part in (length_text(step.length, units, sport), aim_text(step, units, sport)) if part)


def _edges(step: Resolved, sport: str) -> tuple[float, ...]:
    table: tuple[float, ...] = _EDGES.get(step.metric or "", zones.COGGAN_POWER)
    if step.metric == "pace":
        table = zones.SWIM_PACE if sport == "swim" else zones.RUN_PACE
    elif step.metric == "heart_rate" and sport in {"run", "walk"}:
        table = zones.FRIEL_RUN
    return zones.edges(table, 1.0)


@dataclass(frozen=True, slots=True)
class _Reader:
    steps: Mapping[Path, Resolved]
    rounds: Mapping[Path, Sequence[Round]]
    units: str
    sport: str


def _lines(parts: Sequence[Step | Repeat], path: Path, reader: _Reader) -> list[Line]:
    return [
        _repeat(part, (*path, index), reader) if isinstance(part, Repeat) else _step(part, (*path, index), reader)
        for index, part in enumerate(parts)
    ]


def _repeat(part: Repeat, path: Path, reader: _Reader) -> Line:
    inner = _lines(part.steps, path, reader)
    return Line(count=part.count, note=part.note, section=part.section, lines=inner, path=path)


def _step(part: Step, path: Path, reader: _Reader) -> Line:
    step, sport = reader.steps[path], reader.sport
    return Line(
        length=length_text(step.length, reader.units, sport),
        target=written_target(part.target, main_metric(sport)) if part.target and not step.is_max else "",
        own=aim_text(step, reader.units, sport),
        cadence=cadence_text(step, sport),
        note=part.note,
        section=part.section,
        intent=INTENTS.get(part.intent, ""),
        missing=MISSING.get(step.reason, "") if step.reason != "no_speed" else "",
        zone=7 if step.is_max else min(zone_of(step.share, _edges(step, sport)), 7),
        path=path,
        rounds=reader.rounds.get(path, ()),
    )


def sheet_of_row(row: Any, visitor: Visitor) -> Sheet | None:
    """Of a row of nobody's calendar: with the targets of whoever looks at it."""
    thresholds = thresholds_of_visitor(visitor, row.sport)
    return sheet_of(structure_of(row.structure), thresholds, row.sport, visitor.person.units)


def thresholds_of_visitor(visitor: Visitor, sport: str) -> Thresholds:
    if not visitor.is_athlete:
        return Thresholds()
    athlete_id = visitor.athlete.pk
    return ThresholdBook(athlete_id).at(sport, today_of(athlete_id, timezone.now())).values
