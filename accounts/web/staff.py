"""What stands before every page: the host of the admin, staff without a second factor, and impersonation."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from structlog.contextvars import bind_contextvars

from accounts import staff
from accounts.web.impersonation import current_impersonation, switch_back
from core.acting import look_on
from core.api.errors import envelope_response

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
JSON_PATHS = ("/api/", "/_allauth/")
OPEN_PATHS = ("/static/", "/health/")
PRIVATE_PATHS = ("/accounts/", "/_allauth/", "/settings/security", "/settings/api-keys")


class StaffMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(self._admin_path) and not is_admin_host(request):
            raise Http404
        return self._refusal(request) or self.get_response(request)

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        # Bearers of tokens are looked at where tokens are: no cookie, no session to read.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path.startswith(OPEN_PATHS):
            return None
        if getattr(request.user, "is_hijacked", False):
            return self._refuse_while_impersonating(request)
        if staff.must_enrol(request.user) and not request.path.startswith(self._enrolment_paths):
            return _refused(request, _("Staff need a second factor: add one first."), reverse("mfa_index"))
        return None

    def _refuse_while_impersonating(self, request: HttpRequest) -> HttpResponse | None:
        begun = current_impersonation(request)
        if begun is None or begun.is_over(timezone.now()):
            switch_back(request, cause="time is up")
            return redirect("admin:index")
        request.impersonation = begun  # type: ignore[attr-defined]
        bind_contextvars(impersonator_id=begun.staff_id)
        look_on()
        is_release = request.path == self._release_path
        if not is_release and (request.method not in SAFE_METHODS or request.path.startswith(PRIVATE_PATHS)):
            return _refused(request, _("While you look through somebody's eyes you can only look."))
        return None

    @cached_property
    def _admin_path(self) -> str:
        return reverse("admin:index")

    @cached_property
    def _release_path(self) -> str:
        return reverse("end_impersonation")

    @cached_property
    def _enrolment_paths(self) -> tuple[str, ...]:
        return (reverse("mfa_index"), reverse("account_logout"), reverse("account_reauthenticate"))


def is_admin_host(request: HttpRequest) -> bool:
    return not settings.ADMIN_HOST or settings.ADMIN_HOST in {request.get_host(), request.get_host().rpartition(":")[0]}


def _refused(request: HttpRequest, message: str, way_on: str = "") -> HttpResponse:
    if request.path.startswith(JSON_PATHS):
        return envelope_response(403, message)
    if way_on and request.method in SAFE_METHODS:
        return redirect(way_on)
    return render(request, "403.html", {"exception": message}, status=403)
