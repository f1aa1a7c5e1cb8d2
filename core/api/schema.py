"""How endpoints describe themselves in OpenAPI: the envelope on every refusal, our headers, our pages."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

ERROR = {"$ref": "#/components/schemas/Error"}
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
    "415": "Not JSON",
    "422": "The Idempotency-Key belongs to another request",
    "429": "Too many requests",
    "503": "Not available just now",
}
KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="Makes the request safe to send again for 24 hours."
)
REQUIRED_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description=str(KEY.description)
)
LIST = (
    OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}),
    OpenApiParameter("cursor", str, description="`next_cursor` of the page before."),
)


class Schema(AutoSchema):
    def get_override_parameters(self) -> list[Any]:
        parameters: list[Any] = []
        if self.method == "POST":
            parameters.append(REQUIRED_KEY if getattr(self.view, "needs_idempotency_key", False) else KEY)
        if self.method == "GET" and {"limit", "cursor"} <= getattr(self.view, "query_parameters", frozenset()):
            parameters.extend(LIST)
        return parameters

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is not None:
            for status, text in _REFUSALS.items():
                content = {"application/json": {"schema": ERROR}}
                operation["responses"].setdefault(status, {"description": text, "content": content})
        return operation


def add_error(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    text = {"type": "string"}
    detail = {"type": "object", "properties": {"field": text, "code": text, "message": text}, "required": ["field", "code", "message"]}
    error = {
        "type": "object",
        "required": ["code", "message", "details", "timestamp", "request_id"],
        "properties": {
            "code": text,
            "message": text,
            "details": {"type": "array", "items": detail},
            "timestamp": {"type": "string", "format": "date-time"},
            "request_id": text,
        },
    }
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Error"] = {"type": "object", "required": ["error"], "properties": {"error": error}}
    return result


def page_of(name: str, item: Any) -> Any:
    """The answer of a list endpoint."""
    from drf_spectacular.utils import inline_serializer  # noqa: PLC0415 - needs settings
    from rest_framework import serializers  # noqa: PLC0415

    fields = {
        "data": item(many=True),
        "next_cursor": serializers.CharField(allow_null=True),
        "has_more": serializers.BooleanField(),
    }
    return inline_serializer(name, fields)
