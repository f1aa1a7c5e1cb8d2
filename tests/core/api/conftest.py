from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture(autouse=True)
def endpoints(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.core.api.endpoints"
    settings.MIDDLEWARE = ["core.web.middleware.RequestMiddleware", "csp.middleware.CSPMiddleware"]


@pytest.fixture
def ann(db: None) -> User:
    return User.objects.create_user("ann@example.com")


@pytest.fixture
def ben(db: None) -> User:
    return User.objects.create_user("ben@example.com")


@pytest.fixture
def as_() -> Callable[..., Client]:
    """A client that speaks for a person, with an API key of these scopes if any."""

    def client(user: User, *scopes: str) -> Client:
        return Client(headers={"Authorization": " ".join([str(user.pk), *scopes])}, raise_request_exception=False)

    return client


@pytest.fixture
def nobody() -> Client:
    return Client(raise_request_exception=False)
