"""Passkeys end to end, with an authenticator made of software."""

import hashlib
import json
import secrets
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from accounts.models import User
from tests.accounts.app_client import BASE, PASSWORD, App, account, code_in_mail, signed_in_app

pytestmark = pytest.mark.django_db
FLAG = AuthenticatorData.FLAG
SIGNUP = f"{BASE}/auth/webauthn/signup"
LOGIN = f"{BASE}/auth/webauthn/login"
MANAGE = f"{BASE}/account/authenticators/webauthn"


class Key:
    """A security key that has checked its owner's finger."""

    def __init__(self) -> None:
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.user = b""

    def register(self, options: dict[str, Any]) -> dict[str, Any]:
        public = options["publicKey"]
        self.user = public["user"]["id"]
        credential = AttestedCredentialData.create(
            Aaguid.NONE, self.id, ES256.from_cryptography_key(self.secret.public_key())
        )
        flags = FLAG.UP | FLAG.UV | FLAG.AT
        data = AuthenticatorData.create(self._rp(public["rp"]["id"]), flags, 0, credential)
        told = self._told("webauthn.create", public["challenge"])
        attestation = bytes(AttestationObject.create("none", data, {}))
        return self._answer({"clientDataJSON": websafe_encode(told), "attestationObject": websafe_encode(attestation)})

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        public = options["publicKey"]
        data = AuthenticatorData.create(self._rp(public["rpId"]), FLAG.UP | FLAG.UV, 1)
        told = self._told("webauthn.get", public["challenge"])
        signature = self.secret.sign(bytes(data) + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(told),
                "authenticatorData": websafe_encode(bytes(data)),
                "signature": websafe_encode(signature),
                "userHandle": self.user,
            }
        )

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        results = {"credProps": {"rk": True}}
        name = websafe_encode(self.id)
        return {
            "type": "public-key", "id": name, "rawId": name, "response": response, "clientExtensionResults": results,
        }  # fmt: skip

    def _rp(self, name: str) -> bytes:
        return hashlib.sha256(name.encode()).digest()

    def _told(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": "http://testserver"}).encode()


def sign_up(key: Key) -> App:
    app = App()
    app.auth("auth/webauthn/signup", {"email": "new@example.com"})
    app.auth("auth/email/verify", {"key": code_in_mail()}, as_session=True)
    options = app.send("get", SIGNUP, as_session=True).json()["data"]["creation_options"]
    body = {"name": "Phone", "credential": key.register(options)}
    assert app.send("put", SIGNUP, body, as_session=True).status_code == 200
    return app


def sign_in(key: Key) -> tuple[App, int]:
    app = App()
    options = app.send("get", LOGIN).json()["data"]["request_options"]
    return app, app.send("post", LOGIN, {"credential": key.sign(options)}, as_session=True).status_code


def test_passkey_signs_up_without_a_password_and_signs_in() -> None:
    key = Key()
    assert sign_up(key).me() == 200
    assert not User.objects.get().has_usable_password()
    app, status = sign_in(key)
    assert (status, app.me()) == (200, 200)


def test_passkey_added_later_signs_in_past_the_password() -> None:
    app, key = signed_in_app(account()), Key()
    app.auth("auth/reauthenticate", {"password": PASSWORD})
    options = app.send("get", f"{MANAGE}?passwordless").json()["data"]["creation_options"]
    added = app.send("post", MANAGE, {"name": "Key", "credential": key.register(options), "passwordless": True})
    assert added.status_code == 200
    assert sign_in(key)[1] == 200


def test_passkey_of_a_suspended_person_gives_nothing() -> None:
    key = Key()
    sign_up(key)
    User.objects.update(suspended_at="2026-01-01T00:00Z")
    app, _status = sign_in(key)
    assert app.access == ""


def test_passkey_of_somebody_else_is_refused() -> None:
    sign_up(Key())
    stranger = Key()
    stranger.user = websafe_encode(str(User.objects.get().pk).encode())
    assert sign_in(stranger)[1] in {400, 401}


BROKEN: list[Any] = [
    {}, [], "x", None, 7, {"id": "x"}, {"response": {}},
    {"id": "*", "rawId": "*", "type": "public-key", "response": {}},
    {"id": "AA", "rawId": "AA", "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}},
    {"id": "AAAA", "rawId": "AAAA", "response": {"clientDataJSON": "AA", "attestationObject": "AA"}},
    {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {
        "clientDataJSON": websafe_encode(b'{"type":"webauthn.get","challenge":"AA","origin":"http://testserver"}'),
        "authenticatorData": websafe_encode(b"\0" * 37), "signature": "AA", "userHandle": "_w"}},
]  # fmt: skip


@pytest.mark.parametrize("credential", BROKEN)
def test_broken_credential_is_refused(credential: Any) -> None:
    app = App()
    app.send("get", LOGIN)
    statuses = {app.send("post", LOGIN, {"credential": credential}, as_session=True).status_code}
    app = signed_in_app(account())
    app.auth("auth/reauthenticate", {"password": PASSWORD})
    app.send("get", MANAGE)
    statuses |= {app.send("post", MANAGE, {"name": "x", "credential": credential}).status_code}
    assert statuses <= {400, 401}
