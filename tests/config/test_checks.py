from base64 import urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core.exceptions import ImproperlyConfigured

from config import checks
from core import redis

GOOD_KEY = urlsafe_b64encode(bytes(32)).decode()


def pem(key) -> str:
    encoding, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, private, serialization.NoEncryption()).decode()


def ids(found: list) -> list[str]:
    return [message.id for message in found]


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "JWT_PRIVATE_KEY", "METRICS_TOKEN"])
def test_production_without_a_secret_refuses_to_start_and_names_it(settings, name: str) -> None:
    settings.IS_PRODUCTION = True
    setattr(settings, name, [] if name == "FIELD_KEYS" else "")
    with pytest.raises(ImproperlyConfigured, match=f"{name}: make one with"):
        checks.refuse_to_start_without_secrets()


def test_production_with_all_secrets_starts(settings) -> None:
    settings.IS_PRODUCTION = True
    checks.refuse_to_start_without_secrets()


def test_development_needs_no_secret(settings) -> None:
    settings.IS_PRODUCTION, settings.METRICS_TOKEN = False, ""
    checks.refuse_to_start_without_secrets()


def test_secrets_of_this_machine_are_well_formed() -> None:
    assert checks.check_secrets(None) == []


def test_short_secret_is_an_error_in_production(settings) -> None:
    settings.IS_PRODUCTION, settings.SECRET_KEY = True, "short"
    assert ids(checks.check_secrets(None)) == ["paceline.E001"]


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        (["k1"], "not of the form"),
        (["k1:abc"], "not 32 bytes"),
        (["k1:" + urlsafe_b64encode(bytes(16)).decode()], "not 32 bytes"),
        ([f"k1:{GOOD_KEY}", f"k1:{GOOD_KEY}"], "twice"),
    ],
)
def test_malformed_field_key_is_an_error(settings, keys: list[str], fault: str) -> None:
    settings.FIELD_KEYS = keys
    (found,) = checks.check_secrets(None)
    assert (found.id, fault in found.msg) == ("paceline.E002", True)


@pytest.mark.parametrize(
    ("text", "fault"),
    [("hello", "no private key"), (pem(ec.generate_private_key(ec.SECP256R1())), "no RSA key"),
     (pem(rsa.generate_private_key(65537, 1024)), "no RSA key")],
)  # fmt: skip
def test_malformed_jwt_key_is_an_error(settings, text: str, fault: str) -> None:
    settings.JWT_PRIVATE_KEY = text
    (found,) = checks.check_secrets(None)
    assert (found.id, fault in found.msg) == ("paceline.E003", True)


def test_two_jwt_keys_after_a_rotation_are_fine(settings) -> None:
    settings.JWT_PRIVATE_KEY = "\n".join(pem(rsa.generate_private_key(65537, 2048)) for _ in range(2))
    assert checks.check_secrets(None) == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("IS_SECURE", False, ["paceline.E010"]),
        ("ALLOWED_HOSTS", ["*"], ["paceline.E011"]),
        ("ADMIN_HOST", "admin.example.com", ["paceline.E012"]),
        ("TRUSTED_PROXIES", 0, ["paceline.W013"]),
        ("ADMIN_HOST", "paceline.example.com", []),
    ],
)
def test_address_that_would_not_work_is_told(settings, name: str, value: object, expected: list[str]) -> None:
    settings.IS_SECURE, settings.ALLOWED_HOSTS, settings.TRUSTED_PROXIES = True, ["paceline.example.com"], 1
    setattr(settings, name, value)
    assert ids(checks.check_addresses(None)) == expected


@pytest.mark.parametrize(
    ("backend", "expected"),
    [("core.mail.FileBackend", ["paceline.W020"]), ("django.core.mail.backends.smtp.EmailBackend", [])],
)
def test_mail_that_goes_nowhere_is_told(settings, backend: str, expected: list[str]) -> None:
    settings.MAIL_DELIVERY_BACKEND = backend
    assert ids(checks.check_mail(None)) == expected


@pytest.mark.django_db
def test_login_of_the_site_is_fine() -> None:
    assert checks.check_role(None, databases=["default"]) == []


class Answering:
    """A database that says this about the role that is connected."""

    def __init__(self, *row: object) -> None:
        self.row = row

    def cursor(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_error: object) -> None: ...

    def execute(self, _query: str) -> None: ...

    def fetchone(self):
        return self.row


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ((True, False, False), "is a superuser"),
        ((False, True, False), "has BYPASSRLS"),
        ((False, False, True), "owns tables"),
    ],
)
def test_login_that_passes_the_wall_is_an_error(
    monkeypatch: pytest.MonkeyPatch, facts: tuple[bool, ...], fault: str
) -> None:
    monkeypatch.setattr(checks, "connection", Answering("postgres", *facts))
    (found,) = checks.check_role(None, databases=["default"])
    assert (found.id, fault in found.msg) == ("paceline.E030", True)


def test_redis_that_evicts_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis, "ask", lambda _question: {"maxmemory-policy": "allkeys-lru"})
    assert ids(checks.check_redis(None)) == ["paceline.E041"]


def test_redis_that_is_away_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_question):
        raise redis.Away

    monkeypatch.setattr(redis, "ask", away)
    assert ids(checks.check_redis(None)) == ["paceline.W040"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", []), ("user=0,ai=5/10", []), ("usr=5", ["paceline.E004"]), ("user=x", ["paceline.E004"])],
)
def test_limits_that_cannot_be_read_are_an_error(settings, text: str, expected: list[str]) -> None:
    settings.RATE_LIMITS = text
    assert ids(checks.check_limits(None)) == expected
