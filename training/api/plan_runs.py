"""Plans are put into calendars, brought up to date and taken back, for one athlete or for hundreds."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import ClientIdField, DayField, IdField, InstantField, NumberField, TruthField
from core.api.schema import page_of
from core.api.serializers import ListQuery, StrictModelSerializer, StrictSerializer
from training.api.library import LibraryView
from training.api.plans import PlansBase, StretchSerializer
from training.api.run_serializers import RunBriefSerializer, RunSerializer
from training.applying import require_application
from training.models import BulkJob, PlanApplication
from training.plan_runs import (
    MOST_ATHLETES,
    Run,
    applications_of,
    apply_plan,
    behind,
    clone_stretch,
    rebase_plan,
    run_of,
    schedule,
    undo_applications,
)
from training.plan_templates import Options
from training.scaling import LEAST, MOST

ANSWERS = {200: RunSerializer, 202: RunSerializer}
ANCHORS = ("start", "end")


class ManySerializer(StrictSerializer):
    athlete_ids = serializers.ListField(child=IdField(), min_length=1, max_length=MOST_ATHLETES)
    team_id = IdField(required=False, allow_null=True, help_text="For which team, where one coaches them in several.")


class WeekdayMapField(serializers.DictField):
    """Where a day of the plan's weeks goes: `{"0": 2}` puts what stands on their first days onto their third."""

    def to_internal_value(self, data: Any) -> dict[int, int]:
        found = super().to_internal_value(data)
        if not set(found) <= set("0123456"):
            raise serializers.ValidationError(_("Days of the week are numbered from 0 to 6."))
        return {int(day): to for day, to in found.items()}


class OptionsSerializer(ManySerializer):
    id = ClientIdField(help_text="Names this act: sent twice it is done once.")
    anchor = serializers.ChoiceField(choices=ANCHORS, required=False, default="start")
    on = DayField(help_text="The first day of the first week; with the anchor `end` the last day of the last.")
    scale = NumberField(required=False, default=1.0, min_value=LEAST, max_value=MOST, help_text="Of the volume.")
    weekday_map = WeekdayMapField(
        child=serializers.IntegerField(min_value=0, max_value=6), required=False, default=dict,
        help_text="Days of the plan's weeks from 0, and where they go instead.",
    )  # fmt: skip
    keep_availability = TruthField(
        required=False, default=True, help_text="Moves sessions to a day of their week that has time for them."
    )
    dry_run = TruthField(required=False, default=False, help_text="Only tells what would be.")


class CloneSerializer(OptionsSerializer, StretchSerializer):
    pass


class RebaseSerializer(StrictSerializer):
    application_ids = serializers.ListField(
        child=IdField(), required=False, min_length=1, max_length=MOST_ATHLETES,
        help_text="Left out: all that run an older edition.",
    )  # fmt: skip
    dry_run = TruthField(required=False, default=False)


class UndoSerializer(StrictSerializer):
    batch_id = IdField(required=False, help_text="One act of applying, for all its athletes.")
    ids = serializers.ListField(child=IdField(), required=False, min_length=1, max_length=MOST_ATHLETES)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("batch_id" in attrs) == ("ids" in attrs):
            raise serializers.ValidationError({"ids": [_("Name a batch, or applications.")]})
        return attrs


class ScheduleSerializer(ManySerializer):
    on = DayField()


