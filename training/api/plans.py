"""Plans of many weeks: their content, copies, and stretches of a calendar kept as a plan."""

from datetime import time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.conditional import object_etag, require_match
from core.api.creation import IdTaken, create_once
from core.api.fields import ClientIdField, DayField, IdField, LineField, TruthField, WholeField
from core.api.schema import created, page_of
from core.api.serializers import StrictModelSerializer, StrictSerializer
from core.api.views import no_content
from core.errors import DomainError
from training.api.contents import FIELDS, ContentFields, Shared, plain
from training.api.library import LibraryQuery, narrowed
from training.api.plan_base import PlanView
from training.library import require_change, search
from training.models import Plan, WorkoutQuerySet
from training.plan_rights import PlanSight
from training.plans import (
    MOST_ITEMS,
    MOST_WEEKS,
    change_plan,
    copy_plan,
    create_plan,
    plan_from_calendar,
    remove_plan,
    settle_items,
    with_items,
)

CLOCK = "%H:%M"


class ItemSerializer(ContentFields):
    id = IdField(required=False, help_text="Names the item in every edition of the plan; made if it is left out.")
    day = WholeField(min_value=0, max_value=MOST_WEEKS * 7 - 1, help_text="0 is the first day of the plan.")
    start_time = serializers.TimeField(
        format=CLOCK, input_formats=[CLOCK, "%H:%M:%S"], required=False, allow_null=True, help_text="HH:MM, local."
    )
    key = TruthField(required=False, help_text="A key session.")

    class Meta:
        fields = ("id", "day", "start_time", "key", *FIELDS)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Items are stored as they are told."""
        found: dict[str, Any] = super().to_internal_value(data)
        if isinstance(found.get("start_time"), time):
            found["start_time"] = f"{found['start_time']:{CLOCK}}"
        return found

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return plain({name: instance[name] for name in self.Meta.fields})


class PlanSerializer(Shared, StrictModelSerializer[Plan]):
    id = ClientIdField()
    weeks = WholeField(required=False, min_value=1, max_value=MOST_WEEKS)
    items = ItemSerializer(many=True, required=False, max_length=MOST_ITEMS)  # type: ignore[call-arg]

    class Meta:
        model = Plan
        fields = (
            "id", "title", "description", "tags", "folder_id", "owner_id", "team_id", "weeks", "edition", "items",
            "created_at", "version",
        )  # fmt: skip
        read_only_fields = ("edition", "created_at", "version")


class PlanBriefSerializer(PlanSerializer):
    """As in lists: the items only when they are asked for."""

    class Meta(PlanSerializer.Meta):
        pass

    def to_representation(self, instance: Any) -> dict[str, Any]:
        if not hasattr(instance, "items"):
            self.fields.pop("items", None)
        told: dict[str, Any] = super().to_representation(instance)
        return told


class PlanQuery(LibraryQuery):
    may_include = ("items",)


class PlanCopySerializer(StrictSerializer):
    id = ClientIdField()
    title = LineField(required=False, max_length=200)
    folder_id = IdField(required=False, allow_null=True)
    team_id = IdField(required=False, allow_null=True)


class StretchSerializer(StrictSerializer):
    athlete = IdField(required=False, help_text="Whose calendar; one's own if it is left out.")
    from_on = DayField()
    to_on = DayField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not 0 <= (attrs["to_on"] - attrs["from_on"]).days < MOST_WEEKS * 7:
            raise serializers.ValidationError({"to_on": [_("Between one day and 104 weeks.")]})
        return attrs


class FromCalendarSerializer(StretchSerializer):
    id = ClientIdField()
    title = LineField(max_length=200)
    folder_id = IdField(required=False, allow_null=True)
    team_id = IdField(required=False, allow_null=True)


class PlansBase(PlanView):
    def plan(self) -> Plan:
        return self.find(Plan.objects.visible_to(self.me.pk), pk=self.kwargs["plan_id"])

    def answer_plan(self, plan: Plan, *, status: int = 200) -> Response:
        with_items([plan])
        return self.answer(PlanSerializer, plan, status=status)

    def answer_created(self, made: tuple[Plan, bool]) -> Response:
        return self.answer_plan(made[0], status=201 if made[1] else 200)


class PlansView(PlansBase):
    query = PlanQuery

    @extend_schema(responses=page_of(PlanSerializer))
    def get(self, request: Request) -> Response:
        rows = search(narrowed(Plan.objects.visible_to(self.me.pk), self.asked), self.asked.get("q", ""))
        return self.answer_page(self._writing, rows, ("title", "id"))

    @extend_schema(request=PlanSerializer, responses=created(PlanSerializer))
    def post(self, request: Request) -> Response:
        """A new plan; its days are numbered from 0."""
        sent = self.read(PlanSerializer)
        items = sent.pop("items", [])
        made = create_once(
            own=Plan.objects.filter(owner=self.me),
            sent=sent,
            create=lambda **given: create_plan(actor=self.me, items=items, **given),
        )
        if not made[1] and not _is_same(with_items([made[0]])[0], items):
            raise IdTaken
        return self.answer_created(made)

    @property
    def _writing(self) -> Any:
        """The serializer; where it was asked for, it fetches the items of a page at once."""

        def made(rows: Any, **options: Any) -> PlanBriefSerializer:
            if "items" in self.asked.get("include", ()):
                with_items(rows)
            return PlanBriefSerializer(rows, **options)

        return made


def _is_same(plan: Plan, sent: list[dict[str, Any]]) -> bool:
    """Names that were made here are not what the sender said."""
    there = plan.items  # type: ignore[attr-defined]
    wanted = settle_items(sent)
    named = {str(item["id"]) for item in sent if "id" in item}
    nameless = [
        [{**item, "id": item["id"] if item["id"] in named else ""} for item in side] for side in (there, wanted)
    ]
    return nameless[0] == nameless[1]


class OnePlanView(PlansBase):
    @extend_schema(responses=PlanSerializer)
    def get(self, request: Request, plan_id: UUID) -> Response:
        return self.answer_plan(self.plan())

    @extend_schema(request=PlanSerializer, responses=PlanSerializer)
    def patch(self, request: Request, plan_id: UUID) -> Response:
        """Items are replaced as a whole, which makes a new edition."""
        return self._change(request)

    @extend_schema(request=PlanSerializer, responses=PlanSerializer)
    def put(self, request: Request, plan_id: UUID) -> Response:
        return self._change(request)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, plan_id: UUID) -> Response:
        remove_plan(plan=self._locked(request), actor=self.me)
        return no_content()

    def _change(self, request: Request) -> Response:
        plan = self._locked(request)
        sent = self.read(PlanSerializer, plan)
        if request.method == "PUT":
            sent = {"items": [], "description": "", "tags": [], "folder_id": None, **sent}
        return self.answer_plan(change_plan(plan=plan, actor=self.me, **sent))

    def _locked(self, request: Request) -> Plan:
        """Until the end of the request: two who read the same version cannot both write over it."""
        plan = self.plan()
        require_change(plan, actor=self.me)
        plan = Plan.objects.select_for_update().filter(pk=plan.pk).first() or plan
        require_match(request, object_etag(plan.version), is_required=True)
        return plan


class PlanCopyView(PlansBase):
    @extend_schema(request=PlanCopySerializer, responses=created(PlanSerializer))
    def post(self, request: Request, plan_id: UUID) -> Response:
        plan, sent = self.plan(), self.read(PlanCopySerializer)
        own = Plan.objects.filter(owner=self.me)
        return self.answer_created(
            create_once(own=own, sent=sent, create=lambda **given: copy_plan(plan=plan, actor=self.me, **given))
        )


class StretchView(PlansBase):
    def stretch(self, sent: dict[str, Any]) -> tuple[WorkoutQuerySet, PlanSight]:
        """The workouts of some days of a calendar, as far as they are shown to whoever asks."""
        sight = self.plan_sight(sent.pop("athlete", None))
        rows = self.workouts().filter(athlete_id=sight.athlete_id).on_days(sent["from_on"], sent["to_on"])
        return rows.order_by("on", "position", "id"), sight


class FromCalendarView(StretchView):
    @extend_schema(request=FromCalendarSerializer, responses=created(PlanSerializer))
    def post(self, request: Request) -> Response:
        """Keeps a stretch of a calendar as a plan."""
        sent = self.read(FromCalendarSerializer)
        rows, sight = self.stretch(sent)
        days = {name: sent.pop(name) for name in ("from_on", "to_on")}
        if not rows.exists():
            raise DomainError(_("Nothing is planned on these days."), field="from_on", detail="empty")

        def create(**given: Any) -> Plan:
            return plan_from_calendar(rows=rows, sight=sight, actor=self.me, **days, **given)

        return self.answer_created(create_once(own=Plan.objects.filter(owner=self.me), sent=sent, create=create))
