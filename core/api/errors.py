"""From exceptions to the envelope: whatever an endpoint raises becomes one of the answers of the contract."""

from collections.abc import Iterator
from typing import Any

import structlog
from django.core.exceptions import BadRequest, FieldError, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelRefusal
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error

from core.api import refusals
from core.api.envelope import ApiError, Detail, envelope, envelope_response
from core.errors import DomainError

__all__ = ["ApiError", "answer_outside", "envelope", "envelope_response", "exception_handler"]

logger = structlog.get_logger(__name__)

# An OverflowError comes from counting on from a date or a number far away.
_UNREADABLE = (BadRequest, FieldError, OverflowError, SuspiciousOperation, UnreadablePostError)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response:
    from rest_framework.views import set_rollback  # noqa: PLC0415 - its module loads our parsers, which need this one

    set_rollback()
    response = _of_domain(error) if isinstance(error, DomainError) else _of_api(_as_api_error(error, context))
    response["Cache-Control"] = "no-store"
    return response


def answer_outside(error: Exception) -> HttpResponse | None:
    """For what a view cannot catch, such as a commit that fails; None for what is a fault of ours."""
    known = refusals.explain(error)
    if known is None:
        return None
    response = envelope_response(known.status_code, str(known.detail))
    for name, value in known.headers.items():
        response[name] = value
    return response


def _of_domain(error: DomainError) -> Response:
    message = str(error.message)
    details: list[Detail] = [{"field": error.field, "code": error.detail, "message": message}] if error.field else []
    return Response(envelope(error.status, message, details), status=error.status)


def _of_api(error: exceptions.APIException) -> Response:
    status = error.status_code
    if isinstance(error.detail, (dict, list)):
        body = envelope(status, _("Some of what was sent is not right."), list(_flatten(error.detail)))
    else:
        body = envelope(status, str(error.detail), getattr(error, "details", ()))
    return Response(body, status=status, headers=_headers(error))


def _as_api_error(error: Exception, context: dict[str, Any]) -> exceptions.APIException:
    known = error if isinstance(error, exceptions.APIException) else _of_django(error) or refusals.explain(error)
    if known is not None:
        return known
    logger.error("unexpected", exc_info=error)
    got_request_exception.send(sender=type(context.get("view")), request=_django_request(context))
    return ApiError(500, _("Something went wrong on our side."))


def _of_django(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, Http404):
        return exceptions.NotFound(_("Nothing is here."))
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return ApiError(413, _("The request is too large."))
    if isinstance(error, ModelRefusal):
        return exceptions.ValidationError(as_serializer_error(error))
    if isinstance(error, _UNREADABLE):
        logger.warning("request cannot be read", error=repr(error))
        return ApiError(400, _("The request cannot be read."))
    return None


def _django_request(context: dict[str, Any]) -> HttpRequest | None:
    request = context.get("request")
    return getattr(request, "_request", request)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers: dict[str, str] = dict(getattr(error, "headers", {}))
    challenge = getattr(error, "auth_header", None)
    if challenge:
        headers["WWW-Authenticate"] = challenge
    wait = getattr(error, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(max(1, round(wait)))
    return headers


def _flatten(detail: Any, path: str = "") -> Iterator[Detail]:
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
