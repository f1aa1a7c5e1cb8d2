"""Errors outside of views: the envelope under /api/, a page elsewhere."""

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.api.errors import envelope_response
from core.web.middleware import unavailable


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _answer(request, 400, _("The request cannot be read."))


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _answer(request, 403, _("This is not yours to do."))


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _answer(request, 404, _("Nothing is here."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Also reached by what fails before a view, such as a session that cannot be read."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        return unavailable(request, retry_after_s=2)
    return _answer(request, 500, _("Something went wrong on our side."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if request.path.startswith("/api/"):
        return envelope_response(403, _("The CSRF token is missing or wrong."))
    return render(request, "403_csrf.html", status=403)


def _answer(request: HttpRequest, status: int, message: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return envelope_response(status, message)
    return render(request, f"{status}.html", status=status)