class ApplicationSerializer(StrictModelSerializer[PlanApplication]):
    id = IdField(read_only=True)
    athlete_id = IdField(read_only=True)
    team_id = IdField(read_only=True, allow_null=True)
    plan_id = IdField(read_only=True, allow_null=True)
    plan_title = serializers.CharField(read_only=True, allow_null=True)
    edition = serializers.IntegerField(source="edition_number", read_only=True, allow_null=True)
    newest_edition = serializers.IntegerField(read_only=True, allow_null=True)
    is_behind = serializers.BooleanField(read_only=True, help_text="A newer edition can be brought in: `rebase`.")
    batch_id = IdField(source="batch", read_only=True)
    starts_on = DayField(read_only=True)
    ends_on = DayField(read_only=True, allow_null=True)
    options = serializers.DictField(read_only=True)
    applied_by_id = IdField(read_only=True, allow_null=True)
    applied_at = InstantField(read_only=True)
    undone_at = InstantField(read_only=True, allow_null=True)

    class Meta:
        model = PlanApplication
        fields = (
            "id", "athlete_id", "team_id", "plan_id", "plan_title", "edition", "newest_edition", "is_behind", "batch_id",
            "starts_on", "ends_on", "options", "applied_by_id", "applied_at", "undone_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class ApplicationQuery(ListQuery):
    athlete = IdField(required=False)
    plan = IdField(required=False)
    batch = IdField(required=False)
    behind = TruthField(required=False, help_text="Only those that a newer edition has not come to.")


class ApplyView(PlansBase):
    @extend_schema(request=OptionsSerializer, responses=ANSWERS)
    def post(self, request: Request, plan_id: UUID) -> Response:
        """Puts the plan into calendars, with a result for each athlete; for many of them in the background."""
        plan, sent = self.plan(), self.read(OptionsSerializer)
        return answer_run(apply_plan(plan=plan, actor=self.me, now=timezone.now(), **_with_options(sent)))


class CloneView(PlansBase):
    @extend_schema(request=CloneSerializer, responses=ANSWERS)
    def post(self, request: Request) -> Response:
        """Puts a week, a block or a whole plan of one athlete into other calendars, or on other days."""
        sent = self.read(CloneSerializer)
        sent["from_athlete_id"] = sent.pop("athlete", self.me.pk)
        return answer_run(clone_stretch(actor=self.me, now=timezone.now(), **_with_options(sent)))


class RebaseView(PlansBase):
    @extend_schema(request=RebaseSerializer, responses=ANSWERS)
    def post(self, request: Request, plan_id: UUID) -> Response:
        """Brings the newest edition to those who run an older one; done, moved and edited sessions stay as they are."""
        plan, sent = self.plan(), self.read(RebaseSerializer)
        is_dry = sent.pop("dry_run")
        return answer_run(rebase_plan(plan=plan, actor=self.me, now=timezone.now(), is_dry=is_dry, **sent))


class ScheduleView(LibraryView):
    @extend_schema(request=ScheduleSerializer, responses=ANSWERS)
    def post(self, request: Request, library_id: UUID) -> Response:
        """Puts it on a day of one or several athletes, with a result for each."""
        workout, sent = self.row(library_id), self.read(ScheduleSerializer)
        return answer_run(schedule(workout=workout, actor=self.me, now=timezone.now(), **sent))


class ApplicationsView(PlansBase):
    query = ApplicationQuery

    @extend_schema(responses=page_of(ApplicationSerializer))
    def get(self, request: Request) -> Response:
        """Plans that were put into calendars."""
        asked = {name: self.asked.get(key) for name, key in (("plan_id", "plan"), ("batch", "batch"))}
        athlete = self.asked.get("athlete")
        rows = applications_of(self.me.pk, athlete_id=athlete and self.plan_sight(athlete).athlete_id, **asked)
        rows = behind(rows) if self.asked.get("behind") else rows
        return self.answer_page(ApplicationSerializer, rows, ("-applied_at", "-id"))


class ApplicationView(PlansBase):
    @extend_schema(responses=ApplicationSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return self.answer(ApplicationSerializer, self.find(applications_of(self.me.pk), pk=pk))


class ApplicationUndoView(PlansBase):
    @extend_schema(request=None, responses={200: RunSerializer})
    def post(self, request: Request, pk: UUID) -> Response:
        """Takes out of one calendar what nobody has done, moved or edited since."""
        require_application(self.find(applications_of(self.me.pk), pk=pk), self.me)
        return answer_run(undo_applications(application_ids=[pk], actor=self.me, now=timezone.now()))


class UndoView(PlansBase):
    @extend_schema(request=UndoSerializer, responses=ANSWERS)
    def post(self, request: Request) -> Response:
        """Takes back a whole act of applying, with a result for each athlete."""
        sent = self.read(UndoSerializer)
        run = undo_applications(
            actor=self.me, now=timezone.now(), batch=sent.get("batch_id"), application_ids=sent.get("ids")
        )
        return answer_run(run)


class BulkJobsView(PlansBase):
    query = ListQuery

    @extend_schema(responses=page_of(RunBriefSerializer))
    def get(self, request: Request) -> Response:
        """Work on many athletes that one has asked for, without the results."""
        rows = BulkJob.objects.filter(asked_by=self.me).defer("results")
        return self.answer_page(RunBriefSerializer, rows, ("-created_at", "-id"))


class BulkJobView(PlansBase):
    throttle_scope = None

    @extend_schema(responses=RunSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """How far it is, and what became of each athlete so far."""
        run = run_of(self.find(BulkJob.objects.filter(asked_by=self.me), pk=pk))
        return self.answer(RunSerializer, run, etag=f'"{run.version}"')


def answer_run(run: Run) -> Response:
    body = RunSerializer(run).data
    if run.id is None:
        return Response(body)
    return Response(body, status=202, headers={"Location": f"/api/v1/bulk-jobs/{run.id}"})


def _with_options(sent: dict[str, Any]) -> dict[str, Any]:
    """The words of the body as those of the rules."""
    names = ("on", "anchor", "scale", "weekday_map", "keep_availability")
    options = Options(**{name: sent.pop(name) for name in names})
    asked = {"batch": sent.pop("id", None), "is_dry": sent.pop("dry_run")}
    return {**sent, **asked, "options": options}
