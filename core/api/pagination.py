"""Lists by signed keyset cursors: no counting, no skipping, nobody else's place in nobody else's list."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

_SALT = "core.api.pagination"
_LONGEST = 2000
_LASTS = timedelta(days=30)
_NOT_FILTERS = frozenset({"cursor", "limit"})


class Page:
    """One page of a queryset ordered by `order` (field names, `-` for descending; the last one unique, none null)."""

    def __init__(
        self, request: Request, rows: QuerySet[Any], order: Sequence[str], *, limit: int, cursor: str | None
    ) -> None:
        self._order = tuple(order)
        self._binding = _binding(request, self._order)
        if cursor is not None:
            rows = rows.filter(self._beyond(self._read(cursor)))
        found = list(rows.order_by(*order)[: limit + 1])
        self.has_more = len(found) > limit
        self.rows: list[Any] = found[:limit]

    def answer(self, data: Any) -> dict[str, Any]:
        return {"data": data, "next_cursor": self._next_cursor(), "has_more": self.has_more}

    def _beyond(self, values: list[Any]) -> Q:
        """Row-wise "greater than", with each column's own direction."""
        beyond, equal = Q(), Q()
        for name, value in zip(self._order, values, strict=True):
            field = name.lstrip("-")
            beyond |= equal & Q(**{f"{field}__{_comparison(name)}": value})
            equal &= Q(**{field: value})
        # Says nothing new, but an index can start from it.
        first = Q(**{f"{self._order[0].lstrip('-')}__{_comparison(self._order[0])}e": values[0]})
        return first & beyond

    def _next_cursor(self) -> str | None:
        if not self.has_more:
            return None
        values = [_portable(_value(self.rows[-1], name.lstrip("-"))) for name in self._order]
        return signing.dumps([self._binding, values], salt=_SALT)

    def _read(self, text: str) -> list[Any]:
        try:
            binding, values = signing.loads(text[:_LONGEST], salt=_SALT, max_age=_LASTS)
        except (signing.BadSignature, ValueError):
            binding, values = None, []
        if binding != self._binding:
            raise ValidationError({"cursor": [ErrorDetail(_("This cursor is not valid here."), "invalid")]})
        return list(values)


def _binding(request: Request, order: tuple[str, ...]) -> str:
    """A cursor belongs to a person, an address and its filters."""
    filters = sorted(pair for pair in request.query_params.items() if pair[0] not in _NOT_FILTERS)
    told = repr((str(request.user.pk), request.path, filters, order))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _comparison(name: str) -> str:
    return "lt" if name.startswith("-") else "gt"


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = row[part] if isinstance(row, dict) else getattr(row, part)
    return row


def _portable(value: Any) -> Any:
    if value is None:
        raise ValueError("A list cannot be ordered by a column that may be null.")
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
