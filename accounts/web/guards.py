"""Who may open a page. Each view of `web` carries one of these; a test holds that."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache

View = TypeVar("View", bound=Callable[..., HttpResponse])


def for_everyone(view: View) -> View:
    """Also without an account: the view decides what it shows."""
    return _guarded(view, view, "everyone")


def signed_in(view: View) -> View:
    return _guarded(view, login_required(never_cache(view)), "signed_in")


def before_onboarding(view: View) -> View:
    """May be opened by someone who has not finished their first steps."""
    view.is_open_before_onboarding = True  # type: ignore[attr-defined]
    return view


def is_page(view: Callable[..., HttpResponseBase]) -> bool:
    return hasattr(view, "guard")


def is_open_before_onboarding(view: Callable[..., HttpResponseBase]) -> bool:
    return bool(getattr(view, "is_open_before_onboarding", False))


def _guarded(view: View, inner: Callable[..., HttpResponse], name: str) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return inner(request, *args, **kwargs)

    guarded.guard = name  # type: ignore[attr-defined]
    return cast(View, guarded)
