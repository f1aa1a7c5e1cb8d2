"""Charts as pictures that stand alone, for mails and the app."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from accounts.models import Theme
from core.api.fields import WholeField
from core.api.serializers import Query
from training.api.base import ActivityPartView, TrainingView
from training.api.load import SpanQuery, span_of
from training.drawing import KINDS, activity_picture, as_png, fitness_picture

PICTURE = {(200, "image/svg+xml"): OpenApiTypes.STR, (200, "image/png"): OpenApiTypes.BINARY}
THEMES = [theme.value for theme in Theme]


class _How(Query):
    format = serializers.ChoiceField(choices=("svg", "png"), default="svg")
    theme = serializers.ChoiceField(choices=THEMES, default="light")
    width = WholeField(min_value=100, max_value=2000, default=1200, help_text="Pixels of a PNG.")


class ActivityPictureQuery(_How):
    kind = serializers.ChoiceField(choices=KINDS, default="overview")


class FitnessPictureQuery(_How, SpanQuery):
    pass


class ActivityPictureView(ActivityPartView):
    query = ActivityPictureQuery

    @extend_schema(responses=PICTURE)
    def get(self, request: Request, activity_id: UUID) -> HttpResponse:
        activity = self.activity()
        picture = activity_picture(
            activity, sight=self.sight_on(activity), kind=self.asked["kind"], theme=self.asked["theme"],
            units=self.signed_in.person["units"],
        )  # fmt: skip
        return answer_picture(picture, self.asked)


class FitnessPictureView(TrainingView):
    query = FitnessPictureQuery

    @extend_schema(responses=PICTURE)
    def get(self, request: Request) -> HttpResponse:
        sight = self.sight()
        today = self.today_of(sight.athlete_id)
        from_on, to_on = span_of(self.asked, today)
        picture = fitness_picture(
            athlete_id=sight.athlete_id, reader=sight.reader, from_on=from_on, to_on=to_on, today=today,
            theme=self.asked["theme"], sport=self.asked.get("sport"),
        )  # fmt: skip
        return answer_picture(picture, self.asked)


def answer_picture(picture: str, asked: dict[str, object]) -> HttpResponse:
    if asked["format"] == "svg":
        return HttpResponse(picture, content_type="image/svg+xml; charset=utf-8")
    return HttpResponse(as_png(picture, width=int(str(asked["width"]))), content_type="image/png")
