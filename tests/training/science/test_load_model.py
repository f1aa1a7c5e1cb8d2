import math
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.science.vectors import require
from training.science import load_model, monotony

loads = st.lists(st.floats(0, 500), min_size=1, max_size=200)
SERIES = ("impulse100_then_60_zero", "constant_100_x_84", "week_pattern_x8")


@pytest.mark.parametrize("model", ["exp", "tp"])
@pytest.mark.parametrize("name", SERIES)
def test_fold_gives_the_reference_series(name, model):
    synthetic = require("pmc_expected.json")["synthetic"]
    found, expected = load_model.fold(synthetic["loads"][name], model=model), synthetic["expected"][name][model]
    assert found.fitness == pytest.approx([day["ctl"] for day in expected], abs=1e-6)
    assert found.fatigue == pytest.approx([day["atl"] for day in expected], abs=1e-6)
    if model == "tp":
        assert found.form == pytest.approx([day["tsb_start_of_day"] for day in expected], abs=1e-6)


def test_form_is_the_same_days_by_default_and_yesterdays_in_the_other_form():
    fold = load_model.fold([100.0, 0.0], (50.0, 60.0))
    assert fold.form == [fit - tired for fit, tired in zip(fold.fitness, fold.fatigue, strict=True)]
    published = load_model.fold([100.0, 0.0], (50.0, 60.0), "tp")
    assert published.form == [-10.0, published.fitness[0] - published.fatigue[0]]


def test_a_seed_fades_with_the_constant_of_each():
    fold = load_model.fold([0.0], (60.0, 40.0))
    assert fold.fitness == [pytest.approx(60 * math.exp(-1 / 42))]
    assert fold.fatigue == [pytest.approx(40 * math.exp(-1 / 7))]


def test_no_days_are_no_rows():
    assert load_model.fold([]) == ([], [], [])
    assert load_model.fold([], model="tp") == ([], [], [])


@given(loads, loads, st.sampled_from(["exp", "tp"]))
def test_fold_goes_on_from_where_it_stopped(first, second, model):
    whole, part = load_model.fold(first + second, model=model), load_model.fold(first, model=model)
    rest = load_model.fold(second, (part.fitness[-1], part.fatigue[-1]), model)
    assert part.fitness + rest.fitness == whole.fitness
    assert part.fatigue + rest.fatigue == whole.fatigue


@given(loads, st.sampled_from(["exp", "tp"]))
def test_contributions_sum_to_fitness(given_loads, model):
    fitness = load_model.fold(given_loads, model=model).fitness[-1]
    assert sum(load_model.contributions(given_loads, model=model)) == pytest.approx(fitness, abs=1e-9)


def test_ramp_is_the_growth_of_a_week():
    fitness = [float(day) for day in range(10)]
    assert load_model.ramp(fitness, before=-1.0) == [1, 2, 3, 4, 5, 6, 7, 7, 7, 7]


def test_the_daily_load_that_reaches_a_target_does():
    daily = load_model.load_for(80.0, 60.0, 28)
    assert load_model.fold([daily] * 28, (60.0, 60.0)).fitness[-1] == pytest.approx(80.0)


def test_intervals_icu_days_are_the_exponential_form():
    days = require("pmc_expected.json")["intervals_icu"]["daily"]
    start = (days[0]["ctl"], days[0]["atl"])
    found = load_model.fold([day["load"] for day in days[1:]], start)
    assert found.fitness == pytest.approx([day["ctl"] for day in days[1:]], abs=1e-3)
    assert found.fatigue == pytest.approx([day["atl"] for day in days[1:]], abs=1e-3)


@pytest.mark.parametrize("number", range(4))
def test_monotony_and_strain_of_published_weeks_are_of_the_sample(number):
    week = require("pmc_expected.json")["foster"]["cases"][number]
    assert monotony.monotony(week["loads"]) == (week["monotony_sample"] and pytest.approx(week["monotony_sample"]))
    assert monotony.strain(week["loads"]) == (week["strain_sample"] and pytest.approx(week["strain_sample"]))


@pytest.mark.parametrize("week", [[0.0] * 7, [100.0] * 7, [50.0]])
def test_monotony_of_equal_days_is_null(week):
    assert monotony.monotony(week) is None
    assert monotony.strain(week) is None


def test_acute_over_chronic_is_one_for_an_even_month_and_null_for_a_short_or_empty_one():
    assert monotony.acwr([50.0] * 28) == 1
    assert monotony.acwr([50.0] * 28, coupled=False) == 1
    assert monotony.acwr_weighted([50.0] * 60) == pytest.approx(1)
    assert monotony.acwr([50.0] * 27) is None
    assert monotony.acwr([0.0] * 28) is None


def test_acute_weeks_are_left_out_of_the_uncoupled_month():
    days = [*[50.0] * 21, *[100.0] * 7]
    assert monotony.acwr(days) == pytest.approx(100 / 62.5)
    assert monotony.acwr(days, coupled=False) == 2


def test_weights_of_a_day_fade_and_sum_to_one():
    weights = [load_model.weight(days) for days in range(2000)]
    assert list(accumulate(weights))[-1] == pytest.approx(1)
    assert load_model.weight(-1) == 0
    assert weights == sorted(weights, reverse=True)
