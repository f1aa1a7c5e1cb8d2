"""A session opens and closes while people look: what they are given follows at once, and so do the tags of it."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.thresholds import set_threshold
from core.acting import acting_as, as_system
from core.events import deliver
from core.models import Delivery
from core.work import run_due
from strava.policies import set_policy
from tests.cast import Cast, make_cast
from tests.strava.test_policies import follow, from_strava, outdoors, uploaded, write
from tests.training.planned import planned
from tests.training.recordings import BEGAN
from training.ledger import entered_together
from training.merging import split_sources
from training.models import Activity, LoadChange, LoadDay, Workout
from training.passport import Passport
from training.sources import renew_source, reword_source

pytestmark = pytest.mark.django_db
SPAN = "from_on=2026-02-01&to_on=2026-03-20"


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    athlete = cast["athlete"]
    with acting_as(athlete):
        set_threshold(
            athlete_id=athlete.pk, sport="ride", kind="ftp_w", value=250, effective_on=date(2026, 1, 1), actor=athlete,
            now=timezone.now(),
        )  # fmt: skip
    return cast


def settle() -> None:
    run_due(Delivery, deliver, limit=10_000, budget_s=600)


def asked(cast: Cast, persona: str, path: str) -> Any:
    joint = "&" if "?" in path else "?"
    return cast.as_(persona).get(f"/api/v1/{path}{joint}athlete={cast['athlete'].pk}")


def listed(cast: Cast, persona: str = "coach") -> list[float]:
    return [row["avg_power_w"] for row in asked(cast, persona, "activities").json()["data"]]


def sums(cast: Cast, persona: str = "coach") -> tuple[Any, ...]:
    """What everything that adds up says."""
    fitness = asked(cast, persona, f"fitness?{SPAN}").json()["data"]
    weeks = asked(cast, persona, f"calendar?{SPAN}").json()["weeks"]
    return (
        sum(row["load"] or 0 for row in fitness),
        len(asked(cast, persona, "curves").json()["data"]),
        len(asked(cast, persona, "records").json()["data"]),
        sum(row["load"] for row in asked(cast, persona, f"statistics?{SPAN}").json()["data"]),
        sum(week["done_load"] for week in weeks),
    )


NOTHING = (0, 0, 0, 0, 0)


def test_narrower_policy_takes_everything_from_coaches_and_a_wider_one_gives_it_back(cast: Cast) -> None:
    write("full")
    from_strava(cast, outdoors())
    before = listed(cast), sums(cast), sums(cast, "athlete")
    assert NOTHING not in before
    with as_system("test"):
        set_policy("athlete_only")
    follow()
    assert (listed(cast), sums(cast), sums(cast, "athlete")) == ([], NOTHING, NOTHING)
    assert listed(cast, "athlete") == [200]
    with as_system("test"):
        set_policy("full")
    follow()
    assert (listed(cast), sums(cast), sums(cast, "athlete")) == before


def test_tags_of_coaches_change_with_what_they_see_and_only_then(cast: Cast) -> None:
    write("full")
    from_strava(cast, outdoors())
    paths = ("activities", f"calendar?{SPAN}", "workouts")
    tags = {path: asked(cast, "coach", path).headers["ETag"] for path in paths}
    assert all(tag.startswith('W/"') for tag in tags.values())
    for path, tag in tags.items():
        address = f"/api/v1/{path}{'&' if '?' in path else '?'}athlete={cast['athlete'].pk}"
        assert cast.as_("coach").get(address, headers={"If-None-Match": tag}).status_code == 304
    with as_system("test"):
        set_policy("athlete_only")
    follow()
    hidden = {path: asked(cast, "coach", path).headers["ETag"] for path in paths}
    assert hidden["activities"] != tags["activities"]
    from_strava(cast, outdoors(day=2), 2)
    assert {path: asked(cast, "coach", path).headers["ETag"] for path in paths} == hidden


def test_file_opens_a_session_and_taking_it_away_closes_it_again(cast: Cast) -> None:
    write("athlete_only")
    closed = from_strava(cast, outdoors(watts=377)).activity
    file = uploaded(cast, outdoors(watts=210)).source
    assert listed(cast) == [210]
    assert sums(cast)[0] > 0
    with as_system("test"):
        split_sources(activity=Activity.objects.get(), source_ids=[file.pk], actor=cast["athlete"])
    assert listed(cast) == [210]
    assert asked(cast, "coach", f"activities/{closed.pk}").status_code in {400, 404}
    with as_system("test"):
        assert {row.visible_to for row in LoadDay.objects.all()} == {"team"}
        assert {row.activity_id for row in LoadChange.objects.all() if row.delta > 0} >= {file_activity(file.pk)}
        Activity.objects.exclude(pk=closed.pk).delete()
    assert listed(cast) == []


def file_activity(source_id: Any) -> Any:
    return Activity.objects.get(sources=source_id).pk


@pytest.mark.parametrize("is_file_first", [True, False])
def test_order_of_file_and_service_makes_no_difference_to_coaches(cast: Cast, is_file_first: bool) -> None:
    write("athlete_only")
    tell = [lambda: uploaded(cast, outdoors(watts=210)), lambda: from_strava(cast, outdoors(watts=377))]
    for one in tell if is_file_first else reversed(tell):
        one()
    row = asked(cast, "coach", "activities").json()["data"][0]
    assert (row["avg_power_w"], row["title"]) == (210, "Ride 0")
    assert [source["kind"] for source in row["sources"]] == ["file"]
    assert "strava" not in asked(cast, "coach", "activities").content.decode()


def test_judgement_is_the_files_as_soon_as_the_session_opens(cast: Cast) -> None:
    """Before any event is delivered: the session is seen from that moment on, and what was judged of it with it."""
    write("athlete_only")
    planned(cast["athlete"], by=cast["coach"], on=BEGAN.date(), planned_duration_s=1200.0, planned_load=100.0)
    from_strava(cast, outdoors(watts=377))
    settle()
    with as_system("test"):
        before = Workout.objects.get().compliance["load"]
    assert asked(cast, "coach", "workouts").json()["data"][0]["compliance"] is None
    opened = uploaded(cast, outdoors(watts=150)).activity
    told = asked(cast, "coach", "workouts").json()["data"][0]["compliance"]
    with as_system("test"):
        opened.refresh_from_db()
    assert told["load"] == pytest.approx(opened.load / 100)
    assert told["load"] < before / 2


def test_only_me_session_is_hidden_when_strava_says_so_later(cast: Cast) -> None:
    write("full")
    found = from_strava(cast, outdoors())
    assert listed(cast) == [200]
    with as_system("test"):
        reword_source(source=found.source, title="Mine", description="", narrowed=Passport(visible_to="owner"))
    assert (listed(cast), sums(cast)) == ([], NOTHING)
    assert sums(cast, "athlete")[0] > 0
    assert journal() == {"owner"}


def test_session_that_is_fetched_anew_before_the_policy_is_followed_leaves_nothing_in_the_journal(cast: Cast) -> None:
    write("full")
    found = from_strava(cast, outdoors())
    write("athlete_only")
    with as_system("test"):
        renew_source(source=found.source, recording=outdoors(watts=220), now=timezone.now())
    assert (listed(cast), sums(cast)) == ([], NOTHING)
    assert journal() == set()


def test_page_of_sessions_that_are_hidden_leaves_nothing_in_the_journal(cast: Cast) -> None:
    """What is entered at the end of a page is taken back as well."""
    write("full")
    found = from_strava(cast, outdoors())
    write("athlete_only")
    with as_system("test"), entered_together(cast["athlete"].pk):
        renew_source(source=found.source, recording=outdoors(watts=220), now=timezone.now())
    assert journal() == set()


def journal() -> set[str]:
    with as_system("test"):
        return {row.visible_to for row in LoadChange.objects.all()}
