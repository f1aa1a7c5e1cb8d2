"""Lists by signed keyset cursors: no counting, no skipping, no reading somebody else's place in somebody else's list."""

from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request


DEFAULT_LIMIT, MAX_LIMIT = 20, 100
_SALT = "core.api.pagination"


class Page:
    """One page of a queryset ordered by `order` (field names, `-` for descending; the last one unique)."""

    def __init__(self, request: Request, rows: QuerySet[Any], order: tuple[str, ...]) -> None:
        self.request = request
        self.order = order
        self.limit = limit_of(request)
        found = list(self._after_cursor(rows).order_by(*order)[: self.limit + 1])
        self.has_more = len(found) > self.limit
        self.rows: list[Any] = found[: self.limit]

    def answer(self, data: list[Any]) -> dict[str, Any]:
        return {"data": data, "next_cursor": self._next_cursor(), "has_more": self.has_more}

    def _after_cursor(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        text = self.request.query_params.get("cursor")
        return rows if text is None else rows.filter(self._beyond(self._read(text)))

    def _beyond(self, values: list[Any]) -> Q:
        """Row-wise "greater than", with each column's own direction."""
        beyond, equal = Q(), Q()
        for name, value in zip(self.order, values, strict=True):
            field = name.lstrip("-")
            comparison = "lt" if name.startswith("-") else "gt"
            beyond |= equal & Q(**{f"{field}__{comparison}": value})
            equal &= Q(**{field: value})
        return beyond

    def _next_cursor(self) -> str | None:
        if not self.has_more:
            return None
        last: Model = self.rows[-1]
        values = [_portable(getattr(last, name.lstrip("-"))) for name in self.order]
        return signing.dumps([self._owner(), values], salt=_SALT, compress=False)

    def _read(self, text: str) -> list[Any]:
        try:
            owner, values = signing.loads(text, salt=_SALT)
        except (signing.BadSignature, ValueError):
            owner, values = "", []
        if owner != self._owner() or len(values) != len(self.order):
            raise ValidationError({"cursor": [_("This cursor is not valid here.")]}, "invalid")
        return list(values)

    def _owner(self) -> str:
        """A cursor belongs to a person, an address and its filters."""
        filters = sorted((name, value) for name, value in self.request.query_params.items() if name not in {"cursor", "limit"})
        return f"{self.request.user.pk}|{self.request.path}|{filters}|{self.order}"


def limit_of(request: Request, *, largest: int = MAX_LIMIT) -> int:
    text = request.query_params.get("limit")
    if text is None:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= largest):
        raise ValidationError({"limit": [_("Use a whole number from 1 to %(largest)d.") % {"largest": largest}]}, "invalid")
    return int(text)


def _portable(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
