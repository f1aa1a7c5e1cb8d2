"""Why fitness changed: reasons whose deltas add up to the change, because they are its terms.

Fitness is a sum over days of load * (1-k) * k^(days since). The journal of the ledger tells what each load is made of
(a session, its late arrival, an edited threshold), so every entry of it is a term, and the decay of what was there
before is the last one. What no term covers is a starting point that was set.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from training.fitness import Model, daily_loads, fold_days, seeds_of
from training.models import Activity, ChangeCause, LoadChange
from training.science.load_model import FITNESS_DAYS, keep
from training.withholding import withheld_sessions

SMALLEST = 1e-6
_KINDS = {
    ChangeCause.RECORDED: "session",
    ChangeCause.DELETED: "deleted_session",
    ChangeCause.THRESHOLD: "edited_threshold",
    ChangeCause.FORMULA: "changed_formula",
    ChangeCause.POLICY: "source_policy",
}


@dataclass(frozen=True, slots=True)
class Window:
    """From the end of one day to the end of another; `since` is the moment whose knowledge is compared with."""

    from_on: date
    to_on: date
    since: datetime | None
    kept: float

    def weight(self, on: date) -> float:
        return float((1 - self.kept) * self.kept ** (self.to_on - on).days)

    def learnt(self, entries: Iterable[LoadChange]) -> float:
        """What became known later, in the fitness of the first day."""
        before = (one for one in entries if one.local_on <= self.from_on)
        return sum(
            float(one.delta * (1 - self.kept) * self.kept ** (self.from_on - one.local_on).days) for one in before
        )

    def decayed(self) -> float:
        return float(self.kept ** (self.to_on - self.from_on).days)


def explain(
    *, athlete_id: UUID, reader: str, from_on: date, to_on: date, since: datetime | None = None, model: Model = "exp"
) -> dict[str, Any]:
    """From what fitness was on the first day (with `since`: as it was known then) to what it is on the last."""
    window = Window(from_on, to_on, since, keep(FITNESS_DAYS, model))
    seeded = sorted(on for on in seeds_of(athlete_id) if on <= to_on)
    start, end = _fitness_on(athlete_id, reader, (from_on, to_on), model)
    entries = list(
        _entries(athlete_id, reader, window, after=max((on for on in seeded if on <= from_on), default=None))
    )
    then = start - window.learnt(entries)
    terms = _terms((one for one in entries if not seeded or one.local_on > seeded[-1]), window)
    reasons = [*_told(athlete_id, reader, terms), _decay(then, window)]
    rest = (end - then) - sum(reason["delta"] for reason in reasons)
    if abs(rest) > SMALLEST:
        reasons.append(_rest(rest, is_seeded=bool(seeded) and seeded[-1] > from_on))
    return {
        "change": end - then,
        "fitness_before": then,
        "fitness_after": end,
        "reasons": sorted(reasons, key=lambda one: -abs(one["delta"])),
        "withheld": withheld_sessions(athlete_id, reader=reader, from_on=None, to_on=to_on),
    }


def _fitness_on(athlete_id: UUID, reader: str, days: tuple[date, date], model: Model) -> tuple[float, float]:
    loads, seeds = daily_loads(athlete_id, reader=reader, until=days[1]), seeds_of(athlete_id)
    folded = fold_days(loads, seeds, first=min([*loads, *seeds, days[0]]), last=days[1], model=model)
    return folded.fitness[folded.at(days[0])], folded.fitness[folded.at(days[1])]


def _entries(athlete_id: UUID, reader: str, window: Window, *, after: date | None) -> Iterable[LoadChange]:
    """Of days inside the window all of the journal; of days before it what became known after `since`.

    What lies before a starting point that held on the first day counts for nothing.
    """
    wanted = Q(local_on__gt=window.from_on)
    if window.since:
        wanted |= Q(at__gt=window.since)
    rows = LoadChange.objects.filter(wanted, athlete_id=athlete_id, local_on__lte=window.to_on).readable_by(reader)
    return (rows.filter(local_on__gt=after) if after else rows).order_by("at", "id")


def _terms(entries: Iterable[LoadChange], window: Window) -> dict[tuple[date, str, UUID], float]:
    """By day, kind and session. What was undone before anybody asked is no reason."""
    terms: dict[tuple[date, str, UUID], float] = {}
    for entry in entries:
        key = (entry.local_on, _kind_of(entry, window), entry.activity_id)
        terms[key] = terms.get(key, 0.0) + entry.delta * window.weight(entry.local_on)
    return {key: delta for key, delta in terms.items() if abs(delta) > SMALLEST}


def _kind_of(entry: LoadChange, window: Window) -> str:
    is_news = window.since is not None and entry.at > window.since
    if window.since and not is_news:
        return "session"
    if entry.cause == ChangeCause.RECORDED and entry.local_on <= window.from_on:
        return str(ChangeCause.LATE_UPLOAD)
    if entry.cause == ChangeCause.DELETED and not is_news:
        return "session"
    return _KINDS.get(ChangeCause(entry.cause), str(entry.cause))


def _told(athlete_id: UUID, reader: str, terms: Mapping[tuple[date, str, UUID], float]) -> list[dict[str, Any]]:
    ids = {ref for _on, _kind, ref in terms}
    rows = Activity.objects.filter(athlete_id=athlete_id, pk__in=ids).readable_by(reader).named()
    titles = {row.pk: row.name for row in rows}
    return [
        _reason(kind, delta, ref, _sentence(kind, on, titles.get(ref, str(_("a session that is gone")))))
        for (on, kind, ref), delta in terms.items()
    ]


def _sentence(kind: str, on: date, title: str) -> str:
    values = {"title": title, "day": date_format(on)}
    return {
        "session": _("%(title)s on %(day)s"),
        "late_upload": _("Added later: %(title)s on %(day)s"),
        "deleted_session": _("Deleted: a session on %(day)s"),
        "corrected": _("Corrected: %(title)s on %(day)s"),
        "set_by_hand": _("Set by hand: %(title)s on %(day)s"),
        "other_source": _("Another source leads: %(title)s on %(day)s"),
        "edited_threshold": _("A threshold was edited: %(title)s on %(day)s"),
        "changed_formula": _("A newer formula: %(title)s on %(day)s"),
        "source_policy": _("The rules for a source changed: %(title)s on %(day)s"),
    }[kind] % values


def _rest(delta: float, *, is_seeded: bool) -> dict[str, Any]:
    """A starting point inside the window; without one, terms that are too small to be told one by one."""
    if is_seeded:
        return _reason("edited_seed", delta, None, _("A starting point was set."))
    return _reason("other", delta, None, _("Many small changes long ago."))


def _decay(fitness: float, window: Window) -> dict[str, Any]:
    days = (window.to_on - window.from_on).days
    text = _("%(days)d days of decay from a fitness of %(fitness).1f") % {"days": days, "fitness": fitness}
    return _reason("daily_decay", fitness * (window.decayed() - 1), None, text)


def _reason(kind: str, delta: float, ref: UUID | None, text: str) -> dict[str, Any]:
    return {"kind": kind, "delta": delta, "ref": ref, "text": text}
