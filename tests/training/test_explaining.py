"""Why fitness changed: every cause has its reason, and the reasons add up."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.profiles import set_fitness_seed
from core.acting import acting_as, as_system
from tests.training import comparing
from tests.training.athletes import SHORT, date_news, kinds_of, ride_on, rider, set_ftp
from training import measuring
from training.corrections import add_correction
from training.editing import change_activity, delete_activity
from training.explaining import explain
from training.fitness import read_fitness
from training.models import Activity, ChangeCause
from training.passport import Reader
from training.recomputing import ask_for_recomputation
from training.science.load_model import keep

pytestmark = pytest.mark.django_db
MONDAY, SUNDAY = date(2026, 3, 1), date(2026, 3, 11)
ASKED_AT = datetime(2026, 3, 2, tzinfo=UTC)
LATER = ASKED_AT + timedelta(days=1)
models = pytest.mark.parametrize("model", ["exp", "tp"])


@pytest.fixture
def athlete() -> User:
    return rider()


def told(athlete: User, first: date = MONDAY, last: date = SUNDAY, **options: Any) -> dict[str, Any]:
    with acting_as(athlete):
        found = explain(athlete_id=athlete.pk, reader=Reader.OWNER, from_on=first, to_on=last, **options)
    assert sum(reason["delta"] for reason in found["reasons"]) == pytest.approx(found["change"], abs=1e-6)
    assert found["change"] == pytest.approx(found["fitness_after"] - found["fitness_before"], abs=1e-12)
    return found


def fitness_on(athlete: User, on: date, model: str = "exp") -> float:
    with acting_as(athlete):
        rows = read_fitness(athlete_id=athlete.pk, reader=Reader.OWNER, from_on=on, to_on=on, today=SUNDAY, model=model)
    value = rows["data"][0]["fitness"]
    assert isinstance(value, float)
    return value


@models
def test_sessions_add_and_days_take_away(athlete: User, model: str) -> None:
    before, inside = ride_on(athlete, -5), ride_on(athlete, 3)
    found = told(athlete, model=model)
    kept = keep(42, model)
    assert found["fitness_before"] == pytest.approx(fitness_on(athlete, MONDAY, model))
    assert found["fitness_after"] == pytest.approx(fitness_on(athlete, SUNDAY, model))
    reasons = {reason["kind"]: reason for reason in found["reasons"]}
    assert reasons["session"]["ref"] == inside.pk != before.pk
    assert reasons["session"]["delta"] == pytest.approx(inside.load * (1 - kept) * kept**7)
    assert reasons["daily_decay"]["delta"] == pytest.approx(found["fitness_before"] * (kept**10 - 1))


@models
def test_late_upload_is_told_to_who_asked_before(athlete: User, model: str) -> None:
    ride_on(athlete, -20)
    newest = date_news(athlete, ASKED_AT)
    then = fitness_on(athlete, MONDAY, model)
    late = ride_on(athlete, -9, now=LATER)
    date_news(athlete, LATER, after=newest)
    found = told(athlete, model=model, since=ASKED_AT)
    assert found["fitness_before"] == pytest.approx(then, abs=1e-12)
    assert [reason["ref"] for reason in found["reasons"] if reason["kind"] == "late_upload"] == [late.pk]
    assert kinds_of(told(athlete, model=model)["reasons"]).keys() == {"daily_decay"}


@models
def test_edited_threshold_names_each_session_it_moved(athlete: User, model: str) -> None:
    for day in (-6, 2):
        ride_on(athlete, day)
    newest = date_news(athlete, ASKED_AT)
    then = fitness_on(athlete, MONDAY, model)
    set_ftp(athlete, 230, date(2026, 1, 1))
    comparing.settle()
    date_news(athlete, LATER, after=newest)
    found = told(athlete, model=model, since=ASKED_AT)
    edited = [reason for reason in found["reasons"] if reason["kind"] == "edited_threshold"]
    assert [reason["delta"] > 0 for reason in edited] == [True, True]
    assert found["fitness_before"] == pytest.approx(then, abs=1e-12)


def test_deleted_session_takes_away_what_it_gave(athlete: User) -> None:
    gone = ride_on(athlete, -6)
    newest = date_news(athlete, ASKED_AT)
    then = fitness_on(athlete, MONDAY)
    with acting_as(athlete):
        delete_activity(activity=gone, actor=athlete)
    date_news(athlete, LATER, after=newest)
    found = told(athlete, since=ASKED_AT)
    assert found["fitness_before"] == pytest.approx(then, abs=1e-12)
    assert found["fitness_after"] == 0
    assert kinds_of(found["reasons"])["deleted_session"] < 0
    assert told(athlete)["reasons"][0]["kind"] == "daily_decay"


def test_session_deleted_before_anybody_asked_is_no_reason(athlete: User) -> None:
    gone = ride_on(athlete, 3)
    with acting_as(athlete):
        delete_activity(activity=gone, actor=athlete)
    assert told(athlete)["change"] == 0
    assert kinds_of(told(athlete)["reasons"]) == {"daily_decay": 0}


def test_corrections_and_hands_have_their_kinds(athlete: User) -> None:
    cut, set_by_hand = ride_on(athlete, -3), ride_on(athlete, -2)
    newest = date_news(athlete, ASKED_AT)
    with acting_as(athlete):
        add_correction(activity=cut, kind="crop", values={"from_s": 0, "to_s": SHORT / 2}, actor=athlete)
        change_activity(activity=set_by_hand, actor=athlete, load_override=100.0)
    date_news(athlete, LATER, after=newest)
    kinds = kinds_of(told(athlete, since=ASKED_AT)["reasons"])
    assert (kinds["corrected"] < 0, kinds["set_by_hand"] > 0) == (True, True)


def test_newer_formula_says_so(athlete: User, monkeypatch: pytest.MonkeyPatch) -> None:
    activity = ride_on(athlete, 2)
    newest = date_news(athlete, ASKED_AT)
    monkeypatch.setattr(measuring, "FORMULA_VERSION", measuring.FORMULA_VERSION + 1)
    real = measuring.measure

    def doubled(*given: Any, **named: Any) -> Any:
        from dataclasses import replace  # noqa: PLC0415

        session = real(*given, **named)
        return replace(session, load=session.load * 2)

    monkeypatch.setattr(measuring, "measure", doubled)
    with as_system("test"):
        ask_for_recomputation(athlete_id=athlete.pk, cause=ChangeCause.FORMULA)
    comparing.settle()
    date_news(athlete, LATER, after=newest)
    kinds = kinds_of(told(athlete, since=ASKED_AT)["reasons"])
    assert kinds["changed_formula"] == pytest.approx(kinds["session"])
    with as_system("test"):
        assert Activity.objects.get(pk=activity.pk).formula_version == measuring.FORMULA_VERSION


@models
def test_starting_point_inside_the_window_is_a_reason(athlete: User, model: str) -> None:
    for day in (-3, 2, 6):
        ride_on(athlete, day)
    newest = date_news(athlete, ASKED_AT)
    then = fitness_on(athlete, MONDAY, model)
    with acting_as(athlete):
        set_fitness_seed(athlete_id=athlete.pk, on=date(2026, 3, 5), fitness=60, fatigue=40, actor=athlete)
    ride_on(athlete, -10, now=LATER)
    date_news(athlete, LATER, after=newest)
    found = told(athlete, model=model, since=ASKED_AT)
    assert found["fitness_before"] == pytest.approx(then, abs=1e-12)
    kinds = kinds_of(found["reasons"])
    assert kinds["edited_seed"] > 0
    assert "late_upload" not in kinds
    assert len([reason for reason in found["reasons"] if reason["kind"] == "session"]) == 1


def test_starting_point_before_the_window_is_none(athlete: User) -> None:
    with acting_as(athlete):
        set_fitness_seed(athlete_id=athlete.pk, on=date(2026, 2, 1), fitness=60, fatigue=40, actor=athlete)
    ride_on(athlete, -60)
    assert kinds_of(told(athlete)["reasons"]).keys() == {"daily_decay"}


def test_many_years_lose_nothing(athlete: User) -> None:
    """What happened long ago weighs next to nothing today, and weighed fully then."""
    ride_on(athlete, -3000)
    newest = date_news(athlete, ASKED_AT)
    first = MONDAY - timedelta(days=3000)
    then = fitness_on(athlete, first)
    set_ftp(athlete, 125, date(2015, 1, 1))
    set_ftp(athlete, 130, date(2017, 1, 1))
    comparing.settle()
    date_news(athlete, LATER, after=newest)
    found = told(athlete, first, SUNDAY, since=ASKED_AT)
    assert found["fitness_before"] == pytest.approx(then, abs=1e-12)
    assert fitness_on(athlete, first) > then
    assert "edited_seed" not in kinds_of(found["reasons"])


def test_others_hear_only_of_what_they_may_see(athlete: User) -> None:
    ride_on(athlete, 2)
    with as_system("test"):
        from training.models import SourcePolicy  # noqa: PLC0415

        SourcePolicy.objects.create(kind="hidden", visible_to="owner")
    ride_on(athlete, 4, kind="hidden")
    with as_system("test"):
        found = explain(athlete_id=athlete.pk, reader=Reader.COACH, from_on=MONDAY, to_on=SUNDAY)
    assert len([reason for reason in found["reasons"] if reason["kind"] == "session"]) == 1
    assert found["withheld"] == [{"source": "hidden", "sessions": 1, "reason": "not_visible"}]
    assert sum(reason["delta"] for reason in found["reasons"]) == pytest.approx(found["change"], abs=1e-9)
