"""Own zones as pages show and read them: bounds in the reader's units, lowest zone first."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import ThresholdKind, ThresholdSport, ZoneMetric, ZoneSet
from accounts.web import measures
from accounts.web.subjects import Subject
from accounts.web.thresholds import sport_label

METRICS: dict[str, tuple[ZoneMetric, ...]] = {
    ThresholdSport.RIDE: (ZoneMetric.POWER, ZoneMetric.HEART_RATE),
    ThresholdSport.RUN: (ZoneMetric.PACE, ZoneMetric.HEART_RATE, ZoneMetric.POWER),
    ThresholdSport.SWIM: (ZoneMetric.PACE, ZoneMetric.HEART_RATE),
}


@dataclass(frozen=True, slots=True)
class Zone:
    name: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Entry:
    row: ZoneSet
    unit: measures.Text
    zones: tuple[Zone, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    sport: str
    metric: ZoneMetric
    title: str | Promise
    entries: tuple[Entry, ...]
    current: Entry | None


def measure_of(sport: str, metric: str, units: str) -> measures.Measure:
    if metric == ZoneMetric.POWER:
        return measures.measure(ThresholdKind.FTP_W, units)
    if metric == ZoneMetric.HEART_RATE:
        return measures.measure(ThresholdKind.LTHR_BPM, units)
    is_swim = sport == ThresholdSport.SWIM
    return measures.measure(ThresholdKind.CSS_MPS if is_swim else ThresholdKind.THRESHOLD_PACE_MPS, units)


def title_of(sport: str, metric: str) -> str:
    return _("%(sport)s: %(metric)s") % {"sport": sport_label(sport), "metric": ZoneMetric(metric).label.lower()}


def chapters_of(subject: Subject, today: date) -> list[Chapter]:
    rows = list(ZoneSet.objects.of(subject.id).order_by("-effective_on", "-id"))
    pairs = [(sport, metric) for sport, metrics in METRICS.items() for metric in metrics]
    return [_chapter(sport, metric, rows, subject.units, today) for sport, metric in pairs]


def entry_of(row: ZoneSet, units: str) -> Entry:
    measure = measure_of(row.sport or "", row.metric, units)
    bounds = [measure.show(bound) for bound in row.boundaries]
    lows, highs = ["", *bounds], [*bounds, ""]
    names = [*row.names, *(f"Z{number}" for number in range(len(row.names) + 1, len(lows) + 1))]
    return Entry(row, measure.unit, tuple(Zone(*three) for three in zip(names, lows, highs, strict=False)))


def _chapter(sport: str, metric: ZoneMetric, rows: list[ZoneSet], units: str, today: date) -> Chapter:
    own = tuple(entry_of(row, units) for row in rows if row.sport == sport and row.metric == metric)
    current = next((one for one in own if one.row.effective_on <= today), None)
    return Chapter(sport, metric, title_of(sport, metric), own, current)
