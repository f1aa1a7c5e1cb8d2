"""What stands in a day of the calendar, each as the page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Sport
from accounts.web.subjects import Subject
from training import units as written
from training.models import LibraryWorkout, Workout
from training.naming import sport_name
from training.plan_rights import PlanSight
from training.web.calendar.verdicts import Verdict, verdict_of
from training.web.subjects import address
from training.web.workouts.sheets import profile_of

Text = str | Promise
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """A workout, with its session if there is one."""

    workout: Workout
    name: str
    url: str
    planned: list[Text]
    done: list[Text]
    instead_of: list[Text]
    """What was planned, beside what was done: short."""
    verdict: Verdict
    profile: SafeString
    can_move: bool
    is_hidden: bool
    is_foreign: bool

    @property
    def label(self) -> str:
        """All of it in one sentence, for who hears it."""
        w = self.workout
        parts = [
            self.name, sport_name(w.sport), *map(str, self.planned), str(self.verdict.text),
            _("Key session") if w.key else "", _("Locked") if w.locked else "",
            _("Hidden until %(day)s") % {"day": w.hidden_until} if self.is_hidden else "",
        ]  # fmt: skip
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class SessionCard:
    id: UUID
    sport: str
    name: str
    url: str
    done: list[Text]
    is_extra: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom the cards are made, and what they may do."""

    subject: Subject
    sight: PlanSight
    today: date
    is_preview: bool = False

    @property
    def units(self) -> str:
        return self.subject.units

    @property
    def may_plan(self) -> bool:
        return self.sight.may_plan and not self.is_preview

    def may_change(self, workout: Workout) -> bool:
        return self.may_plan and self.sight.may_change(workout) and not self.sight.is_locked_out(workout)


def card_of(workout: Workout, session: Told | None, reader: Reader) -> Card:
    has_words = reader.sight.reads_words_of(workout)
    return Card(
        workout=workout,
        name=(workout.title if has_words else "") or sport_name(workout.sport),
        url=reverse("calendar_workout", kwargs={"pk": workout.pk}),
        planned=_short(
            workout.planned_duration_s, workout.planned_distance_m, workout.planned_load, workout.sport, reader.units
        ),
        done=session_figures(session, reader) if session else [],
        instead_of=_short(workout.planned_duration_s, None, workout.planned_load, workout.sport, reader.units),
        verdict=verdict_of(workout, is_session_seen=workout.session_is_seen and has_words),
        profile=silhouette(workout) if has_words else SafeString(),
        can_move=reader.may_change(workout),
        is_hidden=bool(workout.hidden_until and workout.hidden_until > reader.today),
        is_foreign=not has_words,
    )


def silhouette(row: Workout | LibraryWorkout) -> SafeString:
    """The same sessions stand in most weeks: each is drawn once."""
    if not row.structure:
        return SafeString()
    return _drawn(orjson.dumps(row.structure), row.sport, get_language() or "")


@lru_cache(maxsize=1024)
def _drawn(document: bytes, sport: str, _language: str) -> SafeString:
    return mark_safe(profile_of(orjson.loads(document), sport))  # noqa: S308 - drawn by us


def session_card(session: Told, reader: Reader) -> SessionCard:
    return SessionCard(
        id=session["id"],
        sport=session["sport"],
        name=session["title"] or session["source_title"] or sport_name(session["sport"]),
        url=address(reader.subject, "activity", pk=session["id"]),
        done=session_figures(session, reader),
        is_extra=session["workout_id"] is None,
    )


def session_figures(session: Told, reader: Reader) -> list[Text]:
    seconds = session["timer_s"] or session["elapsed_s"]
    return _short(seconds, session["distance_m"], session["load"], session["sport"], reader.units)


def _short(seconds: float | None, metres: float | None, load: float | None, sport: str, units: str) -> list[Text]:
    """How long, or how far where nothing else is known; runners and swimmers want both."""
    found: list[Text] = []
    if seconds:
        found.append(hours(seconds))
    if metres and (not seconds or sport in {Sport.RUN, Sport.SWIM}):
        found.append(str(written.distance(metres, units, sport=sport, decimals=1)))
    if load:
        found.append(_("load %(load)s") % {"load": written.number(load)})
    return found


def hours(seconds: float | None) -> str:
    """1:05 is an hour and five minutes."""
    minutes = round((seconds or 0.0) / 60)
    return f"{minutes // 60}:{minutes % 60:02d}"
