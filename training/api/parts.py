"""What hangs below one activity: its channels, laps, curve and efforts, and what can be done with it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import NamesField
from core.api.schema import created, series_of
from core.api.serializers import Query, StrictSerializer
from core.api.views import no_content
from training.api.activities import writing
from training.api.base import ActivityPartView
from training.api.serializers import (
    ActivitySerializer,
    CorrectionSerializer,
    CurvePointSerializer,
    EffortSerializer,
    IntervalSerializer,
    LapSerializer,
    MergeSerializer,
    RecomputationSerializer,
    SplitSerializer,
    StreamsSerializer,
)
from training.corrections import add_correction, undo_correction
from training.curves import activity_curve
from training.merging import merge_activities, split_sources
from training.models import Activity, Analysis, ChangeCause
from training.recomputing import ask_for_recomputation
from training.records import ranks_at_time
from training.series import DEFAULT_POINTS, read_series
from training.tracks import STREAMS

# Names people type, beside the exact ones.
ALIASES = {
    "time": "time_s", "distance": "distance_m", "altitude": "altitude_m", "speed": "speed_mps", "cadence": "cadence_rpm",
    "heart_rate": "heart_rate_bpm", "hr": "heart_rate_bpm", "power": "power_w", "temperature": "temperature_c",
    "grade": "grade_pct",
}  # fmt: skip
_HEART_RATE = ("avg_hr_bpm", "max_hr_bpm")


class StreamsQuery(Query):
    channels = NamesField((*STREAMS, *ALIASES), required=False)
    points = serializers.RegexField(
        r"^(all|\d{1,6})\Z", required=False, help_text="How many points at most, or `all` of them. 1000 by default."
    )

    def validate_points(self, value: str) -> str:
        if value != "all" and int(value) < 2:
            raise serializers.ValidationError(_("Ask for two points at least."), "min_value")
        return value


class StreamsView(ActivityPartView):
    query = StreamsQuery

    @extend_schema(responses=StreamsSerializer)
    def get(self, request: Request, activity_id: UUID) -> Response:
        activity = self.activity("leader_id")
        points = self.asked.get("points", str(DEFAULT_POINTS))
        series = read_series(
            activity,
            sight=self.sight_on(activity),
            wanted=[ALIASES.get(name, name) for name in self.asked.get("channels", ())],
            points=None if points == "all" else int(points),
        )
        return Response(
            {
                "channels": series.channels,
                "original_size": series.original_size,
                "sampling": series.sampling,
                "pauses": series.pauses,
            }
        )


class _AnalysisView(ActivityPartView):
    part: str

    def rows(self) -> list[dict[str, Any]]:
        activity = self.activity("id")
        found = Analysis.objects.filter(activity=activity).values_list(self.part, flat=True).first() or []
        if self.sight_on(activity).sees_heart_rate:
            return list(found)
        return [{**row, **{name: None for name in _HEART_RATE if name in row}} for row in found]


class LapsView(_AnalysisView):
    part = "laps"

    @extend_schema(responses=series_of(LapSerializer))
    def get(self, request: Request, activity_id: UUID) -> Response:
        return Response({"data": self.rows()})


class IntervalsView(_AnalysisView):
    part = "intervals"

    @extend_schema(responses=series_of(IntervalSerializer))
    def get(self, request: Request, activity_id: UUID) -> Response:
        return Response({"data": self.rows()})


class CurveView(ActivityPartView):
    @extend_schema(responses=series_of(CurvePointSerializer))
    def get(self, request: Request, activity_id: UUID) -> Response:
        activity = self.activity("id")
        points = activity_curve(activity)
        if not self.sight_on(activity).sees_heart_rate:
            points = [{**point, "hr_bpm": None} for point in points]
        return Response({"data": points})


class EffortsView(ActivityPartView):
    @extend_schema(responses=series_of(EffortSerializer))
    def get(self, request: Request, activity_id: UUID) -> Response:
        activity = self.activity("sport", "sub_sport", "start_at")
        efforts = Analysis.objects.filter(activity=activity).values_list("efforts", flat=True).first() or []
        ranks = ranks_at_time(activity, reader=self.sight_on(activity).reader)
        return Response({"data": [{**effort, "rank_at_time": ranks.get(effort["distance_m"])} for effort in efforts]})


class CorrectionsView(ActivityPartView):
    @extend_schema(responses=series_of(CorrectionSerializer))
    def get(self, request: Request, activity_id: UUID) -> Response:
        rows = self.activity().corrections.order_by("created_at", "id")
        return Response({"data": CorrectionSerializer(rows, many=True).data})

    @extend_schema(request=CorrectionSerializer, responses=created(CorrectionSerializer))
    def post(self, request: Request, activity_id: UUID) -> Response:
        activity = self.own_activity()
        correction = add_correction(activity=activity, actor=self.me, **self.read(CorrectionSerializer))
        return self.answer(CorrectionSerializer, correction, status=201)


class CorrectionView(ActivityPartView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, activity_id: UUID, pk: UUID) -> Response:
        activity = self.own_activity()
        undo_correction(correction=self.find(activity.corrections.all(), pk=pk), actor=self.me)
        return no_content()


class MergeView(ActivityPartView):
    @extend_schema(request=MergeSerializer, responses=ActivitySerializer)
    def post(self, request: Request, activity_id: UUID) -> Response:
        into = self.own_activity()
        wanted = self.read(MergeSerializer)["activity_ids"]
        others = [self.find(Activity.objects.filter(athlete_id=into.athlete_id), pk=pk) for pk in dict.fromkeys(wanted)]
        merged = merge_activities(into=into, others=others, actor=self.me)
        merged.refresh_from_db()
        return self.answer(writing(self.sight_on(merged)), merged)


class SplitView(ActivityPartView):
    @extend_schema(request=SplitSerializer, responses=series_of(ActivitySerializer))
    def post(self, request: Request, activity_id: UUID) -> Response:
        activity = self.own_activity()
        born = split_sources(activity=activity, actor=self.me, **self.read(SplitSerializer))
        activity.refresh_from_db()
        sight = self.sight_on(activity)
        return Response({"data": writing(sight)([activity, *born], many=True).data})


class RecomputeView(ActivityPartView):
    @extend_schema(request=None, responses={202: RecomputationSerializer})
    def post(self, request: Request, activity_id: UUID) -> Response:
        activity = self.own_activity()
        self.read(StrictSerializer)
        work = ask_for_recomputation(
            athlete_id=activity.athlete_id, activity_ids=[activity.pk], cause=ChangeCause.FORMULA
        )
        work.refresh_from_db()
        return self.answer(RecomputationSerializer, work, status=202)
