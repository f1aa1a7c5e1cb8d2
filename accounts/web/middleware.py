"""Pages speak for whoever is signed in, in their language and at their time, before the transaction opens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from accounts.models import Person
from accounts.web.guards import is_open_before_onboarding, is_page
from accounts.web.refusals import answer_refusal
from accounts.web.visitor import load_visitor
from core.acting import acting_as
from core.errors import DomainError

WITHOUT_A_PERSON = ("/api/", "/_allauth/", "/static/", "/health/", "/metrics", "/version", "/webhooks/")


class PersonMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(WITHOUT_A_PERSON):
            with acting_as(None):
                return self.get_response(request)
        if not request.user.is_authenticated:
            with acting_as(None), _speaking(translation.get_language_from_request(request), "UTC"):
                response = self.get_response(request)
                patch_vary_headers(response, ("Accept-Language",))
                return _labelled(response)
        with acting_as(request.user):
            with transaction.atomic():
                request.visitor = load_visitor(request.user, request.session)  # type: ignore[attr-defined]
            person: Person = request.visitor.person  # type: ignore[attr-defined]
            with _speaking(person.locale, person.time_zone):
                return _labelled(self.get_response(request))

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        visitor = getattr(request, "visitor", None)
        if visitor is None or visitor.has_finished_onboarding or not is_page(view) or is_open_before_onboarding(view):
            return None
        return redirect("welcome")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError) and not request.path_info.startswith(WITHOUT_A_PERSON):
            return answer_refusal(request, exception)
        return None


def _labelled(response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault("Content-Language", translation.get_language() or "en")
    return response


@contextmanager
def _speaking(locale: str, zone: str) -> Iterator[None]:
    with translation.override(locale), timezone.override(_zone(zone)):
        yield


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
