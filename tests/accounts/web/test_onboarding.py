from accounts.models import AthleteProfile, Consent, JoinCode, JoinRequest, Membership, Team, Threshold
from core.acting import acting_as, as_system
from tests.accounts.web.conftest import make_person, person_of, sign_in

YOU = {
    "role": "athlete", "name": "Nia", "locale": "en", "units": "imperial", "time_zone": "Europe/Madrid",
    "week_starts_on": "6",
}  # fmt: skip


def test_page_before_onboarding_leads_to_the_first_step(db: None) -> None:
    client = sign_in(make_person("Nia", is_onboarded=False))
    assert client.get("/settings/profile")["Location"] == "/welcome"
    assert client.get("/welcome")["Location"] == "/welcome/you"


def test_onboarding_of_athlete_saves_each_step(team: Team) -> None:
    user = make_person("Nia", is_onboarded=False)
    client = sign_in(user)
    with as_system("test"):
        code = JoinCode.objects.get(team=team).code
    assert client.post("/welcome/you", YOU)["Location"] == "/welcome/consents"
    assert client.post("/welcome/consents", {"terms": "on", "health_data": "on"})["Location"] == "/welcome/sports"
    assert client.post("/welcome/sports", {"sports": ["ride", "run"]})["Location"] == "/welcome/thresholds"
    values = {"ride_ftp_w": "250", "run_threshold_pace_mps": "6:34", "all_weight_kg": ""}
    assert client.post("/welcome/thresholds", values)["Location"] == "/welcome/team"
    assert (
        client.post("/welcome/team", {"how": "join", "code": code.lower(), "scopes": ["view_plan"]})["Location"] == "/"
    )
    person = person_of(user.pk)
    assert (person.name, person.units, person.time_zone, person.week_starts_on) == (
        "Nia",
        "imperial",
        "Europe/Madrid",
        6,
    )
    assert person.onboarded_at is not None
    with acting_as(user):
        assert AthleteProfile.objects.get(pk=user.pk).sports == ["ride", "run"]
        assert set(Threshold.objects.values_list("kind", "value")) == {
            ("ftp_w", 250.0),
            ("threshold_pace_mps", 1609.344 / 394),
        }
        assert set(Consent.objects.values_list("kind", flat=True)) == {"terms", "health_data"}
        assert JoinRequest.objects.get().scopes == ["view_plan"]


def test_onboarding_of_coach_founds_a_team(db: None) -> None:
    user = make_person("Nia", is_onboarded=False)
    client = sign_in(user)
    client.post("/welcome/you", YOU | {"role": "coach"})
    assert client.post("/welcome/consents", {"terms": "on"})["Location"] == "/welcome/team"
    assert client.post("/welcome/team", {"how": "found", "team_name": "New Team"})["Location"] == "/"
    with acting_as(user):
        assert Membership.objects.get().roles == ["head_coach"]
        assert Team.objects.get().name == "New Team"


def test_onboarding_without_the_terms_goes_no_further(db: None) -> None:
    client = sign_in(make_person("Nia", is_onboarded=False))
    client.post("/welcome/you", YOU)
    response = client.post("/welcome/consents", {"health_data": "on"})
    assert response.status_code == 200
    assert "Without the terms" in response.content.decode()
    assert client.get("/welcome/team")["Location"] == "/welcome"


def test_onboarding_without_health_consent_asks_for_no_heart_rate(db: None) -> None:
    client = sign_in(make_person("Nia", is_onboarded=False))
    client.post("/welcome/you", YOU)
    client.post("/welcome/consents", {"terms": "on"})
    client.post("/welcome/sports", {"sports": ["ride"]})
    assert list(client.get("/welcome/thresholds").context["form"].fields) == ["ride_ftp_w"]


def test_onboarding_keeps_what_was_typed_when_a_value_is_wrong(db: None) -> None:
    client = sign_in(make_person("Nia", is_onboarded=False))
    client.post("/welcome/you", YOU)
    client.post("/welcome/consents", {"terms": "on"})
    client.post("/welcome/sports", {"sports": ["run"]})
    page = client.post("/welcome/thresholds", {"run_threshold_pace_mps": "fast"}).content.decode()
    assert 'value="fast"' in page
    assert "minutes and seconds" in page


def test_onboarding_later_can_be_skipped_to_the_end(db: None) -> None:
    client = sign_in(make_person("Nia", is_onboarded=False))
    client.post("/welcome/you", YOU)
    client.post("/welcome/consents", {"terms": "on"})
    for step in ("sports", "thresholds"):
        client.post(f"/welcome/{step}", {"skip": "yes"})
    assert client.post("/welcome/team", {"how": "later"})["Location"] == "/"
