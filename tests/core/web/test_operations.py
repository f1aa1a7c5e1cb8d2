"""Health, metrics, maintenance and what surrounds every answer."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from core import heartbeat, maintenance, redis
from core.models import Heartbeat
from tests.cast import make_person

pytestmark = pytest.mark.django_db

WELL = {"status": "ok"}


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def beating() -> None:
    heartbeat.beat("worker")


@pytest.fixture
def closed() -> Iterator[None]:
    maintenance.switch(is_on=True)
    yield
    maintenance.switch(is_on=False)


def test_live_answers_without_asking_anybody(client: Client, django_assert_num_queries: Any) -> None:
    assert client.get("/health/live").json() == WELL


def test_probe_by_address_is_answered(client: Client) -> None:
    assert client.get("/health/live", headers={"Host": "10.1.2.3:8000"}).status_code == 200
    assert client.get("/version", headers={"Host": "10.1.2.3:8000"}).status_code == 400


def test_ready_is_ok_when_all_is_well(client: Client, beating: None) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"], answer.json()["failing"]) == (200, "ok", [])
    assert set(answer.json()["checks"]) >= {"postgres", "migrations", "redis", "workers"}
    assert all(check["latency_ms"] >= 0 for check in answer.json()["checks"].values())


def test_ready_is_degraded_when_workers_are_late_and_an_alarm_if_asked(client: Client) -> None:
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(minutes=5))
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"], answer.json()["failing"]) == (200, "degraded", ["workers"])
    assert client.get("/health/ready?strict=1").status_code == 503


def test_ready_is_degraded_without_redis(client: Client, beating: None) -> None:
    with mock.patch.object(redis, "ask", side_effect=redis.Away):
        answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["failing"]) == (200, ["redis"])


def test_ready_is_unavailable_without_the_database(client: Client, beating: None) -> None:
    with mock.patch("core.web.health._postgres", side_effect=OperationalError("gone")):
        answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")


def test_metrics_need_their_token(client: Client, settings: Any, beating: None) -> None:
    settings.METRICS_TOKEN = "tell-me"
    assert client.get("/metrics").status_code == 401
    answer = client.get("/metrics", headers={"Authorization": "Bearer tell-me"})
    assert answer.status_code == 200
    assert b"paceline_requests_total" in answer.content
    assert b"paceline_work_rows" in answer.content


def test_maintenance_closes_pages_and_api_but_not_health(client: Client, closed: None) -> None:
    page, api = client.get("/accounts/login/"), client.get("/api/v1/me")
    assert (page.status_code, api.status_code) == (503, 503)
    assert api.json()["error"]["code"] == "SERVICE_UNAVAILABLE"
    assert page.headers["Retry-After"] == api.headers["Retry-After"] == "60"
    assert client.get("/health/live").status_code == 200


def test_request_id_is_taken_when_sane_and_made_otherwise(client: Client) -> None:
    assert client.get("/version", headers={"X-Request-ID": "abcd-1234"}).headers["X-Request-ID"] == "abcd-1234"
    made = client.get("/version", headers={"X-Request-ID": "bad id\twith spaces"}).headers["X-Request-ID"]
    assert len(made) == 24


def test_error_under_the_api_carries_the_request_id(client: Client) -> None:
    answer = client.get("/api/v1/nowhere", headers={"X-Request-ID": "abcd-1234"})
    assert (answer.status_code, answer.json()["error"]["request_id"]) == (404, "abcd-1234")


def test_every_page_carries_the_security_headers(client: Client) -> None:
    headers = client.get("/accounts/login/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_form_sent_from_another_site_with_a_session_is_refused(client: Client, settings: Any) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "anything"
    assert client.post("/accounts/login/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert (
        client.post("/api/v1/teams", headers={"Sec-Fetch-Site": "cross-site"}).json()["error"]["code"]
        == "AUTHORIZATION_ERROR"
    )


def test_leaving_clears_what_the_browser_kept(client: Client) -> None:
    client.force_login(make_person("Ann"))
    assert client.post("/accounts/logout/").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get("/accounts/login/").headers
