from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts.models import AthleteProfile, AuditEvent, Person, User
from core.acting import as_system
from tests.accounts.app_client import PASSWORD, App, account

# These views ask Google while they run, so no transaction of the request stands around what they write.
pytestmark = pytest.mark.django_db(transaction=True)

BODY = {"provider": "google", "process": "login", "token": {"client_id": "our-app", "id_token": "x.y.z"}}


@pytest.fixture(autouse=True)
def google(settings: Any) -> None:
    apps = [{"client_id": "our-app", "secret": "s", "key": ""}]
    settings.SOCIALACCOUNT_PROVIDERS = {**settings.SOCIALACCOUNT_PROVIDERS, "google": {"APPS": apps}}


def arrive(email: str = "rider@example.com", *, verified: bool = True, **extra: Any) -> tuple[App, int]:
    said = {"sub": "g-1", "email": email, "email_verified": verified, "name": "Rider R", **extra}
    app = App()
    with patch("allauth.socialaccount.internal.jwtkit.verify_and_decode", return_value=said):
        status = app.auth("auth/provider/token", BODY, **{"Accept-Language": "es"}).status_code
    return app, status


def test_google_opens_an_account_with_a_name() -> None:
    app, status = arrive()
    assert (status, app.me()) == (200, 200)
    with as_system("test"), transaction.atomic():
        assert Person.objects.values_list("name", "locale").get() == ("Rider R", "es")
        assert AthleteProfile.objects.count() == 1
        assert list(AuditEvent.objects.values_list("action", flat=True)) == ["login"]
    assert arrive()[1] == 200
    assert User.objects.count() == 1


def test_google_connects_to_the_account_of_a_verified_address() -> None:
    user = account()
    app, status = arrive()
    assert (status, SocialAccount.objects.get().user_id, app.me()) == (200, user.pk, 200)


def test_google_locks_out_whoever_took_the_address_before_without_proof() -> None:
    squatter = account()
    EmailAddress.objects.update(verified=False)
    app, status = arrive()
    assert (status, app.access) == (401, "")
    squatter.refresh_from_db()
    assert not squatter.check_password(PASSWORD)


def test_google_address_that_is_not_verified_does_not_connect() -> None:
    account()
    app, status = arrive(verified=False)
    assert (status, app.access, SocialAccount.objects.count()) == (401, "", 0)


def test_google_opens_nothing_while_sign_up_is_closed(settings: Any) -> None:
    settings.SIGNUP_OPEN = False
    _app, status = arrive()
    assert (status, User.objects.count()) == (403, 0)


def test_google_token_that_is_not_from_google_is_refused() -> None:
    app = App()
    with patch("allauth.socialaccount.internal.jwtkit.fetch_key", return_value=("RS256", "no key")):
        assert app.auth("auth/provider/token", BODY).status_code == 400
    assert (
        app.auth("auth/provider/token", {**BODY, "token": {"client_id": "other", "id_token": "x"}}).status_code == 400
    )
    assert app.auth("auth/provider/token", {**BODY, "provider": "apple"}).status_code == 400
