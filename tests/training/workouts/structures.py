"""Workouts made by chance, as hypothesis draws them."""

from typing import Any

from hypothesis import strategies as st

from training.workouts.structure import INTENTS, SHOWN_M, Cadence, Length, Repeat, Step, Target, Workout
from training.workouts.structure_json import UNITS, is_heading, snapped

thousandths = 1000


def _numbers(low: float, high: float) -> st.SearchStrategy[float]:
    whole = st.integers(int(low) + 1, int(high)).map(float)
    parts = st.integers(int(low * thousandths), int(high * thousandths)).map(lambda n: round(n / thousandths, 3))
    return st.one_of(whole, parts)


@st.composite
def targets(draw: Any) -> Target:
    metric = draw(st.sampled_from(sorted(UNITS)))
    unit = draw(st.sampled_from(sorted(UNITS[metric])))
    if unit == "max":
        return Target(metric, unit)
    low_limit, high_limit = UNITS[metric][unit]
    if unit == "mps":
        shown = draw(st.sampled_from(sorted(SHOWN_M)))
        paces = st.integers(int(SHOWN_M[shown]), int(SHOWN_M[shown]) * 9).map(
            lambda t: snapped(SHOWN_M[shown] / (t / 10), shown)
        )
        low, high = draw(paces), draw(paces)
    else:
        shown = ""
        numbers = st.integers(1, 10).map(float) if unit == "zone" else _numbers(low_limit, high_limit)
        low, high = draw(numbers), draw(numbers)
    is_ramp = draw(st.booleans()) and low != high
    if not is_ramp:
        low, high = sorted((low, high))
    return Target(metric, unit, low, high, is_ramp, shown)


lengths = st.one_of(
    st.integers(1, 1_500).map(lambda s: Length("time", float(s))),
    _numbers(0.001, 50_000).map(lambda m: Length("distance", m)),
    st.sampled_from([Length("lap"), Length("open"), Length("lap", 90.0), Length("open", 600.0)]),
)
cadences = st.tuples(_numbers(1, 299), _numbers(1, 299)).map(lambda pair: Cadence(*sorted(pair)))
_signs = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
notes = st.one_of(
    st.just(""),
    st.sampled_from(
        [
            "easy spin",
            "rest well",
            "5m hard",
            "Z2 HR",
            'say "hi"',
            "a\\nb",
            "two\nlines",
            "ramp",
            "(in) brackets",
            "4x",
            "at 95%",
            "easy 1h30",
            "10 min",
            "intensity=rest",
            "4:30 pace",
            "sweet spot 88-94% on 90 rpm",
            "at",
            "on the drops",
            "1 h",
        ]
    ),
    st.text(st.one_of(_signs, st.sampled_from(' \n\t"\\-%')), max_size=30).map(str.strip),
)
sections = st.one_of(
    st.just(""), st.sampled_from(["Warm up", "Cooldown", "Main set", "Über"]), st.text(max_size=10).filter(is_heading)
)


def steps(section: st.SearchStrategy[str]) -> st.SearchStrategy[Step]:
    return st.builds(
        Step,
        length=lengths,
        target=st.none() | targets(),
        cadence=st.none() | cadences,
        intent=st.sampled_from(INTENTS),
        note=notes,
        section=section,
    )


def _parts(depth: int) -> st.SearchStrategy[Any]:
    section = sections if depth == 0 else st.just("")
    if depth == 2:
        return steps(section)
    inner = st.lists(_parts(depth + 1), min_size=1, max_size=3).map(tuple)
    return st.one_of(steps(section), steps(section), st.builds(Repeat, st.integers(1, 5), inner, notes, section))


workouts = st.lists(_parts(0), max_size=5).map(lambda parts: Workout(tuple(parts)))
