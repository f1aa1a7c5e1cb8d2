"""Thresholds as pages show them: per sport and kind, in the reader's units, newest first."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AthleteProfile, Threshold, ThresholdKind, ThresholdSport
from accounts.web import measures
from accounts.web.subjects import Subject

ALL = "all"
K, S = ThresholdKind, ThresholdSport
KINDS: dict[str, tuple[ThresholdKind, ...]] = {
    S.RIDE: (K.FTP_W, K.LTHR_BPM, K.CP_W, K.W_PRIME_J, K.MAX_HR_BPM),
    S.RUN: (K.THRESHOLD_PACE_MPS, K.LTHR_BPM, K.FTP_W, K.CP_W, K.W_PRIME_J, K.MAX_HR_BPM),
    S.SWIM: (K.CSS_MPS, K.LTHR_BPM, K.MAX_HR_BPM),
    S.OTHER: (K.LTHR_BPM, K.FTP_W, K.MAX_HR_BPM),
    ALL: (K.WEIGHT_KG, K.MAX_HR_BPM, K.REST_HR_BPM, K.LTHR_BPM),
}
USUAL = 2
FIRST: dict[str, ThresholdKind] = {S.RIDE: K.FTP_W, S.RUN: K.THRESHOLD_PACE_MPS, S.SWIM: K.CSS_MPS}


@dataclass(frozen=True, slots=True)
class Entry:
    row: Threshold
    text: str
    unit: measures.Text


@dataclass(frozen=True, slots=True)
class Value:
    """One kind for one sport: what holds today, what comes, what was."""

    sport: str
    sport_name: measures.Text
    kind: ThresholdKind
    label: measures.Text
    unit: measures.Text
    entries: tuple[Entry, ...]
    current: Entry | None


@dataclass(frozen=True, slots=True)
class SportGroup:
    """The usual values of a sport and those entered; the others are offered on request."""

    key: str
    label: str | Promise
    values: tuple[Value, ...]
    others: tuple[Value, ...]


def sport_label(sport: str | None) -> str | Promise:
    return _("All sports") if not sport or sport == ALL else ThresholdSport(sport).label


def entry(row: Threshold, units: str) -> Entry:
    measure = measures.measure(row.kind, units)
    return Entry(row, measure.show(row.value), measure.unit)


def groups_of(subject: Subject, today: date) -> list[SportGroup]:
    rows = list(Threshold.objects.of(subject.id).order_by("-effective_on", "-id"))
    sports = _sports(subject, rows)
    return [_group(sport, _values(sport, rows, subject.units, today)) for sport in sports]


def in_force(subject: Subject, today: date) -> list[Value]:
    rows = list(
        Threshold.objects.of(subject.id)
        .filter(effective_on__lte=today)
        .order_by("sport", "kind", "-effective_on")
        .distinct("sport", "kind")
    )
    values = [value for sport in KINDS for value in _values(sport, rows, subject.units, today)]
    return [value for value in values if value.current]


def _group(sport: str, values: tuple[Value, ...]) -> SportGroup:
    usual = {value.kind for value in values if value.entries} | set(KINDS[sport][:USUAL])
    shown = tuple(value for value in values if value.kind in usual)
    return SportGroup(sport, sport_label(sport), shown, tuple(value for value in values if value.kind not in usual))


def _values(sport: str, rows: list[Threshold], units: str, today: date) -> tuple[Value, ...]:
    used = dict.fromkeys(ThresholdKind(row.kind) for row in rows if (row.sport or ALL) == sport)
    return tuple(_value(sport, kind, rows, units, today) for kind in dict.fromkeys((*KINDS[sport], *used)))


def _value(sport: str, kind: ThresholdKind, rows: list[Threshold], units: str, today: date) -> Value:
    own = tuple(entry(row, units) for row in rows if (row.sport or ALL) == sport and row.kind == kind)
    current = next((one for one in own if one.row.effective_on <= today), None)
    return Value(
        sport, sport_label(sport), kind, measures.NAMES[kind], measures.measure(kind, units).unit, own, current
    )


def _sports(subject: Subject, rows: list[Threshold]) -> list[str]:
    """The athlete's own sports first, "all" last; without any sport chosen the three common ones."""
    profile = AthleteProfile.objects.filter(pk=subject.id).first()
    chosen = {sport if sport in KINDS else S.OTHER.value for sport in (profile.sports if profile else ())}
    used = {row.sport for row in rows if row.sport}
    wanted = (chosen or {S.RIDE.value, S.RUN.value, S.SWIM.value}) | used
    return [sport for sport in KINDS if sport in wanted or sport == ALL]
