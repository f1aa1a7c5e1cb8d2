import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.science.vectors import require
from training.science import critical_power, ftp, prediction, vo2max, wbal
from training.science.critical_power import Fit, NoFit


@pytest.fixture
def efforts():
    case = require("thirdparty_expected.json")["cyclingtools_cp"]
    return case["tte_s"], case["power_w"]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (critical_power.fit_3p, (260.267, 27409.92, 1003.83)),
        (critical_power.fit_2p, (262.205, 24174.52, None)),
        (critical_power.linear, (265.472, 20961.12, None)),
        (critical_power.inverse, (273.794, 17783.89, None)),
    ],
)
def test_fits_give_the_published_values(efforts, model, expected):
    fit = model(*efforts)
    assert fit.cp_w == pytest.approx(expected[0], abs=1e-3)
    assert fit.w_prime_j == pytest.approx(expected[1], abs=0.02)
    assert fit.max_power_w == (expected[2] and pytest.approx(expected[2], abs=0.02))


@given(st.floats(120, 400), st.floats(5_000, 40_000))
def test_every_two_parameter_model_finds_the_curve_that_made_the_efforts(cp, w_prime):
    times = np.array([150.0, 300, 600, 1200])
    for model in (critical_power.fit_2p, critical_power.linear, critical_power.inverse):
        fit = model(times, w_prime / times + cp)
        assert fit.cp_w == pytest.approx(cp, rel=1e-4)
        assert fit.w_prime_j == pytest.approx(w_prime, rel=1e-3)


def test_the_fit_foresees_its_efforts(efforts):
    fit = critical_power.fit_3p(*efforts)
    for duration, watts in zip(*efforts, strict=True):
        assert critical_power.endurance_power(duration, fit) == pytest.approx(watts, rel=0.05)
    assert critical_power.endurance_power(1000, Fit(250, 20_000)) == 270


def test_the_extended_curve_declines_past_half_an_hour():
    fit = Fit(250, 20_000, 1000)
    assert critical_power.omni_power(3600, fit, 20) == pytest.approx(
        critical_power.omni_power(3600, fit) - 20 * np.log(2)
    )
    assert critical_power.omni_power(1, fit, 20) < 1000


def test_efforts_must_be_exhausting_and_in_range():
    durations, powers = (60, 180, 300, 600, 1200, 3600), (500, 300, 320, 280, 290, 250)
    assert critical_power.suitable(durations, powers) == [(300, 320), (1200, 290)]


@pytest.mark.parametrize(
    ("fit", "given_efforts", "code"),
    [
        (Fit(250, 20_000), [(180, 350), (1200, 260)], "too_few_efforts"),
        (Fit(250, 20_000), [(180, 350), (300, 300), (500, 290)], "too_narrow"),
        (Fit(250, 2_000), [(180, 350), (300, 300), (1200, 260)], "implausible"),
        (Fit(250, 20_000, 300), [(180, 350), (300, 300), (1200, 260)], "implausible"),
    ],
)
def test_implausible_fits_are_refused(fit, given_efforts, code):
    with pytest.raises(NoFit) as refused:
        critical_power.checked(fit, given_efforts)
    assert refused.value.code == code


def test_a_plausible_fit_is_kept():
    fit = Fit(250, 20_000)
    assert critical_power.checked(fit, [(180, 350), (300, 300), (1200, 260)]) is fit


def test_balance_of_a_published_ride():
    case = require("thirdparty_expected.json")["sweatpy"]
    power = np.arange(100.0)
    assert wbal.recovery_constant(power, 25) == pytest.approx(case["tau_static"])
    assert wbal.recovery_constant(power[:15], 25) == pytest.approx(case["tau_until_15"])
    integral, differential = wbal.integral(power, 25, 2000), wbal.differential(power, 25, 2000)
    assert (integral[75], integral[50]) == pytest.approx((case["wbal_integral_idx75"], case["wbal_integral_idx50"]))
    assert (differential[75], differential[50]) == pytest.approx((725.0, 1675.0))


def test_balance_falls_below_zero_and_comes_back_in_a_pause():
    power = np.concatenate([np.full(100, 500.0), np.zeros(3600)])
    balance = wbal.differential(power, 250, 20_000)
    assert balance[99] == pytest.approx(-5_000)
    assert balance[-1] == pytest.approx(20_000, abs=1)


@given(st.lists(st.floats(0, 800), min_size=1, max_size=200).map(np.array))
def test_balance_is_the_loop_it_replaces(power):
    value, expected = 20_000.0, []
    for watts in power:
        gap = 250 - watts
        value = value + gap if gap < 0 else 20_000 - (20_000 - value) * np.exp(-gap / 20_000)
        expected.append(value)
    assert wbal.differential(power, 250, 20_000) == pytest.approx(expected, abs=1e-6)


def test_an_hour_speaks_for_itself_and_short_efforts_for_less():
    assert ftp.eftp(3600, 250) == pytest.approx(250)
    assert ftp.eftp(300, 300) < 300
    assert ftp.eftp(170, 400) is None


def test_oxygen_uptake_of_a_ten_kilometre_race():
    assert vo2max.vdot(10_000, 2400) == pytest.approx(51.94, abs=5e-3)
    estimate = vo2max.from_running(10_000, 2400)
    assert estimate.low < estimate.value < estimate.high


def test_oxygen_uptake_from_power_and_pulse():
    assert vo2max.from_cycling(350, 70).value == pytest.approx(61)
    assert vo2max.from_pulse(190, 50).value == pytest.approx(58.14)


def test_a_race_foretells_another():
    assert prediction.riegel(10_000, 2400, 21_097.5) == pytest.approx(5295.4, abs=0.1)
    assert prediction.riegel(10_000, 2400, 42_195) == pytest.approx(11_040.5, abs=0.1)
    assert prediction.equivalent(10_000, 2400, 10_000) == pytest.approx(2400, abs=0.01)
    assert prediction.equivalent(10_000, 2400, 5_000) < 1200


def test_an_own_exponent_needs_two_distances_and_stays_in_range():
    assert prediction.own_exponent(
        [(5000, 1200), (10_000, prediction.riegel(5000, 1200, 10_000, 1.08))]
    ) == pytest.approx(1.08)
    assert prediction.own_exponent([(5000, 1200), (10_000, 4000)]) == 1.15
    assert prediction.own_exponent([(5000, 1200), (5000, 1210)]) is None
