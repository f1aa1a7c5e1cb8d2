"""Who may call an endpoint at all. An endpoint that says nothing is closed."""

from collections.abc import Callable
from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ALL_SCOPES = frozenset({"read", "write", "upload"})

Predicate = Callable[[Request], bool]


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


class InPerson(SignedIn):
    """A person with a full sign-in, changing things only while it is fresh: such as making keys, which no key may do."""

    def has_permission(self, request: Request, view: Any) -> bool:
        is_fresh = request.method in SAFE_METHODS or getattr(request.auth, "is_recent", True)
        return super().has_permission(request, view) and is_fresh and not getattr(request.auth, "is_api_key", False)


def only(name: str, predicate: Predicate) -> type[SignedIn]:
    """A named permission: a signed-in person of whom `predicate` holds. Declared once, used by name."""

    def has_permission(self: SignedIn, request: Request, view: Any) -> bool:
        return SignedIn.has_permission(self, request, view) and predicate(request)

    return type(name, (SignedIn,), {"has_permission": has_permission})


def scopes_of(request: Request) -> frozenset[str]:
    """A session has all scopes; a key says which it has, and one that may write may read and upload."""
    scopes: frozenset[str] = frozenset(getattr(request.auth, "scopes", ALL_SCOPES))
    return ALL_SCOPES if "write" in scopes else scopes


def needed_scope(request: Request, view: Any) -> str:
    if request.method in SAFE_METHODS:
        return "read"
    scope: str = getattr(view, "write_scope", "write")
    return scope
