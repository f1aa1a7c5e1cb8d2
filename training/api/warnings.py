"""What speaks against a plan, and what somebody has overruled."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.creation import create_once
from core.api.fields import ClientIdField, DayField, IdField, InstantField, LineField
from core.api.schema import created, page_of, series_of
from core.api.serializers import ListQuery, Query, StrictModelSerializer, StrictSerializer
from core.api.views import no_content
from training.api.plan_base import PlanView
from training.constraints import read_warnings
from training.models import PlanWaiver, WarningCode
from training.waivers import waive, waivers_seen, withdraw_waiver
from training.warning_words import UNITS

MOST_DAYS = 400


class WarningQuery(Query):
    athlete = IdField(required=False)
    from_on = DayField()
    to_on = DayField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not 0 <= (attrs["to_on"] - attrs["from_on"]).days < MOST_DAYS:
            raise serializers.ValidationError({"to_on": [_("Between one day and 400 days.")]})
        return attrs


class WaiverInfoSerializer(StrictSerializer):
    id = IdField()
    reason = serializers.CharField()
    waived_by_id = IdField(allow_null=True)
    created_at = InstantField()


class PlanWarningSerializer(StrictSerializer):
    code = serializers.ChoiceField(choices=WarningCode.choices)
    on = DayField(help_text="Where it is shown, and what it is overruled for.")
    to_on = DayField()
    value = serializers.FloatField(help_text="What the plan says.")
    limit = serializers.FloatField(help_text="What it should not go beyond.")
    unit = serializers.ChoiceField(choices=UNITS)
    text = serializers.CharField()
    workout_ids = serializers.ListField(child=IdField())
    waiver = WaiverInfoSerializer(allow_null=True)


class WaiverSerializer(StrictModelSerializer[PlanWaiver]):
    id = ClientIdField()
    athlete_id = IdField(required=False, help_text="Whose plan; one's own if it is left out.")
    team_id = IdField(required=False, allow_null=True, help_text="For which team, where one coaches them in several.")
    on = DayField()
    code = serializers.ChoiceField(choices=WarningCode.choices)
    reason = LineField(max_length=500)
    waived_by_id = IdField(read_only=True, allow_null=True)
    created_at = InstantField(read_only=True)

    class Meta:
        model = PlanWaiver
        fields = ("id", "athlete_id", "team_id", "code", "on", "reason", "waived_by_id", "created_at")
        read_only_fields = ("waived_by_id", "created_at")
        validators = ()


class WaiverQuery(ListQuery):
    athlete = IdField(required=False)


class WarningsView(PlanView):
    query = WarningQuery

    @extend_schema(responses=series_of(PlanWarningSerializer))
    def get(self, request: Request) -> Response:
        """Overruled ones too, with who did it and why."""
        athlete_id = self.asked.get("athlete") or self.me.pk
        found = read_warnings(
            viewer_id=self.me.pk, athlete_id=athlete_id, from_on=self.asked["from_on"], to_on=self.asked["to_on"],
            today=self.today_of(athlete_id),
        )  # fmt: skip
        return Response({"data": PlanWarningSerializer([one.told() for one in found], many=True).data})


class WaiversView(PlanView):
    query = WaiverQuery

    @extend_schema(responses=page_of(WaiverSerializer))
    def get(self, request: Request) -> Response:
        rows = waivers_seen(self.me.pk).filter(athlete_id=self.plan_sight().athlete_id)
        return self.answer_page(WaiverSerializer, rows, ("-on", "id"))

    @extend_schema(request=WaiverSerializer, responses=created(WaiverSerializer))
    def post(self, request: Request) -> Response:
        """Overrules a warning, and says why."""
        sent = {"athlete_id": self.me.pk, **self.read(WaiverSerializer)}
        row, is_new = create_once(
            own=PlanWaiver.objects.filter(waived_by=self.me),
            sent=sent,
            create=lambda **given: waive(actor=self.me, **given),
        )
        return self.answer(WaiverSerializer, row, status=201 if is_new else 200)


class WaiverView(PlanView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """The warning counts again."""
        withdraw_waiver(waiver=self.find(waivers_seen(self.me.pk), pk=pk), actor=self.me)
        return no_content()
