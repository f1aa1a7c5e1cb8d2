"""A workout while it is typed: drawn, added up, and its mistakes with their places."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.thresholds import set_threshold
from core.acting import acting_as

TEXT = "Warm up\n- 15m 55-75%\n\n4x\n- 8m 95% 90rpm\n- recovery 3m 50%\n"


def typed(client: Client, text: str = TEXT, **asked: Any) -> dict[str, Any]:
    response = client.post(reverse("workout_preview"), {"text": text, "sport": "ride", **asked})
    assert response.status_code == 200, response.content
    told: dict[str, Any] = response.json()
    return told


def test_text_is_drawn_and_added_up(as_athlete: Client) -> None:
    told = typed(as_athlete)
    assert told["errors"] == []
    for part in ('class="profile"', "59:00", "95%", "8 min", "Warm up", "Recovery"):
        assert part in told["html"]


def test_targets_are_those_of_the_asked_athlete(as_athlete: Client, athlete: User) -> None:
    assert "190 W" in typed(as_athlete, athlete=athlete.pk)["html"]
    assert "Threshold power is not known." in typed(as_athlete)["html"]


def test_targets_are_those_of_the_asked_day(as_athlete: Client, athlete: User) -> None:
    with acting_as(athlete):
        set_threshold(
            athlete_id=athlete.pk, sport="ride", kind="ftp_w", value=300, effective_on=date(2026, 6, 1), actor=athlete,
            now=timezone.now(),
        )  # fmt: skip
    assert "190 W" in typed(as_athlete, athlete=athlete.pk, on="2026-05-31")["html"]
    assert "285 W" in typed(as_athlete, athlete=athlete.pk, on="2026-06-01")["html"]


def test_coach_sees_targets_of_their_athlete_and_stranger_nothing(
    as_coach: Client, as_stranger: Client, athlete: User
) -> None:
    assert "190 W" in typed(as_coach, athlete=athlete.pk)["html"]
    asked = {"text": TEXT, "sport": "ride", "athlete": athlete.pk}
    assert as_stranger.post(reverse("workout_preview"), asked).status_code == 404


def test_mistake_is_told_with_its_place_and_the_rest_is_drawn(as_athlete: Client) -> None:
    told = typed(as_athlete, "- 10m 50%\n- 5m 50% 60%\n+ 5 apples\n")
    assert {(fault["line"], bool(fault["text"])) for fault in told["errors"]} == {(2, True), (3, True)}
    assert "10:00" in told["html"]


def test_text_is_offered_as_it_is_usually_written(as_athlete: Client) -> None:
    assert typed(as_athlete, "-   8min   95 %")["text"] == "- 8m 95%\n"


@pytest.mark.parametrize("sent", [{"sport": "chess"}, {"text": "x" * 20_001, "sport": "ride"}, {"athlete": "x"}])
def test_what_makes_no_sense_is_told_as_a_mistake(as_athlete: Client, sent: dict[str, str]) -> None:
    response = as_athlete.post(reverse("workout_preview"), sent)
    assert (response.status_code, len(response.json()["errors"])) == (400, 1)


def test_signs_that_cannot_be_shown_are_no_error_of_ours(as_athlete: Client) -> None:
    for text in ("\x00", "- 5m \x00", "- 5m \u202e50%", "<script>alert(1)</script>", '- 5m "<b>x</b>"'):
        response = as_athlete.post(reverse("workout_preview"), {"text": text, "sport": "ride"})
        assert response.status_code in {200, 400}
        assert "<b>x" not in response.json()["html"]


def test_nobody_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.post(reverse("workout_preview"), {"text": TEXT, "sport": "ride"}).status_code == 302
