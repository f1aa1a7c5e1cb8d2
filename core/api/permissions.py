"""Who may call an endpoint at all. An endpoint that says nothing is closed."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Denied(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return False


class Anyone(BasePermission):
    """Open to strangers; every use is on the reasoned list of the architecture tests."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return True


class SignedIn(BasePermission):
    """A person, whose API key (if it is one) has the scope the method needs."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_authenticated) and needed_scope(request, view) in scopes_of(request)


class InPerson(BasePermission):
    """A person with a full sign-in: what an API key must not do, such as making further keys."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_authenticated) and not getattr(request.auth, "is_api_key", False)


ALL_SCOPES = frozenset({"read", "write", "upload"})


def scopes_of(request: Request) -> frozenset[str]:
    scopes: frozenset[str] = getattr(request.auth, "scopes", ALL_SCOPES)
    return scopes | {"read", "upload"} if "write" in scopes else scopes


def needed_scope(request: Request, view: Any) -> str:
    if request.method in SAFE_METHODS:
        return "read"
    return getattr(view, "write_scope", "write")
