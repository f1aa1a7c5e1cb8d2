"""What a call brings and what it gets, and how Strava words its refusals."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]  # lower-case names
    base: str  # http://host:port as the caller knows it

    def given(self, name: str) -> str:
        return self.form.get(name) or self.query.get(name, "")

    def number(self, name: str) -> int | None:
        text = self.given(name)
        return int(text) if text.lstrip("-").isdigit() else None

    @property
    def bearer(self) -> str:
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else self.given("access_token")


@dataclass(slots=True)
class Response:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """An error as Strava answers it: a message and what is wrong with which field of which resource."""

    def __init__(self, status: int, message: str, resource: str = "", name: str = "", code: str = "") -> None:
        super().__init__(message)
        self.status = status
        faults = [{"resource": resource, "field": name, "code": code}] if resource else []
        self.body = {"message": message, "errors": faults}

    def response(self) -> Response:
        return as_json(self.body, self.status)


def as_json(value: Any, status: int = 200) -> Response:
    body = json.dumps(value, separators=(",", ":")).encode()
    return Response(status, body, {"Content-Type": "application/json; charset=utf-8"})


def as_page(text: str, status: int = 200) -> Response:
    return Response(status, text.encode(), {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"})


def sent_to(address: str) -> Response:
    return Response(302, b"", {"Location": address})


def bad_request(resource: str, name: str, code: str = "invalid") -> Refusal:
    return Refusal(400, "Bad Request", resource, name, code)


def unauthorized(name: str = "access_token", code: str = "invalid") -> Refusal:
    return Refusal(401, "Authorization Error", "Athlete", name, code)


def missing_scope(resource: str, scope: str) -> Refusal:
    return Refusal(401, "Authorization Error", resource, f"{scope}_permission", "missing")


def not_found(resource: str, name: str = "id") -> Refusal:
    return Refusal(404, "Record Not Found", resource, name, "not found")


def inactive() -> Refusal:
    return Refusal(403, "Forbidden", "Application", "Status", "Inactive")


def too_many_athletes() -> Refusal:
    return Refusal(403, "Limit of connected athletes exceeded", "Application", "athletes limit", "exceeded")


def too_many_calls() -> Refusal:
    return Refusal(429, "Rate Limit Exceeded", "Application", "rate limit", "exceeded")
