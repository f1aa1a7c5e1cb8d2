from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AthleteProfile, Audience, User
from core.acting import acting_as
from tests.training.recordings import BEGAN, ride
from tests.training.web.conftest import Record, varied_ride
from training.models import Activity

OWN = ("activities", "activity_add", "fitness_chart", "records", "upload", "import", "gear", "gear_add")
OF_ATHLETE = ("activities", "fitness_chart", "records", "fitness_explain")


@pytest.mark.parametrize("name", OWN)
def test_page_without_any_session_opens(as_athlete: Client, name: str) -> None:
    assert as_athlete.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", OWN)
def test_page_with_sessions_opens(as_athlete: Client, sessions: list[Activity], name: str) -> None:
    assert as_athlete.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", OWN)
def test_page_for_nobody_asks_to_sign_in(client: Client, db: None, name: str) -> None:
    response = client.get(reverse(name))
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={reverse(name)}")


@pytest.mark.parametrize("name", OF_ATHLETE)
def test_page_of_athlete_for_coach_opens(as_coach: Client, athlete: User, sessions: list[Activity], name: str) -> None:
    assert as_coach.get(reverse(f"athlete_training:{name}", args=[athlete.pk])).status_code == 200


@pytest.mark.parametrize("name", OF_ATHLETE)
def test_page_of_athlete_for_stranger_is_not_there(as_stranger: Client, athlete: User, name: str) -> None:
    assert as_stranger.get(reverse(f"athlete_training:{name}", args=[athlete.pk])).status_code == 404


@pytest.mark.parametrize(
    "name", ["activity", "activity_edit", "activity_delete", "activity_correct", "activity_sources"]
)
def test_session_page_for_its_athlete_opens_and_for_others_is_not_there(
    as_athlete: Client, as_stranger: Client, sessions: list[Activity], name: str
) -> None:
    url = reverse(name, args=[sessions[0].pk])
    assert as_athlete.get(url).status_code == 200
    assert as_stranger.get(url).status_code == 404


@pytest.mark.parametrize("name", ["activity_edit", "activity_delete", "activity_correct", "activity_sources"])
def test_page_that_changes_a_session_for_coach_is_not_there(
    as_coach: Client, sessions: list[Activity], name: str
) -> None:
    assert as_coach.get(reverse(name, args=[sessions[0].pk])).status_code == 404


def test_session_address_without_athlete_leads_coach_to_it(
    as_coach: Client, athlete: User, sessions: list[Activity]
) -> None:
    wanted = reverse("athlete_training:activity", args=[athlete.pk, sessions[0].pk])
    response = as_coach.get(reverse("activity", args=[sessions[0].pk]))
    assert (response.status_code, response["Location"]) == (302, wanted)
    assert as_coach.get(wanted).status_code == 200


def test_session_page_shows_what_was_measured(as_athlete: Client, sessions: list[Activity]) -> None:
    page = as_athlete.get(reverse("activity", args=[sessions[0].pk])).content.decode()
    for part in ("River loop", "route-trace", "<session-charts", "<curve-chart", "28.8", "From power", "FTP"):
        assert part in page


def test_session_page_for_coach_leaves_out_what_is_kept_private(
    as_coach: Client, athlete: User, sessions: list[Activity]
) -> None:
    with acting_as(athlete):
        AthleteProfile.objects.filter(pk=athlete.pk).update(
            show_map_to=Audience.PRIVATE, show_heart_rate_to=Audience.PRIVATE
        )
    page = as_coach.get(reverse("athlete_training:activity", args=[athlete.pk, sessions[0].pk])).content.decode()
    assert "route-trace" not in page
    assert "bpm" not in page.split("</main>")[0].split("<main")[1]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("sport=run", {"Easy run"}), ("q=riv", {"River loop"}), ("q=nothing", set()), ("has_power=on", {"River loop", "Ride"}),
        ("max_duration=40", {"Easy run"}), ("min_distance=20", {"River loop", "Ride"}), ("source=strava", set()),
        ("sport=nonsense", {"River loop", "Easy run", "Ride"}), ("min_load=oops", {"River loop", "Easy run", "Ride"}),
    ],
)  # fmt: skip
def test_list_is_narrowed_down(as_athlete: Client, sessions: list[Activity], query: str, titles: set[str]) -> None:
    response = as_athlete.get(f"{reverse('activities')}?{query}")
    assert {row.name for month in response.context["page"].months for row in month.rows} == titles


def test_list_adds_up_what_it_shows(as_athlete: Client, sessions: list[Activity]) -> None:
    totals = as_athlete.get(f"{reverse('activities')}?sport=ride").context["totals"]
    assert (totals["sessions"], totals["distance_m"]) == (2, pytest.approx(57_600, rel=0.001))


def test_list_goes_on_where_it_stopped(as_athlete: Client, record: Record) -> None:
    for day in range(33):
        record(ride(began=BEGAN + timedelta(days=day), seconds=60))
    first = as_athlete.get(reverse("activities")).context
    shown = [row.activity.pk for month in first["page"].months for row in month.rows]
    more = as_athlete.get(first["more_url"], headers={"HX-Request": "true", "HX-Target": "more"})
    rest = [row.activity.pk for month in more.context["page"].months for row in month.rows]
    assert (len(shown), len(rest), len({*shown, *rest})) == (30, 3, 33)
    assert b"<html" not in more.content
    assert more.context["more_url"] == ""


@pytest.mark.parametrize(
    "before", ["x", "2026-01-01T00:00:00Z_x", "_", "not a day_00000000-0000-0000-0000-000000000000"]
)
def test_list_from_a_mark_that_makes_no_sense_begins_anew(
    as_athlete: Client, sessions: list[Activity], before: str
) -> None:
    assert len(as_athlete.get(reverse("activities"), {"before": before}).context["page"].months) >= 1


def test_fitness_page_explains_the_asked_days(as_athlete: Client, sessions: list[Activity]) -> None:
    first, last = sessions[0].local_on - timedelta(days=1), sessions[-1].local_on
    response = as_athlete.get(reverse("fitness_explain"), {"from_on": first, "to_on": last})
    reasons = response.context["reasons"]
    assert sum(one["delta"] for one in reasons) == pytest.approx(response.context["explained"]["change"], abs=0.05)
    assert reverse("activity", args=[sessions[0].pk]) in response.content.decode()


def test_fitness_page_without_six_weeks_says_that_it_builds(as_athlete: Client, sessions: list[Activity]) -> None:
    assert "Building" in as_athlete.get(reverse("fitness_chart")).content.decode()


def test_records_page_names_the_session_behind_each_record(as_athlete: Client, record: Record) -> None:
    activity = record(varied_ride())
    page = as_athlete.get(reverse("records")).content.decode()
    assert "Best power over 5 min" in page
    assert reverse("activity", args=[activity.pk]) in page


def test_home_of_athlete_shows_where_they_stand_and_the_last_sessions(
    as_athlete: Client, sessions: list[Activity]
) -> None:
    page = as_athlete.get(reverse("home")).content.decode()
    assert "River loop" in page
    assert reverse("fitness_chart") in page


def test_home_of_athlete_without_sessions_asks_for_them(as_athlete: Client) -> None:
    assert "Bring your sessions" in as_athlete.get(reverse("home")).content.decode()
