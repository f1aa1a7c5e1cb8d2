from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.access import scopes_on
from accounts.guardianship import create_ward
from accounts.models import ApiKey, AthleteProfile, Consent, Grant, Membership, Person, Team, User
from accounts.web.urls import urlpatterns
from core.acting import acting_as
from core.errors import Conflict
from tests.accounts.web.conftest import let_time_pass, person_of, sign_in


def test_theme_is_saved_and_leads_back(as_athlete: Client, athlete: User) -> None:
    response = as_athlete.post("/settings/theme", {"theme": "light", "next": "/teams"})
    assert (response["Location"], person_of(athlete.pk).theme) == ("/teams", "light")


def test_theme_never_leads_elsewhere(as_athlete: Client) -> None:
    response = as_athlete.post("/settings/theme", {"theme": "light", "next": "https://evil.example/"})
    assert response["Location"] == "/"


def test_theme_by_htmx_answers_without_a_page(as_athlete: Client, athlete: User) -> None:
    assert as_athlete.post("/settings/theme", {"theme": "dark"}, headers={"HX-Request": "true"}).status_code == 204
    assert person_of(athlete.pk).theme == "dark"


def test_language_and_time_of_a_page_are_the_person_s(as_athlete: Client, athlete: User) -> None:
    sent = {
        "name": "Ada",
        "locale": "ar",
        "units": "metric",
        "time_zone": "Asia/Tokyo",
        "week_starts_on": "0",
        "theme": "dark",
    }
    as_athlete.post("/settings/profile", sent)
    assert as_athlete.get("/teams")["Content-Language"] == "ar"


def test_language_of_nobody_is_the_browser_s(client: Client, db: None) -> None:
    response = client.get("/", headers={"Accept-Language": "de"})
    assert (response["Content-Language"], "Accept-Language" in response["Vary"]) == ("de", True)


def test_api_key_is_shown_once_and_revoked(as_athlete: Client) -> None:
    page = as_athlete.post("/settings/api-keys", {"name": "Server", "scopes": ["read"]}).content.decode()
    key = ApiKey.objects.get()
    assert f'value="{key.hint}' in page
    assert "pk_" + "x" not in page
    assert f'value="{key.hint}' not in as_athlete.get("/settings/api-keys").content.decode()
    as_athlete.post(f"/settings/api-keys/{key.pk}/revoke")
    key.refresh_from_db()
    assert key.revoked_at is not None


def test_api_key_is_only_made_by_who_proved_identity_lately(as_athlete: Client) -> None:
    session = as_athlete.session
    session["account_authentication_methods"] = []
    session.save()
    response = as_athlete.post("/settings/api-keys", {"name": "Server", "scopes": ["read"]})
    assert response["Location"] == "/accounts/reauthenticate/?next=/settings/api-keys"
    assert "Confirm it is you" in as_athlete.get("/settings/api-keys").content.decode()
    assert not ApiKey.objects.exists()


def test_foreign_api_key_is_not_there(as_athlete: Client, as_stranger: Client) -> None:
    as_athlete.post("/settings/api-keys", {"name": "Server", "scopes": ["read"]})
    assert as_stranger.post(f"/settings/api-keys/{ApiKey.objects.get().pk}/revoke").status_code == 404


def test_grant_is_narrowed_and_revoked_at_once(as_athlete: Client, athlete: User, coach: User) -> None:
    with acting_as(athlete):
        grant = Grant.objects.get()
    until = (timezone.now() + timedelta(days=3)).date().isoformat()
    as_athlete.post(f"/settings/privacy/{grant.pk}", {"scopes": ["view_plan"], "until_on": until})
    with acting_as(coach):
        assert scopes_on(viewer_id=coach.pk, athlete_id=athlete.pk) == {"view_plan"}
    as_athlete.post(f"/settings/privacy/{grant.pk}/revoke")
    with acting_as(coach):
        assert scopes_on(viewer_id=coach.pk, athlete_id=athlete.pk) == frozenset()
    assert sign_in(coach).get(f"/athletes/{athlete.pk}").status_code == 404


def test_grant_is_nobody_else_s_to_change(as_coach: Client, athlete: User) -> None:
    with acting_as(athlete):
        grant = Grant.objects.get()
    assert as_coach.post(f"/settings/privacy/{grant.pk}/revoke").status_code == 404


def test_audience_is_saved(as_athlete: Client, athlete: User) -> None:
    sent = dict.fromkeys(("show_activities_to", "show_map_to", "show_heart_rate_to", "show_wellness_to"), "private")
    assert as_athlete.post("/settings/privacy", sent)["Location"] == "/settings/privacy"
    with acting_as(athlete):
        assert AthleteProfile.objects.get(pk=athlete.pk).show_map_to == "private"


