"""Endpoints over rows of one athlete: the same under /me and, with the scope, under /athletes/{id}."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import require_scope
from accounts.api.base import PersonView
from accounts.models import Scope
from core.api.conditional import object_etag, require_match
from core.api.creation import create_once
from core.api.fields import ClientIdField
from core.api.serializers import ListQuery, StrictModelSerializer
from core.api.views import no_content
from core.changes import list_etag


class RowSerializer(StrictModelSerializer[Any]):
    id = ClientIdField()


class AthleteView(PersonView):
    def athlete_id(self) -> UUID:
        """Whose rows: one's own, or those of an athlete one may edit. Others are not there."""
        athlete_id: UUID | None = self.kwargs.get("athlete_id")
        if athlete_id is None:
            own: UUID = self.me.pk
            return own
        require_scope(Scope.EDIT_PROFILE, viewer_id=self.me.pk, athlete_id=athlete_id)
        return athlete_id


class RowsView(AthleteView):
    """List and create."""

    model: ClassVar[type[models.Model]]
    serializer_class: ClassVar[type[RowSerializer]]
    kind: ClassVar[str]
    order: ClassVar[tuple[str, ...]]
    query = ListQuery

    def get(self, request: Request, **kwargs: Any) -> Response:
        athlete_id = self.athlete_id()
        rows = self.model._default_manager.filter(athlete_id=athlete_id)
        return self.answer_page(self.serializer_class, rows, self.order, etag=list_etag([self.kind], owner=athlete_id))

    def post(self, request: Request, **kwargs: Any) -> Response:
        athlete_id = self.athlete_id()
        row, is_new = create_once(
            own=self.model._default_manager.filter(athlete_id=athlete_id),
            sent=self.read(self.serializer_class),
            create=lambda **given: self.create(athlete_id, given),
        )
        return self.answer(self.serializer_class, row, status=201 if is_new else 200)

    def create(self, athlete_id: UUID, given: dict[str, Any]) -> Any:
        raise NotImplementedError


class RowView(AthleteView):
    """Read, change and remove one."""

    model: ClassVar[type[models.Model]]
    serializer_class: ClassVar[type[RowSerializer]]

    def get(self, request: Request, pk: UUID, **kwargs: Any) -> Response:
        return self.answer(self.serializer_class, self._row(pk))

    def patch(self, request: Request, pk: UUID, **kwargs: Any) -> Response:
        row = self._row(pk)
        require_match(request, object_etag(row.version))
        given = self.read(self.serializer_class, row)
        return self.answer(self.serializer_class, self.change(row, {**self._current(row), **given}))

    def delete(self, request: Request, pk: UUID, **kwargs: Any) -> Response:
        row = self._row(pk)
        require_match(request, object_etag(row.version))
        self.remove(row)
        return no_content()

    def change(self, row: Any, given: dict[str, Any]) -> Any:
        raise NotImplementedError

    def remove(self, row: Any) -> None:
        raise NotImplementedError

    def _row(self, pk: UUID) -> Any:
        return self.find(self.model._default_manager.filter(athlete_id=self.athlete_id()), pk=pk)

    def _current(self, row: Any) -> dict[str, Any]:
        """What a partial change leaves as it is; rules look at the row as a whole."""
        fields = self.serializer_class(row).fields
        return {name: getattr(row, name) for name, field in fields.items() if not field.read_only and name != "id"}
