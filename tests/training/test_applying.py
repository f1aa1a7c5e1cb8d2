"""Plans are put into calendars: on which days, at which size, for whom, and taken out again."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import Absence, AvailableDay
from accounts.thresholds import set_threshold
from core.acting import acting_as
from core.errors import DomainError
from tests.cast import make_cast
from tests.training.plan_making import (
    MONDAY,
    NOW,
    calendar_of,
    day,
    intervals,
    item,
    make_plan,
    put_in,
    rows_of,
    take_back,
)  # fmt: skip
from tests.training.planned import planned, recorded, sums
from tests.training.recordings import BEGAN, ride
from training.models import PlanApplication
from training.moving import move_workouts
from training.pairing import pair_days
from training.plan_runs import apply_plan, clone_stretch
from training.plan_templates import Options
from training.planning import change_workout

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def know(athlete, ftp_w):
    with acting_as(athlete):
        set_threshold(
            athlete_id=athlete.pk, sport="ride", kind="ftp_w", value=ftp_w, effective_on="2020-01-01", actor=athlete,
            now=NOW,
        )  # fmt: skip


def available(athlete, **minutes):
    """By weekday: d0=60."""
    with acting_as(athlete):
        for name, most in minutes.items():
            AvailableDay.objects.create(athlete=athlete, weekday=int(name[1:]), duration_s=most * 60)


def test_plan_begins_on_its_first_day_or_ends_on_its_last(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    plan = make_plan(coach, item(0), item(13))
    put_in(plan, coach, athlete)
    assert calendar_of(athlete) == [(0, "Day 0"), (13, "Day 13")]
    put_in(plan, coach, cast["teammate"], on=day(13), options={"anchor": "end"})
    assert calendar_of(cast["teammate"]) == [(0, "Day 0"), (13, "Day 13")]


def test_weekdays_are_mapped_and_scale_changes_volume_at_the_same_intensity(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    know(athlete, 250.0)
    plan = make_plan(coach, intervals(1), item(9))
    put_in(plan, coach, athlete, options={"weekday_map": {1: 3, 2: 6}, "scale": 0.5})
    whole = put_in(plan, coach, athlete, on=day(28), is_dry=True)
    first, second = rows_of(athlete)
    assert ((first.on, first.key), (second.on, second.planned_duration_s)) == ((day(3), True), (day(13), 1800))
    unscaled = whole.results[0]["workouts"][0]
    assert first.planned_duration_s == pytest.approx(unscaled["planned_duration_s"] / 2, rel=0.02)
    assert first.planned_intensity == pytest.approx(unscaled["planned_intensity"], rel=0.02)
    assert "- 4m 95%" in first.structure_text


def test_each_athlete_gets_figures_of_their_own_thresholds(cast):
    coach = cast["coach"]
    know(cast["athlete"], 200.0)
    know(cast["teammate"], 300.0)
    plan = make_plan(coach, item(0, planned_duration_s=None, structure_text="- 60m 150w"))
    run = put_in(plan, coach, cast["athlete"], cast["teammate"])
    loads = [rows_of(cast[name])[0].planned_load for name in ("athlete", "teammate")]
    assert loads == [pytest.approx(56.25, abs=0.1), pytest.approx(25, abs=0.1)]
    assert [result["load"] for result in run.results] == loads
    assert sums(cast["athlete"])[day(0), "ride"] == (loads[0], loads[0])


def test_session_moves_to_the_nearest_day_with_time_and_the_key_session_goes_first(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    available(athlete, d0=0, d1=60, d2=120, d3=60, d4=0, d5=0, d6=0)
    plan = make_plan(coach, item(0), intervals(1), item(5, title="Long", planned_duration_s=5 * 3600.0))
    (told,) = put_in(plan, coach, athlete).results
    assert calendar_of(athlete) == [(1, "Day 0"), (2, "Intervals"), (5, "Long")]
    assert [(one["title"], one["wanted_on"], one["on"], one["reason"]) for one in told["shifted"]] == [
        ("Day 0", str(day(0)), str(day(1)), "availability"),
        ("Intervals", str(day(1)), str(day(2)), "availability"),
    ]
    assert [(one["title"], one["reason"]) for one in told["warnings"]] == [("Long", "availability")]


def test_absence_moves_sessions_and_asked_so_everything_stays_on_its_day(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    with acting_as(athlete):
        Absence.objects.create(athlete=athlete, kind="travel", from_on=day(0), to_on=day(1))
    plan = make_plan(coach, item(0))
    (told,) = put_in(plan, coach, athlete, is_dry=True).results
    assert (told["state"], told["shifted"][0]["on"], told["shifted"][0]["reason"]) == (
        "planned", str(day(2)), "absence",
    )  # fmt: skip
    assert calendar_of(athlete) == []
    (told,) = put_in(plan, coach, athlete, options={"keep_availability": False}).results
    assert (calendar_of(athlete), told["warning_count"]) == ([(0, "Day 0")], 1)


def test_dry_run_says_what_would_speak_against_the_plan(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    planned(athlete, by=coach, on=day(0), key=True)
    plan = make_plan(coach, intervals(1), item(5))
    (told,) = put_in(plan, coach, athlete, is_dry=True).results
    assert [(one["code"], one["on"]) for one in told["plan_warnings"]] == [("key_days", str(day(1)))]
    assert calendar_of(athlete) == [(0, "")]


def test_each_athlete_has_a_result_and_a_refusal_stops_nobody(cast):
    coach = cast["coach"]
    run = put_in(make_plan(coach, item(0)), coach, cast["other_athlete"], cast["athlete"])
    assert [(one["state"], one["reason"]) for one in run.results] == [("refused", "not_found"), ("applied", None)]
    assert (run.refused, run.done, run.state, run.id) == (1, 2, "done", None)
    narrow = cast["narrow_coach"]
    (told,) = put_in(make_plan(narrow, item(0)), narrow, cast["athlete"]).results
    assert (told["state"], told["reason"]) == ("refused", "not_allowed")
    assert calendar_of(cast["athlete"]) == [(0, "Day 0")]


def test_same_batch_applied_again_changes_nothing_and_belongs_to_one_plan(cast):
    coach, athlete, batch = cast["coach"], cast["athlete"], uuid4()
    plan = make_plan(coach, item(0), item(2))
    first, second = (put_in(plan, coach, athlete, batch=batch) for _ in range(2))
    assert first.results[0]["application_id"] == second.results[0]["application_id"]
    assert (second.results[0]["created"], len(rows_of(athlete))) == (2, 2)
    other = put_in(make_plan(coach, item(5)), coach, athlete, batch=batch)
    assert (other.results[0]["state"], other.results[0]["reason"]) == ("refused", "taken")


def test_sessions_come_behind_what_is_on_their_day_and_carry_the_planners_team(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    planned(athlete, on=day(0), title="Mine")
    put_in(make_plan(coach, item(0)), coach, athlete)
    mine, theirs = rows_of(athlete)
    assert (mine.title, theirs.position, theirs.team_id, theirs.planned_by_id) == (
        "Mine", 1, cast.teams["alpha"].pk, coach.pk,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "field"), [({"scale": 9}, "scale"), ({"weekday_map": {0: 7}}, "weekday_map"), ({}, "on")]
)
def test_options_out_of_range_are_refused_for_all(cast, options, field):
    on = MONDAY if options else MONDAY.replace(year=2200)
    with pytest.raises(DomainError) as refusal:
        put_in(make_plan(cast["coach"]), cast["coach"], cast["athlete"], on=on, options=options)
    assert refusal.value.field == field


def test_undo_takes_out_what_nobody_has_touched(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    run = put_in(make_plan(coach, *(item(n) for n in range(5))), coach, athlete, cast["teammate"])
    rows = rows_of(athlete)
    with acting_as(coach):
        change_workout(workout=rows[1], actor=coach, now=NOW, title="Another one")
        move_workouts(ids=[rows[2].pk], by_days=30, actor=coach, now=NOW)
        change_workout(workout=rows[3], actor=coach, now=NOW, state="excused", excuse="ill")
    recorded(athlete, ride(began=BEGAN.replace(day=2)))
    pair_days(athlete_id=athlete.pk, days=[day(0)], now=NOW)
    undone = take_back(coach, batch=run.batch_id)
    told = {one["athlete_id"]: one for one in undone.results}
    mine = told[str(athlete.pk)]
    assert (mine["state"], mine["removed"]) == ("undone", 1)
    assert [one["reason"] for one in mine["kept"]] == ["done", "edited", "excused", "moved"]
    assert told[str(cast["teammate"].pk)]["removed"] == 5
    assert calendar_of(athlete) == [(0, "Day 0"), (1, "Another one"), (3, "Day 3"), (32, "Day 2")]
    assert (day(4), "ride") not in sums(athlete)


def test_undo_a_second_time_takes_out_nothing_more(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    run = put_in(make_plan(coach, item(0), item(1)), coach, athlete)
    row = rows_of(athlete)[0]
    with acting_as(coach):
        change_workout(workout=row, actor=coach, now=NOW, title="Kept")
    take_back(coach, batch=run.batch_id)
    with acting_as(coach):
        change_workout(workout=rows_of(athlete)[0], actor=coach, now=NOW, title="Day 0")
    assert take_back(coach, batch=run.batch_id).results[0]["removed"] == 0
    assert calendar_of(athlete) == [(0, "Day 0")]


def test_athlete_cannot_take_out_what_the_coach_has_locked_or_hides(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    run = put_in(make_plan(coach, item(0), item(1), item(2)), coach, athlete)
    rows = rows_of(athlete)
    with acting_as(coach):
        change_workout(workout=rows[0], actor=coach, now=NOW, locked=True)
        change_workout(workout=rows[1], actor=coach, now=NOW, hidden_until=day(1))
    (told,) = take_back(athlete, batch=run.batch_id).results
    assert (told["removed"], [one["reason"] for one in told["kept"]]) == (1, ["locked"])
    assert calendar_of(athlete) == [(0, "Day 0"), (1, "Day 1")]


def test_week_of_one_athlete_is_cloned_to_others_and_can_be_undone(cast):
    coach, athlete, teammate = cast["coach"], cast["athlete"], cast["teammate"]
    for number in (0, 2, 9):
        planned(athlete, by=coach, on=day(number), title=f"Day {number}")
    with acting_as(coach):
        run = clone_stretch(
            from_athlete_id=athlete.pk, from_on=day(0), to_on=day(6), options=Options(day(14)), actor=coach, now=NOW,
            athlete_ids=[teammate.pk, athlete.pk],
        )  # fmt: skip
    assert calendar_of(teammate) == [(14, "Day 0"), (16, "Day 2")]
    assert calendar_of(athlete) == [(0, "Day 0"), (2, "Day 2"), (9, "Day 9"), (14, "Day 0"), (16, "Day 2")]
    take_back(coach, batch=run.batch_id)
    assert calendar_of(teammate) == []
    with acting_as(coach):
        assert PlanApplication.objects.filter(undone_at=None).count() == 0


def test_plan_takes_no_session_from_what_is_done(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    row = planned(athlete, on=day(0), planned_duration_s=7200)
    recorded(athlete, ride(began=BEGAN.replace(day=2)))
    pair_days(athlete_id=athlete.pk, days=[day(0)], now=NOW + timedelta(days=1))
    plan = make_plan(coach, item(0, planned_duration_s=3600))
    with acting_as(coach):
        apply_plan(
            plan=plan, options=Options(day(0)), athlete_ids=[athlete.pk], actor=coach, now=NOW + timedelta(days=1)
        )
    done, new = rows_of(athlete)
    assert (done.pk, done.state, new.state, new.activity_id) == (row.pk, "done", "planned", None)
