from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AvailableDay, Scope, Team, Threshold, User, ZoneSet
from accounts.thresholds import set_threshold
from core.acting import acting_as
from tests.accounts.web.conftest import join, make_person, sign_in

PACE = "/settings/thresholds/run/threshold_pace_mps"


def values_of(user: User) -> list[tuple[str | None, str, float, date]]:
    with acting_as(user):
        rows = Threshold.objects.filter(athlete=user).order_by("effective_on")
        return list(rows.values_list("sport", "kind", "value", "effective_on"))


def test_pace_written_as_minutes_is_kept_as_speed(as_athlete: Client, athlete: User) -> None:
    response = as_athlete.post(PACE, {"value": "4:05", "effective_on": "2026-03-01"})
    assert response["Location"] == "/settings/thresholds"
    assert values_of(athlete) == [("run", "threshold_pace_mps", 1000 / 245, date(2026, 3, 1))]
    assert "4:05" in as_athlete.get("/settings/thresholds").content.decode()


def test_second_value_of_a_day_is_refused_beside_the_day(as_athlete: Client, athlete: User) -> None:
    for _time in range(2):
        response = as_athlete.post(PACE, {"value": "4:05", "effective_on": "2026-03-01"})
    assert response.context["form"].errors == {"effective_on": ["There is a value from this day already."]}
    assert len(values_of(athlete)) == 1


def test_implausible_value_is_refused_and_kept_in_the_form(as_athlete: Client, athlete: User) -> None:
    response = as_athlete.post("/settings/thresholds/ride/ftp_w", {"value": "2500", "effective_on": "2026-03-01"})
    assert response.status_code == 200
    assert 'value="2500"' in response.content.decode()
    assert values_of(athlete) == []


@pytest.mark.parametrize("address", ["ride/nonsense", "boat/ftp_w"])
def test_unknown_kind_is_not_there(as_athlete: Client, address: str) -> None:
    assert as_athlete.get(f"/settings/thresholds/{address}").status_code == 404


def test_edit_and_delete_change_the_row(as_athlete: Client, athlete: User) -> None:
    row = threshold_of(athlete)
    as_athlete.post(f"/settings/thresholds/{row.pk}", {"value": "260", "effective_on": "2026-03-02"})
    assert values_of(athlete) == [("ride", "ftp_w", 260.0, date(2026, 3, 2))]
    assert as_athlete.get(f"/settings/thresholds/{row.pk}/delete").status_code == 200
    assert values_of(athlete) != []
    as_athlete.post(f"/settings/thresholds/{row.pk}/delete")
    assert values_of(athlete) == []


def test_coach_with_the_scope_sets_a_threshold(as_coach: Client, athlete: User) -> None:
    as_coach.post(f"/athletes/{athlete.pk}/thresholds/ride/ftp_w", {"value": "250", "effective_on": "2026-03-01"})
    assert values_of(athlete) == [("ride", "ftp_w", 250.0, date(2026, 3, 1))]


def test_coach_without_the_scope_finds_no_such_page(as_coach: Client, team: Team) -> None:
    user = make_person("Bea")
    join(team, user, scopes=[Scope.VIEW_PLAN])
    assert as_coach.get(f"/athletes/{user.pk}").status_code == 200
    assert as_coach.get(f"/athletes/{user.pk}/thresholds").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("end", ["", "/delete"])
def test_foreign_threshold_is_not_there(as_stranger: Client, athlete: User, method: str, end: str) -> None:
    row = threshold_of(athlete)
    assert getattr(as_stranger, method)(f"/settings/thresholds/{row.pk}{end}").status_code == 404
    assert getattr(as_stranger, method)(f"/athletes/{athlete.pk}/thresholds/{row.pk}{end}").status_code == 404


def test_zones_are_read_in_paces_and_refused_when_they_fall(as_athlete: Client, athlete: User) -> None:
    address = "/settings/zones/run/pace"
    sent: dict[str, Any] = {"boundaries": "5:00 4:30", "names": "", "effective_on": "2026-03-01"}
    assert as_athlete.post(address, sent | {"boundaries": "4:30 5:00"}).status_code == 200
    assert as_athlete.post(address, sent)["Location"] == "/settings/zones"
    with acting_as(athlete):
        assert ZoneSet.objects.get().boundaries == [1000 / 300, 1000 / 270]


def test_week_tells_rest_from_unsaid(as_athlete: Client, athlete: User) -> None:
    as_athlete.post("/settings/availability", {"hours_0": "1.5", "hours_1": "0", "hours_2": ""})
    with acting_as(athlete):
        assert list(AvailableDay.objects.order_by("weekday").values_list("weekday", "duration_s")) == [
            (0, 5400),
            (1, 0),
        ]


def test_markup_in_a_name_stays_text(db: None) -> None:
    client = sign_in(make_person("Eve", week_starts_on=0))
    sent = {"name": "<script>alert(1)</script>\u202e", "locale": "en", "units": "metric", "time_zone": "UTC"}
    client.post("/settings/profile", sent | {"week_starts_on": "0", "theme": "dark", "sports": ["ride"]})
    page = client.get("/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\u202e" not in page


def threshold_of(user: User) -> Threshold:
    with acting_as(user):
        return set_threshold(
            athlete_id=user.pk,
            sport="ride",
            kind="ftp_w",
            value=250,
            effective_on=date(2026, 3, 1),
            actor=user,
            now=timezone.now(),
        )
