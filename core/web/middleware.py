"""The outermost layers: a request's id, log line, metrics and headers; and the closed door during maintenance."""

import re
import secrets
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core import acting, maintenance, metrics
from core.api.errors import answer_outside, envelope_response
from core.client_ip import client_ip
from core.logging import mask

logger = structlog.get_logger("access")
Next = Callable[[HttpRequest], HttpResponse]

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_ALWAYS_OPEN = ("/health/", "/metrics", "/version", "/static/", "/admin/")
_QUIET = ("/health/", "/static/", "/metrics")
_LOGOUT = "/accounts/logout/"
_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class RequestMiddleware:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        request_id = _request_id(request)
        structlog.contextvars.bind_contextvars(request_id=request_id, client=client_ip(request))
        if request.path.startswith("/health/"):
            # Probes come by address, not by name, and nothing they hear depends on the name.
            request.META["HTTP_HOST"] = settings.PUBLIC_HOST
        try:
            response = _refusal(request) or self.get_response(request)
            self._finish(request, response, request_id, time.perf_counter() - began)
            return response
        finally:
            acting.forget()
            structlog.contextvars.clear_contextvars()

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a view did not expect. The database being away is no fault of ours and passes."""
        if request.path.startswith("/api/"):
            return answer_outside(exception)
        if isinstance(exception, (OperationalError, InterfaceError)):
            logger.warning("database is away", error=type(exception).__name__)
            return unavailable(request, retry_after_s=2)
        return None

    def _finish(self, request: HttpRequest, response: HttpResponse, request_id: str, took_s: float) -> None:
        response["X-Request-ID"] = request_id
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if request.path == _LOGOUT and request.method == "POST" and response.status_code == 302:
            response["Clear-Site-Data"] = '"cache", "storage"'
        route = request.resolver_match.route if request.resolver_match else "unmatched"
        metrics.observe(request.method or "", route, response.status_code, took_s)
        if not request.path.startswith(_QUIET) or response.status_code >= 500:
            who = acting.actor_id() or getattr(getattr(request, "_cached_user", None), "pk", None)
            logger.info(
                "request",
                method=request.method,
                path=mask(request.get_full_path()[:500]),
                status=response.status_code,
                ms=round(took_s * 1000, 1),
                user=str(who) if who else None,
            )


class MaintenanceMiddleware:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_ALWAYS_OPEN) and maintenance.is_on():
            return unavailable(request, retry_after_s=60)
        return self.get_response(request)


def unavailable(request: HttpRequest, *, retry_after_s: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        return envelope_response(503, _("The service is not available just now."), retry_after_s=retry_after_s)
    response = render(request, "503.html", status=503)
    response["Retry-After"] = str(retry_after_s)
    return response


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """A form of ours sent from another site: refused by what the browser says, before anything reads the cookie."""
    is_cross = request.headers.get("Sec-Fetch-Site") == "cross-site"
    is_unsafe = request.method not in {"GET", "HEAD", "OPTIONS"}
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES and "Authorization" not in request.headers
    if is_cross and is_unsafe and has_session and not request.path.startswith("/accounts/apple/"):
        if request.path.startswith("/api/"):
            return envelope_response(403, _("This request came from another site."))
        return render(request, "403_csrf.html", status=403)
    return None


def _request_id(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if _SANE_ID.fullmatch(given) else secrets.token_hex(12)
