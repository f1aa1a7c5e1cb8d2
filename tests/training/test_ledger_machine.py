"""Whatever happens to an athlete's sessions, in whatever order: kept up on the way equals worked out from the sources."""

import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import AthleteProfile, FitnessSeed, Threshold, ZoneSet
from accounts.profiles import change_profile, remove_fitness_seed, set_fitness_seed
from accounts.thresholds import remove_threshold, set_threshold, set_zones
from core.acting import acting_as, as_system
from core.errors import DomainError
from tests.cast import make_person
from tests.training import comparing
from tests.training.recordings import recording
from training.corrections import add_correction, undo_correction
from training.editing import change_activity, delete_activity
from training.explaining import explain
from training.fitness import read_fitness
from training.formats.recording import Lap, Note, Recording
from training.manual import enter_by_hand
from training.merging import merge_activities, split_sources
from training.models import Activity, Correction, LoadChange, Source, SourcePolicy
from training.passport import Reader
from training.recording import record_session

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
EXAMPLES = int(os.environ.get("LEDGER_EXAMPLES", "6"))
STEPS = int(os.environ.get("LEDGER_STEPS", "14"))
PROFILE = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate, *([Phase.shrink] if os.environ.get("LEDGER_SHRINK") else [])),
)  # fmt: skip
SEEN = (date(2025, 1, 10), date(2026, 2, 20), date(2026, 3, 3), date(2026, 3, 8), date(2026, 3, 20))

seeds = st.integers(0, 2**32 - 1)
days = st.one_of(st.integers(-6, 12), st.integers(-800, -1))
hours = st.sampled_from((6, 12, 23))
picks = st.integers(0, 1000)
kinds = st.sampled_from(("file", "file", "file", "invented", "shown"))
KNOWN = (
    ("ride", "ftp_w", 180.0, 320.0), ("run", "threshold_pace_mps", 3.0, 5.0), (None, "lthr_bpm", 150.0, 180.0),
    (None, "max_hr_bpm", 181.0, 205.0), ("run", "ftp_w", 200.0, 400.0), (None, "weight_kg", 50.0, 90.0),
    ("ride", "cp_w", 170.0, 300.0), ("ride", "w_prime_j", 8000.0, 25_000.0), ("swim", "css_mps", 0.8, 1.6),
)  # fmt: skip
thresholds = st.sampled_from(KNOWN)
corrections = st.one_of(
    st.tuples(st.just("crop"), st.fixed_dictionaries({"from_s": st.integers(0, 300), "to_s": st.integers(0, 600)})),
    st.tuples(st.just("remove_spikes"), st.fixed_dictionaries({"channel": st.sampled_from(("power_w", "speed_mps"))})),
    st.tuples(st.just("fix_distance"), st.fixed_dictionaries({"distance_m": st.integers(100, 9000)})),
    st.tuples(st.just("fix_altitude"), st.sampled_from(({"mode": "flat"}, {"mode": "level"}, {"offset_m": 30}))),
)