def test_consent_is_given_and_withdrawn(as_athlete: Client, athlete: User) -> None:
    as_athlete.post("/settings/consents/ai", {"answer": "yes"})
    as_athlete.post("/settings/consents/ai", {"answer": "no"})
    with acting_as(athlete):
        assert Consent.objects.get(kind="ai").withdrawn_at is not None
    assert as_athlete.post("/settings/consents/nonsense", {"answer": "yes"}).status_code == 404


def test_history_tells_what_happened(as_athlete: Client) -> None:
    as_athlete.post("/settings/api-keys", {"name": "Server", "scopes": ["read"]})
    page = as_athlete.get("/settings/history").content.decode()
    assert "API key made" in page
    assert "Joined a team" in page


def test_acting_for_a_ward_shows_and_changes_theirs(as_coach: Client, coach: User, team: Team) -> None:
    with acting_as(coach):
        ward = create_ward(name="Kim", guardian=coach, now=timezone.now(), team=team)
    let_time_pass()
    as_coach.post("/switch", {"person": str(ward.pk)})
    assert "You act for Kim" in as_coach.get("/settings/profile").content.decode()
    as_coach.post("/settings/thresholds/ride/ftp_w", {"value": "120", "effective_on": "2026-03-01"})
    with acting_as(coach):
        assert list(ward.user.thresholds.values_list("value", flat=True)) == [120.0]
    as_coach.post("/switch", {"person": ""})
    assert "You act for Kim" not in as_coach.get("/settings/profile").content.decode()


def test_acting_for_somebody_else_is_not_there(as_stranger: Client, athlete: User) -> None:
    assert as_stranger.post("/switch", {"person": str(athlete.pk)}).status_code == 404


def test_ward_takes_over_their_account(as_coach: Client, client: Client, coach: User) -> None:
    as_coach.post("/settings/juniors", {"name": "Kim"})
    let_time_pass()
    with acting_as(coach):
        ward = Person.objects.get(name="Kim")
    page = as_coach.post(f"/settings/juniors/{ward.pk}/claim", {"email": "kim@example.org"})
    token = page.context["link"].rpartition("/")[2]
    assert client.get(f"/claim/{token}").status_code == 200
    assert client.post(f"/claim/{token}", {"password": "short"}).status_code == 200
    assert client.post(f"/claim/{token}", {"password": "a long enough pass"})["Location"] == "/accounts/login/"
    assert client.get(f"/claim/{token}").status_code in {404, 410}


def test_last_head_coach_cannot_leave(as_coach: Client, coach: User, team: Team) -> None:
    page = as_coach.post(f"/teams/{team.pk}/leave", follow=True).content.decode()
    assert "needs a head coach" in page
    with acting_as(coach):
        assert Membership.objects.filter(user=coach).exists()


def test_head_coach_changes_roles_and_removes(as_coach: Client, coach: User, athlete: User, team: Team) -> None:
    with acting_as(coach):
        membership = Membership.objects.get(user=athlete)
    address = f"/teams/{team.pk}/members/{membership.pk}"
    as_coach.post(address, {"roles": ["athlete", "coach"]})
    with acting_as(coach):
        membership.refresh_from_db()
        assert membership.roles == ["athlete", "coach"]
    as_coach.post(f"{address}/remove")
    with acting_as(coach):
        assert not Membership.objects.filter(user=athlete).exists()


def test_form_without_its_token_is_refused(athlete: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = sign_in(athlete).cookies
    assert client.post(reverse("settings_theme"), {"theme": "light"}).status_code == 403


def test_refusal_outside_of_a_form_comes_back_as_a_message(as_athlete: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_given: object) -> None:
        raise Conflict("Not now.")

    monkeypatch.setattr("accounts.web.views.privacy.consents.give", refuse)
    response = as_athlete.post(
        "/settings/consents/ai", {"answer": "yes"}, headers={"Referer": "http://testserver/settings/consents"}
    )
    assert response["Location"] == "http://testserver/settings/consents"
    assert "Not now." in as_athlete.get("/settings/consents").content.decode()


def test_start_page_of_nobody_reads_no_table(client: Client, db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    assert [query["sql"] for query in queries if " FROM " in query["sql"]] == []


def test_head_of_a_form_page_is_answered(as_athlete: Client) -> None:
    assert as_athlete.head("/settings/profile").status_code == 200


def views_of(patterns: list[object]) -> list[object]:
    return [
        view
        for one in patterns
        for view in (views_of(one.url_patterns) if hasattr(one, "url_patterns") else [one.callback])
    ]  # type: ignore[attr-defined]


@pytest.mark.parametrize("view", views_of(list(urlpatterns)), ids=lambda view: view.__name__)
def test_every_view_has_a_guard(view: object) -> None:
    assert view.guard in {"signed_in", "everyone"}  # type: ignore[attr-defined]
