"""The error envelope: one shape for whatever goes wrong under /api/."""

from collections.abc import Iterator
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.errors import Conflict, DomainError

logger = structlog.get_logger(__name__)

CODES = {
    400: "VALIDATION_ERROR",
    401: "AUTHENTICATION_ERROR",
    402: "ENTITLEMENT_REQUIRED",
    403: "AUTHORIZATION_ERROR",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "UNSUPPORTED_MEDIA",
    409: "CONFLICT",
    410: "GONE",
    412: "PRECONDITION_FAILED",
    413: "PAYLOAD_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA",
    422: "IDEMPOTENCY_MISMATCH",
    426: "UPGRADE_REQUIRED",
    429: "RATE_LIMIT_ERROR",
    500: "INTERNAL_ERROR",
    503: "SERVICE_UNAVAILABLE",
}


class ApiError(exceptions.APIException):
    """An answer with any status of the contract."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status_code = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def envelope(status: int, message: str, details: list[dict[str, str]] | None = None) -> dict[str, Any]:
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    return {
        "error": {
            "code": CODES.get(status, "INTERNAL_ERROR" if status >= 500 else "VALIDATION_ERROR"),
            "message": message,
            "details": details or [],
            "timestamp": timezone.now().isoformat().replace("+00:00", "Z"),
            "request_id": request_id,
        }
    }


def envelope_response(status: int, message: str, *, retry_after_s: int | None = None) -> HttpResponse:
    """The envelope for everything that goes wrong before or around a view."""
    response = JsonResponse(envelope(status, message), status=status)
    response["Cache-Control"] = "no-store"
    if retry_after_s is not None:
        response["Retry-After"] = str(retry_after_s)
    return response


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    answer = _answer(error)
    if answer is not None:
        set_rollback()
        answer["Cache-Control"] = "no-store"
    return answer


def _answer(error: Exception) -> Response | None:
    if isinstance(error, DomainError):
        details = [{"field": error.field, "code": error.detail, "message": str(error.message)}] if error.field else []
        return Response(envelope(error.status, str(error.message), details), status=error.status)
    known = _as_api_exception(error)
    if known is None:
        return None
    details = list(_flatten(known.detail)) if isinstance(known.detail, (dict, list)) else []
    message = _("Some of what was sent is not right.") if details else str(known.detail)
    response = Response(envelope(known.status_code, message, details), status=known.status_code)
    for name, value in _headers(known).items():
        response[name] = value
    return response


def _as_api_exception(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return exceptions.NotFound(_("Nothing is here."))
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return ApiError(413, _("The request is too large."))
    return _from_database(error)


def _from_database(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, IntegrityError):
        logger.info("constraint", constraint=constraint_of(error))
        return ApiError(Conflict.status, _("This contradicts something that is already there."))
    if isinstance(error, DataError):
        return ApiError(400, _("A value does not fit."))
    if isinstance(error, (OperationalError, InterfaceError)):
        logger.warning("database is away", error=type(error).__name__)
        return ApiError(503, _("The service is not available just now."), Retry_After="2")
    return None


def constraint_of(error: IntegrityError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers: dict[str, str] = dict(getattr(error, "headers", {}))
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    wait = getattr(error, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(max(1, round(wait)))
    return headers


def _flatten(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from _flatten(value, _joined(path, "" if key == "non_field_errors" else str(key)))
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            is_leaf = not isinstance(value, (dict, list))
            yield from _flatten(value, path if is_leaf else _joined(path, str(index)))
    else:
        yield {"field": path, "code": getattr(detail, "code", "invalid"), "message": str(detail)}


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path and key else path or key
