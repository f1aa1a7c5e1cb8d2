"""Endpoints over rows of one athlete: the same under /me and, with the scope, under /athletes/{id}."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import require_scope
from accounts.models import Scope
from core.api.conditional import answer_unmodified, object_etag, require_match
from core.api.pagination import Page
from core.api.serializers import StrictModelSerializer
from core.api.views import LIST_PARAMETERS, ApiView, no_content
from core.changes import list_etag
from core.errors import Conflict


class RowSerializer(StrictModelSerializer[Any]):
    """Clients may name the row they create; afterwards the name is fixed."""

    id = serializers.UUIDField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance is not None and not kwargs.get("many"):
            self.fields["id"].read_only = True


class AthleteView(ApiView):
    def athlete_id(self) -> UUID:
        """Whose rows: one's own, or those of an athlete one may edit. Others are not there."""
        athlete_id: UUID | None = self.kwargs.get("athlete_id")
        if athlete_id is None:
            own: UUID = self.request.user.pk
            return own
        require_scope(Scope.EDIT_PROFILE, viewer_id=self.request.user.pk, athlete_id=athlete_id)
        return athlete_id


class RowsView(AthleteView):
    """List and create."""

    model: ClassVar[type[models.Model]]
    serializer_class: ClassVar[type[RowSerializer]]
    kind: ClassVar[str]
    order: ClassVar[tuple[str, ...]]
    query_parameters = LIST_PARAMETERS

    def get(self, request: Request, **kwargs: Any) -> Response:
        athlete_id = self.athlete_id()
        etag = list_etag([self.kind], owner=athlete_id)
        answer_unmodified(request, etag)
        page = Page(request, self.model._default_manager.filter(athlete_id=athlete_id), self.order)
        data = self.serializer_class(page.rows, many=True).data
        return Response(page.answer(data), headers={"ETag": etag} if etag else None)

    def post(self, request: Request, **kwargs: Any) -> Response:
        athlete_id = self.athlete_id()
        serializer = self.serializer_class(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        known = self._known(given, athlete_id)
        row = known or self.create(athlete_id, given)
        headers = {"ETag": object_etag(getattr(row, "version", 1))}
        return Response(self.serializer_class(row).data, status=200 if known else 201, headers=headers)

    def create(self, athlete_id: UUID, given: dict[str, Any]) -> models.Model:
        raise NotImplementedError

    def _known(self, given: dict[str, Any], athlete_id: UUID) -> models.Model | None:
        """The same row created again is answered with the row; a different one under its name is refused."""
        if "id" not in given:
            return None
        row = self.model._default_manager.filter(pk=given["id"]).first()
        if row is None:
            return None
        is_same = all(getattr(row, name) == value for name, value in given.items())
        if row.athlete_id != athlete_id or not is_same:  # type: ignore[attr-defined]
            raise Conflict(_("Something else has this id."))
        return row


class RowView(AthleteView):
    """Read, change and remove one."""

    model: ClassVar[type[models.Model]]
    serializer_class: ClassVar[type[RowSerializer]]

    def get(self, request: Request, pk: UUID, **kwargs: Any) -> Response:
        row = self._row(pk)
        etag = object_etag(getattr(row, "version", 1))
        answer_unmodified(request, etag)
        return Response(self.serializer_class(row).data, headers={"ETag": etag})

    def patch(self, request: Request, pk: UUID, **kwargs: Any) -> Response:
        row = self._row(pk)
        require_match(request, object_etag(getattr(row, "version", 1)))
        serializer = self.serializer_class(row, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        row = self.change(row, {**self._current(row), **serializer.validated_data})
        return Response(self.serializer_class(row).data, headers={"ETag": object_etag(getattr(row, "version", 1))})

    def delete(self, request: Request, pk: UUID, **kwargs: Any) -> Response:
        row = self._row(pk)
        require_match(request, object_etag(getattr(row, "version", 1)))
        self.remove(row)
        return no_content()

    def change(self, row: Any, given: dict[str, Any]) -> Any:
        raise NotImplementedError

    def remove(self, row: Any) -> None:
        raise NotImplementedError

    def _row(self, pk: UUID) -> Any:
        return get_object_or_404(self.model._default_manager.filter(athlete_id=self.athlete_id()), pk=pk)

    def _current(self, row: Any) -> dict[str, Any]:
        fields = self.serializer_class(row).fields.values()
        return {field.source: getattr(row, field.source) for field in fields if not field.read_only}
