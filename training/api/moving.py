"""Acts on many workouts at once. Each answers item by item, and can be undone."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import DayField, IdField, InstantField, WholeField
from core.api.schema import page_of
from core.api.serializers import ListQuery, StrictModelSerializer, StrictSerializer
from training.api.plan_base import PlanView
from training.entries import MODELS
from training.models import PlanAct
from training.moving import MOST, copy_week, copy_workouts, move_workouts, remove_workouts, shift_days
from training.plan_acts import Acted, undo_act

_FAR = 3_700


class IdsSerializer(StrictSerializer):
    ids = serializers.ListField(
        child=IdField(), min_length=1, max_length=MOST,
        help_text="Of workouts, and of notes and events that go with them.",
    )  # fmt: skip


class MoveSerializer(IdsSerializer):
    to_on = DayField(required=False, help_text="Where the earliest of them goes; the others keep their distance to it.")
    by_days = WholeField(required=False, min_value=-_FAR, max_value=_FAR)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("to_on" in attrs) == ("by_days" in attrs):
            raise serializers.ValidationError({"to_on": [_("Give a day, or a number of days.")]})
        return attrs


class CopySerializer(IdsSerializer):
    to_on = DayField(required=False, help_text="Where the earliest goes; left out, each stays on its day.")
    athlete_ids = serializers.ListField(
        child=IdField(), required=False, max_length=200, help_text="For whom; left out, for whom they were."
    )


class ShiftSerializer(StrictSerializer):
    athlete_id = IdField(required=False)
    from_on = DayField()
    to_on = DayField()
    by_days = WholeField(min_value=-_FAR, max_value=_FAR)


class CopyWeekSerializer(StrictSerializer):
    athlete_id = IdField(required=False)
    from_on = DayField(help_text="First day of the week to copy.")
    to_on = DayField(help_text="First day of the week it goes to.")
    athlete_ids = serializers.ListField(child=IdField(), required=False, max_length=200)
    days = WholeField(required=False, min_value=1, max_value=366)


class OutcomeSerializer(StrictSerializer):
    id = IdField(help_text="What was named.")
    kind = serializers.ChoiceField(choices=list(MODELS))
    athlete_id = IdField(allow_null=True)
    workout_id = IdField(allow_null=True, help_text="The workout that is there now.")
    left_id = IdField(allow_null=True, help_text="The workout, note or event that is there now.")
    on = DayField(allow_null=True)
    state = serializers.ChoiceField(choices=["moved", "copied", "removed", "undone", "refused"])
    reason = serializers.CharField(allow_null=True)
    message = serializers.CharField(allow_null=True)


class ActedSerializer(StrictSerializer):
    act_id = IdField(allow_null=True, help_text="What to undo; null when nothing happened.")
    results = OutcomeSerializer(many=True)


class PlanActSerializer(StrictModelSerializer[PlanAct]):
    id = IdField(read_only=True)
    done_at = InstantField(read_only=True)
    undone_at = InstantField(read_only=True, allow_null=True)

    class Meta:
        model = PlanAct
        fields = ("id", "kind", "done_at", "undone_at")
        read_only_fields = fields


def told(acted: Acted) -> Response:
    results = [outcome.told() for outcome in acted.outcomes]
    return Response({"act_id": acted.act and acted.act.pk, "results": results})


class ActView(PlanView):
    serializer: type[serializers.Serializer[Any]]
    act: Callable[..., Acted]

    def perform(self, **given: Any) -> Response:
        return told(type(self).act(actor=self.me, now=timezone.now(), **given))


class MoveView(ActView):
    act = staticmethod(move_workouts)

    @extend_schema(request=MoveSerializer, responses={200: ActedSerializer})
    def post(self, request: Request) -> Response:
        return self.perform(**self.read(MoveSerializer))


class CopyView(ActView):
    act = staticmethod(copy_workouts)

    @extend_schema(request=CopySerializer, responses={200: ActedSerializer})
    def post(self, request: Request) -> Response:
        return self.perform(**self.read(CopySerializer))


class RemoveView(ActView):
    act = staticmethod(remove_workouts)

    @extend_schema(request=IdsSerializer, responses={200: ActedSerializer})
    def post(self, request: Request) -> Response:
        return self.perform(**self.read(IdsSerializer))


class ShiftView(ActView):
    act = staticmethod(shift_days)

    @extend_schema(request=ShiftSerializer, responses={200: ActedSerializer})
    def post(self, request: Request) -> Response:
        return self.perform(**{"athlete_id": self.me.pk, **self.read(ShiftSerializer)})


class CopyWeekView(ActView):
    act = staticmethod(copy_week)

    @extend_schema(request=CopyWeekSerializer, responses={200: ActedSerializer})
    def post(self, request: Request) -> Response:
        return self.perform(**{"athlete_id": self.me.pk, **self.read(CopyWeekSerializer)})


class PlanActsView(PlanView):
    query = ListQuery

    @extend_schema(responses=page_of(PlanActSerializer))
    def get(self, request: Request) -> Response:
        return self.answer_page(PlanActSerializer, PlanAct.objects.filter(asked_by=self.me), ("-done_at", "-id"))


class UndoView(PlanView):
    @extend_schema(request=None, responses={200: ActedSerializer})
    def post(self, request: Request, pk: UUID) -> Response:
        act = self.find(PlanAct.objects.filter(asked_by=self.me), pk=pk)
        return told(undo_act(act=act, actor=self.me, now=timezone.now()))
