"""The schema is a promise: schemathesis walks every operation with good and hostile requests and compares."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
import yaml
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, settings

from accounts import api_keys, people
from accounts.models import User
from core.acting import acting_as
from core.api.docs import document

ROOT = Path(__file__).resolve().parents[2]
CONFIG = schemathesis.config.SchemathesisConfig.from_path(ROOT / "schemathesis.toml")
CONTRACT = schemathesis.openapi.from_dict(json.loads(document()), config=CONFIG)
CONTRACT.app = get_wsgi_application()


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """Outside of Django's own test client a request would end by dropping the connection, and the test with it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def key(db: None) -> str:
    user = User.objects.create_user("contract@example.com")
    with acting_as(user):
        people.open_account(user, name="Contract")
        return api_keys.create_key(user=user, name="contract", scopes=["write"], now=timezone.now())[1]


def test_committed_schema_is_the_one_that_is_served() -> None:
    committed = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text())
    assert committed == json.loads(document()), "Run: script/manage spectacular --file docs/openapi.yaml"


@CONTRACT.parametrize()
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_operation_keeps_the_promise_of_the_schema(case: schemathesis.Case, key: str, one_connection: None) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {key}"})