def made_up(sport: str, began: datetime, seed: int) -> Recording:
    """Ten minutes at most, uneven, with holes, laps that overhang and something to say."""
    chance = np.random.default_rng(seed)
    seconds = int(chance.integers(120, 600))
    clock = began.timestamp() + np.arange(seconds)
    clock[seconds // 2 :] += int(chance.integers(0, 60))
    speed = {"ride": 9.0, "run": 3.8, "swim": 1.2, "walk": 1.5}.get(sport, 2.0) * (0.7 + 0.6 * chance.random(seconds))
    channels = {
        "heart_rate_bpm": np.rint(120 + 50 * chance.random(seconds)),
        "speed_mps": speed,
        "distance_m": np.cumsum(speed),
        "altitude_m": 100 + np.cumsum(chance.normal(0, 0.3, seconds)),
        "power_w": np.rint(300 * chance.random(seconds)),
    }
    missing = {
        "strength": ("speed_mps", "distance_m", "altitude_m", "power_w"),
        "swim": ("power_w",),
        "run": ("power_w",),
    }
    for name in missing.get(sport, ()) if chance.random() < 0.9 else ():
        del channels[name]
    if chance.random() < 0.2:
        channels["heart_rate_bpm"][:30] = np.nan
    laps = (Lap(clock[0] - 5, clock[40]), Lap(clock[40], clock[-1] + 30)) if chance.random() < 0.5 else ()
    made = recording(sport, began, clock, channels)
    notes = (Note("truncated", "The file ends early."),) if chance.random() < 0.3 else ()
    return type(made)(**{**{name: getattr(made, name) for name in made.__slots__}, "laps": laps, "notes": notes})


class Training(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.snapshots: list[tuple[datetime, dict[Any, float]]] = []

    def teardown(self) -> None:
        try:
            if hasattr(self, "athlete"):
                self.settle_and_compare()
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @initialize(seed=seeds)
    def begin(self, seed: int) -> None:
        self.athlete = make_person("Ida")
        self.clock = BEGIN
        self.seeded_at = BEGIN
        with as_system("test"):
            SourcePolicy.objects.create(kind="invented", visible_to="owner", ai_allowed=False, combinable=False)
            SourcePolicy.objects.create(kind="shown", visible_to="coach", ai_allowed=False)
        self.last_entry = 0
        for sport, kind, low, _high in KNOWN[:4]:
            self._set_threshold(None, sport, kind, low, -100)
        for day, sport in enumerate(("ride", "run", "ride")):
            self._record(made_up(sport, BEGIN + timedelta(days=day * 4 - 5, hours=12), seed + day), "file")

    # --- what can happen
    @rule(
        sport=st.sampled_from(("ride", "run", "swim", "walk", "strength")), day=days, hour=hours, seed=seeds, kind=kinds
    )
    def record(self, sport: str, day: int, hour: int, seed: int, kind: str) -> None:
        self._record(made_up(sport, BEGIN + timedelta(days=day, hours=hour), seed), kind)

    @rule(pick=picks, seed=seeds, late=st.integers(-40, 200), kind=kinds)
    def record_again_by_another_device(self, pick: int, seed: int, late: int, kind: str) -> None:
        if source := self._pick(Source, pick):
            self._record(made_up(source.sport, source.start_at + timedelta(seconds=late), seed), kind)

    @rule(sport=st.sampled_from(("run", "strength")), day=days, minutes=st.integers(5, 90), rpe=st.integers(0, 10))
    def type_in(self, sport: str, day: int, minutes: int, rpe: int) -> None:
        start = BEGIN + timedelta(days=day, hours=17)
        with acting_as(self.athlete):
            enter_by_hand(
                athlete_id=self.athlete.pk, actor=self.athlete, now=self.clock, sport=sport, start_at=start,
                time_zone="Europe/Berlin", duration_s=minutes * 60.0, rpe=float(rpe), distance_m=minutes * 100.0,
            )  # fmt: skip
        self._tick()

    @rule(
        pick=picks,
        changes=st.sampled_from((
            {"rpe": 4.0}, {"rpe": None}, {"load_override": 0.0}, {"load_override": 55.5}, {"load_override": None},
            {"chosen_sport": "run"}, {"chosen_sport": "ride", "chosen_sub_sport": "virtual"},
            {"chosen_sport": "", "chosen_sub_sport": ""}, {"title": "Hm", "feel": 3}, {"chosen_sub_sport": "treadmill"},
        )),
    )  # fmt: skip
    def edit(self, pick: int, changes: dict[str, Any]) -> None:
        if activity := self._pick(Activity, pick):
            with acting_as(self.athlete):
                change_activity(activity=activity, actor=self.athlete, **changes)
            self._tick()

    @rule(pick=picks, correction=corrections)
    def correct(self, pick: int, correction: tuple[str, dict[str, Any]]) -> None:
        if activity := self._pick(Activity, pick):
            kind, values = correction
            self._try(lambda: add_correction(activity=activity, kind=kind, values=values, actor=self.athlete))

    @rule(pick=picks)
    def undo(self, pick: int) -> None:
        if correction := self._pick(Correction, pick):
            self._try(lambda: undo_correction(correction=correction, actor=self.athlete))

    @rule(pick=picks)
    def delete(self, pick: int) -> None:
        if activity := self._pick(Activity, pick):
            self._try(lambda: delete_activity(activity=activity, actor=self.athlete))

    @rule(pick=picks, other=picks)
    def merge(self, pick: int, other: int) -> None:
        into = self._pick(Activity, pick)
        if into is None:
            return
        with as_system("test"):
            near = Activity.objects.filter(start_at__lt=into.end_at, end_at__gt=into.start_at).exclude(pk=into.pk)
            others = list(near.order_by("id"))
        if others:
            chosen = others[: 1 + other % len(others)]
            self._try(lambda: merge_activities(into=into, others=chosen, actor=self.athlete))

    @rule(pick=picks)
    def split(self, pick: int) -> None:
        if source := self._pick(Source, pick):
            self._try(lambda: split_sources(activity=source.activity, source_ids=[source.pk], actor=self.athlete))

    @rule(what=thresholds, share=st.floats(0, 1), day=days)
    def set_threshold(self, what: tuple[str | None, str, float, float], share: float, day: int) -> None:
        sport, kind, low, high = what
        self._set_threshold(None, sport, kind, round(low + share * (high - low), 1), day)

    @rule(pick=picks, value=st.integers(181, 200), day=days)
    def edit_threshold(self, pick: int, value: int, day: int) -> None:
        row = self._pick(Threshold, pick)
        if row and row.kind in {"ftp_w", "cp_w", "max_hr_bpm"}:
            self._set_threshold(row, row.sport, row.kind, float(value), day)

    @rule(pick=picks)
    def remove_threshold(self, pick: int) -> None:
        if row := self._pick(Threshold, pick):
            self._try(lambda: remove_threshold(threshold=row, actor=self.athlete))

    @rule(metric=st.sampled_from(("power", "heart_rate", "pace")), day=days, first=st.integers(1, 120))
    def set_zones(self, metric: str, day: int, first: int) -> None:
        there = self._pick(ZoneSet, day)
        self._try(
            lambda: set_zones(
                athlete_id=self.athlete.pk,
                sport=None,
                metric=metric,
                effective_on=self._day(day),
                boundaries=[first, first + 50],
                actor=self.athlete,
                replacing=there if first % 2 else None,
            )
        )

    @rule(day=days, fitness=st.integers(0, 90), fatigue=st.integers(0, 90), pick=picks)
    def seed(self, day: int, fitness: int, fatigue: int, pick: int) -> None:
        there = self._pick(FitnessSeed, pick)
        self._try(
            lambda: set_fitness_seed(
                athlete_id=self.athlete.pk,
                on=self._day(day),
                fitness=fitness,
                fatigue=fatigue,
                actor=self.athlete,
                replacing=there if pick % 2 else None,
            )
        )
        self.seeded_at = self.clock

    @rule(pick=picks)
    def unseed(self, pick: int) -> None:
        if there := self._pick(FitnessSeed, pick):
            self._try(lambda: remove_fitness_seed(seed=there, actor=self.athlete))
            self.seeded_at = self.clock

    @rule(sex=st.sampled_from(("male", "female")))
    def say_sex(self, sex: str) -> None:
        with acting_as(self.athlete):
            profile = AthleteProfile.objects.get(pk=self.athlete.pk)
        self._try(lambda: change_profile(profile=profile, actor=self.athlete, sex=sex))

    @rule()
    def look(self) -> None:
        """What fitness is said to be now."""
        comparing.settle()
        self._tick()
        self.snapshots.append((self.clock, self._fitness()))
        self._tick()

    @precondition(lambda self: hasattr(self, "athlete"))
    @rule()
    def settle_and_compare(self) -> None:
        comparing.settle()
        self._tick()
        today = date(2026, 3, 20)
        with as_system("test"):
            comparing.assert_measured(self.athlete.pk)
        comparing.assert_ledger_rebuilds(self.athlete.pk)
        comparing.assert_journal_adds_up(self.athlete.pk)
        comparing.assert_rebuilds(self.athlete.pk, today=today)
        self._compare_explanations()

    def _compare_explanations(self) -> None:
        fitness = self._fitness()
        moments: list[tuple[datetime | None, dict[Any, float]]] = [(None, fitness), *self.snapshots[-3:]]
        with acting_as(self.athlete):
            for since, before in moments:
                for model in ("exp", "tp"):
                    for at, first in enumerate(SEEN):
                        for last in SEEN[at:]:
                            told = explain(
                                athlete_id=self.athlete.pk,
                                reader=Reader.OWNER,
                                from_on=first,
                                to_on=last,
                                since=since,
                                model=model,
                            )
                            self._check(told, since, (before.get((model, first)), fitness[model, last]))

    def _check(self, told: dict[str, Any], since: datetime | None, ends: tuple[float | None, float]) -> None:
        values = list(told.values())
        then, now = values[1], values[2]
        assert abs(sum(reason["delta"] for reason in told["reasons"]) - told["change"]) <= 1e-6, told
        assert abs(now - ends[1]) <= 1e-9
        assert abs(told["change"] - (now - then)) <= 1e-9
        if since is None or self.seeded_at <= since:
            assert ends[0] is not None
            assert abs(then - ends[0]) <= 1e-6, (told, since, ends)
        if self.seeded_at == BEGIN:
            assert "edited_seed" not in {reason["kind"] for reason in told["reasons"]}, told

    # --- how it is done
    def _fitness(self) -> dict[Any, float]:
        found = {}
        with acting_as(self.athlete):
            for model in ("exp", "tp"):
                rows = read_fitness(
                    athlete_id=self.athlete.pk, reader=Reader.OWNER, from_on=SEEN[0], to_on=SEEN[-1], today=SEEN[-1],
                    model=model,
                )  # fmt: skip
                found |= {(model, row["on"]): row["fitness"] for row in rows["data"] if row["on"] in SEEN}
        return found

    def _record(self, made: Recording, kind: str) -> None:
        with as_system("test"):
            record_session(athlete_id=self.athlete.pk, recording=made, kind=kind, original=None, now=self.clock)
        self._tick()

    def _set_threshold(self, row: Threshold | None, sport: str | None, kind: str, value: float, day: int) -> None:
        self._try(
            lambda: set_threshold(
                athlete_id=self.athlete.pk,
                sport=sport,
                kind=kind,
                value=value,
                effective_on=self._day(day),
                actor=self.athlete,
                now=self.clock,
                replacing=row,
            )
        )

    def _try(self, act: Any) -> None:
        try:
            with acting_as(self.athlete), transaction.atomic():
                act()
        except DomainError:
            pass
        self._tick()

    def _pick(self, model: Any, pick: int) -> Any:
        with as_system("test"):
            rows = list(model.objects.filter(athlete_id=self.athlete.pk).order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    def _day(self, day: int) -> date:
        return (BEGIN + timedelta(days=day)).date()

    def _tick(self) -> None:
        """All of a test happens at one moment of the database; here every step has its own."""
        with as_system("test"):
            news = LoadChange.objects.filter(pk__gt=self.last_entry)
            newest = news.order_by("-pk").values_list("pk", flat=True).first()
            news.update(at=self.clock)
        self.last_entry = newest or self.last_entry
        self.clock += timedelta(minutes=7)


@pytest.mark.django_db
def test_what_is_kept_up_on_the_way_is_what_the_sources_give_at_the_end() -> None:
    run_state_machine_as_test(Training, settings=PROFILE)
