from datetime import time
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from training.matching import Done, Wanted, best_pairs

lengths = st.one_of(st.none(), st.floats(60, 30_000))
sports = st.sampled_from(("ride", "run"))


def test_session_of_the_closest_length_is_chosen() -> None:
    wanted = [Wanted("long", "ride", 7200), Wanted("short", "ride", 1800)]
    done = [Done("commute", "ride", 1500), Done("tour", "ride", 8000)]
    assert best_pairs(wanted, done) == {"long": "tour", "short": "commute"}


def test_other_sport_is_never_chosen() -> None:
    assert best_pairs([Wanted("run", "run", 1800)], [Done("ride", "ride", 1800)]) == {}


def test_half_and_double_are_equally_far_and_the_first_is_taken() -> None:
    wanted = [Wanted("hour", "ride", 3600)]
    assert best_pairs(wanted, [Done("half", "ride", 1800), Done("double", "ride", 7200)]) == {"hour": "half"}


def test_start_decides_between_equal_lengths() -> None:
    wanted = [Wanted("morning", "run", 1800, start_time=time(7)), Wanted("evening", "run", 1800, start_time=time(18))]
    done = [Done("late", "run", 1800, start_time=time(18, 20)), Done("early", "run", 1800, start_time=time(6, 50))]
    assert best_pairs(wanted, done) == {"morning": "early", "evening": "late"}


def test_distance_stands_in_where_no_duration_is_planned() -> None:
    wanted = [Wanted("ten", "run", distance_m=10_000), Wanted("five", "run", distance_m=5_000)]
    done = [Done("5k", "run", 1500, 5_050), Done("10k", "run", 3000, 9_900)]
    assert best_pairs(wanted, done) == {"ten": "10k", "five": "5k"}


@given(st.lists(st.tuples(sports, lengths), max_size=4), st.lists(st.tuples(sports, lengths), max_size=4))
def test_pairs_are_one_to_one_complete_and_the_first_is_the_closest(workouts, sessions) -> None:
    wanted = [Wanted(f"w{n}", *given) for n, given in enumerate(workouts)]
    done = [Done(f"d{n}", *given) for n, given in enumerate(sessions)]
    found = best_pairs(wanted, done)
    assert len(set(found.values())) == len(found)
    for sport in ("ride", "run"):
        counts = [sum(row.sport == sport for row in rows) for rows in (wanted, done)]
        assert sum(row.sport == sport for row in wanted if row.key in found) == min(counts)


@given(st.lists(st.floats(600, 20_000), min_size=3, max_size=3, unique=True))
def test_order_of_arrival_does_not_matter(durations) -> None:
    wanted = [Wanted("a", "ride", 3600), Wanted("b", "ride", 7200)]
    done = [Done(length, "ride", length) for length in durations]
    assert len({tuple(sorted(best_pairs(wanted, order).items())) for order in permutations(done)}) == 1
