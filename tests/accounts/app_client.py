"""An app on a phone: signs up and in by the app client of allauth and keeps what it is given."""

import re
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.people import open_account

BASE = "/_allauth/app/v1"
PASSWORD = "correct horse battery"


def account(email: str = "rider@example.com", password: str = PASSWORD) -> User:
    user = User.objects.create_user(email, password)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    open_account(user)
    return user


@dataclass
class App:
    session: str = ""
    access: str = ""
    refresh: str = ""

    def send(self, method: str, path: str, body: Any = None, *, as_session: bool = False, **headers: str) -> Any:
        if as_session:
            headers["X-Session-Token"] = self.session
        elif self.access:
            headers["Authorization"] = f"Bearer {self.access}"
        options = {"data": body, "content_type": "application/json"} if body is not None else {}
        response = getattr(Client(), method)(path, headers=headers, **options)
        self._keep(response)
        return response

    def auth(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.send("post", f"{BASE}/{path}", body or {}, **options)

    def me(self) -> int:
        return self.send("get", "/api/v1/me").status_code

    def rotate(self, token: str | None = None) -> Any:
        return Client().post(
            f"{BASE}/tokens/refresh", {"refresh_token": token or self.refresh}, content_type="application/json"
        )

    def _keep(self, response: Any) -> None:
        if "json" not in response.headers.get("Content-Type", ""):
            return
        found = response.json()
        meta = found.get("meta", {}) if isinstance(found, dict) else {}
        self.session = meta.get("session_token", self.session)
        self.access = meta.get("access_token", self.access)
        self.refresh = meta.get("refresh_token", self.refresh)


def signed_in_app(user: User, password: str = PASSWORD) -> App:
    app = App()
    assert app.auth("auth/login", {"email": user.email, "password": password}).status_code == 200
    return app


def code_in_mail() -> str:
    found = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", str(mail.outbox[-1].body))
    assert found is not None
    return found.group()
