"""The error envelope: one shape for whatever goes wrong under /api/."""

from collections.abc import Sequence
from typing import Any, TypedDict

import structlog
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from rest_framework.exceptions import APIException

CODES = {
    400: "VALIDATION_ERROR",
    401: "AUTHENTICATION_ERROR",
    402: "ENTITLEMENT_REQUIRED",
    403: "AUTHORIZATION_ERROR",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
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


class Detail(TypedDict):
    field: str
    code: str
    message: str


class ApiError(APIException):
    """An answer with any status of the contract; header names are written with underscores."""

    def __init__(self, status: int, message: str, *, details: Sequence[Detail] = (), **headers: str) -> None:
        super().__init__(message)
        self.status_code = status
        self.details = list(details)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def envelope(status: int, message: str, details: Sequence[Detail] = ()) -> dict[str, Any]:
    return {
        "error": {
            "code": CODES.get(status, "INTERNAL_ERROR" if status >= 500 else "VALIDATION_ERROR"),
            "message": message,
            "details": list(details),
            "timestamp": timezone.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
        }
    }


def envelope_response(status: int, message: str, *, retry_after_s: int | None = None) -> HttpResponse:
    """The envelope for what goes wrong before or around a view."""
    response = JsonResponse(envelope(status, message), status=status)
    response["Cache-Control"] = "no-store"
    if retry_after_s is not None:
        response["Retry-After"] = str(retry_after_s)
    return response
