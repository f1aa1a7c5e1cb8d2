"""How endpoints describe themselves in OpenAPI: the envelope on every refusal, our headers, our pages."""

from functools import cache
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers

from core.api import fields
from core.api.permissions import SAFE_METHODS
from core.api.serializers import Strict

SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"session": []}]
_REFUSALS = {
    "400": "What was sent is not right",
    "401": "Credentials are missing or wrong",
    "403": "Not allowed",
    "404": "Not there, or not for you",
    "405": "Not a method of this address",
    "409": "Contradicts what is there",
    "410": "Gone",
    "412": "Changed meanwhile",
    "413": "Too large",
    "415": "Not a content type of this address",
    "422": "The Idempotency-Key belongs to another request",
    "429": "Too many requests",
    "503": "Not available just now",
}
_ALWAYS, _SIGNED_IN, _CHANGING = ("400", "404", "405", "429", "503"), ("401", "403"), ("409", "410", "413", "415")
_KEY_TEXT = "Makes the request safe to send again for 24 hours."
_KEY_SCHEMA = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"}
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": '^(W/)?"[0-9a-f-]{1,40}"$'},
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the version that is being changed.",
)
# A character that remains once those that mislead are taken out (`core.text`).
_VISIBLE = (
    r"[^\s\u0000-\u001f\u007f-\u00a0\u061c\u1680\u2000-\u200a\u200e\u200f\u2028-\u202f\u205f\u2066-\u2069\u3000\ufeff]"
)


class Schema(AutoSchema):
    def get_operation_id(self) -> str:
        parts = (part.strip("{}") for part in self.path.strip("/").split("/")[2:])
        return "_".join([self.method.lower(), *(part.replace("-", "_") for part in parts)])

    def get_auth(self) -> list[dict[str, list[str]]]:
        return SECURITY if self.view.get_authenticators() else []

    def get_response_serializers(self) -> Any:
        """Lists are pages and creations answer 201 or 200, unless a view says otherwise."""
        serializer, query = getattr(self.view, "serializer_class", None), getattr(self.view, "query", None)
        if serializer and self.method == "GET" and query and "cursor" in query().fields:
            return page_of(serializer)
        if serializer and self.method == "POST":
            return created(serializer)
        return super().get_response_serializers()

    def get_override_parameters(self) -> list[Any]:
        if self.method == "POST" and self.view.get_authenticators():
            is_required = bool(getattr(self.view, "needs_idempotency_key", False))
            place: Any = OpenApiParameter.HEADER
            return [
                OpenApiParameter("Idempotency-Key", _KEY_SCHEMA, place, required=is_required, description=_KEY_TEXT)
            ]
        query = getattr(self.view, "query", None)
        return [query] if query and self.method in SAFE_METHODS else []

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        for status in self._refusals(operation):
            operation["responses"].setdefault(status, {"$ref": f"#/components/responses/Refusal{status}"})
        for parameter in operation.get("parameters", []):
            if parameter["schema"].get("type") == "array":
                parameter.update(style="form", explode=False)
        return operation

    def _refusals(self, operation: dict[str, Any]) -> list[str]:
        headers = {parameter["name"] for parameter in operation.get("parameters", [])}
        conditions = {
            _ALWAYS: True,
            _SIGNED_IN: bool(self.view.get_authenticators()),
            _CHANGING: self.method not in SAFE_METHODS,
            ("412",): "If-Match" in headers,
            ("422",): "Idempotency-Key" in headers,
        }
        return sorted(status for statuses, holds in conditions.items() if holds for status in statuses)

    def _postprocess_serializer_schema(self, schema: Any, serializer: Any, direction: str) -> Any:
        schema = super()._postprocess_serializer_schema(schema, serializer, direction)  # type: ignore[no-untyped-call]
        if direction == "request" and isinstance(serializer, Strict):
            schema["additionalProperties"] = False
        if direction == "request" and serializer.partial:
            for name in [name for name, field in serializer.fields.items() if isinstance(field, fields.ClientIdField)]:
                schema["properties"].pop(name, None)
        return schema

    def _map_serializer_field(self, field: Any, direction: str, bypass_extensions: bool = False) -> Any:  # noqa: FBT001, FBT002
        schema = super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        if direction == "request" and isinstance(field, fields.LineField) and schema.get("type") == "string":
            schema["pattern"] = r"^[^\u0000]*$" if field.allow_blank else rf"^[^\u0000]*{_VISIBLE}[^\u0000]*$"
        if isinstance(field, fields.DayField) and direction == "request":
            schema["pattern"] = r"^(19|20|21)\d{2}-"
        return schema


@cache
def page_of(item: type[serializers.BaseSerializer[Any]]) -> Any:
    """The answer of a list endpoint."""
    parts = {
        "data": item(many=True),
        "next_cursor": serializers.CharField(allow_null=True),
        "has_more": serializers.BooleanField(),
    }
    return inline_serializer(item.__name__.removesuffix("Serializer") + "Page", parts)


def series_of(item: type[serializers.BaseSerializer[Any]]) -> Any:
    """The answer that holds all there is, without a cursor."""
    return inline_serializer(item.__name__.removesuffix("Serializer") + "Series", {"data": item(many=True)})


def created(item: type[serializers.BaseSerializer[Any]]) -> dict[int, Any]:
    """The answers of a creation: 201, and 200 when the same was sent before."""
    return {201: item, 200: item}


def complete(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Drf-spectacular's last hook: what every operation refers to."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Error"] = _error()
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    components["responses"] = {
        f"Refusal{status}": {"description": text, "content": content} for status, text in _REFUSALS.items()
    }
    components["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "An access token, or an API key (`pk_…`)."},
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "session",
            "description": "A browser, with `X-CSRFToken`.",
        },
    }
    return result


def _error() -> dict[str, Any]:
    text = {"type": "string"}
    detail = _object({"field": text, "code": text, "message": text})
    error = {
        "code": text,
        "message": text,
        "details": {"type": "array", "items": detail},
        "timestamp": {"type": "string", "format": "date-time"},
        "request_id": text,
    }
    return _object({"error": _object(error)})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}
