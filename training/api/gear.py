from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.conditional import object_etag, require_match
from core.api.creation import create_once
from core.api.fields import IdField
from core.api.schema import created, page_of
from core.api.serializers import ListQuery
from core.api.views import no_content
from training.api.base import TrainingView
from training.api.serializers import GearSerializer
from training.equipment import gear_with_mileage, save_gear
from training.models import Gear


class GearQuery(ListQuery):
    athlete = IdField(required=False)


class GearListView(TrainingView):
    query = GearQuery

    @extend_schema(responses=page_of(GearSerializer))
    def get(self, request: Request) -> Response:
        return self.answer_page(GearSerializer, gear_with_mileage(self.sight().athlete_id), ("name", "id"))

    @extend_schema(request=GearSerializer, responses=created(GearSerializer))
    def post(self, request: Request) -> Response:
        row, is_new = create_once(own=Gear.objects.of(self.me.pk), sent=self.read(GearSerializer), create=self._create)
        return self.answer(GearSerializer, self._row(row.pk), status=201 if is_new else 200)

    def _create(self, **given: Any) -> Gear:
        key = {"id": given.pop("id")} if "id" in given else {}
        return save_gear(gear=Gear(athlete_id=self.me.pk, **key), actor=self.me, **given)

    def _row(self, pk: UUID) -> Gear:
        return self.find(gear_with_mileage(self.me.pk), pk=pk)


class GearView(TrainingView):
    @extend_schema(responses=GearSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return self.answer(GearSerializer, self._row(pk))

    @extend_schema(request=GearSerializer, responses=GearSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        row = self._row(pk)
        require_match(request, object_etag(row.version))
        save_gear(gear=row, actor=self.me, **self.read(GearSerializer, row))
        return self.answer(GearSerializer, self._row(pk))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        row = self._row(pk)
        require_match(request, object_etag(row.version))
        row.delete()
        return no_content()

    def _row(self, pk: UUID) -> Gear:
        return self.find(gear_with_mileage(self.me.pk), pk=pk)
