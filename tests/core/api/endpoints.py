"""A handful of endpoints to try the conventions on, over a table behind the wall."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import FieldError
from django.db import OperationalError, connection
from django.urls import include, path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Threshold, User
from core import errors
from core.acting import become
from core.api.conditional import object_etag, require_match
from core.api.creation import create_once
from core.api.fields import ClientIdField, DayField, InstantField, LineField
from core.api.parsers import SafeJSONParser
from core.api.permissions import InPerson, only
from core.api.schema import IF_MATCH, created, page_of
from core.api.serializers import ListQuery, Query, StrictModelSerializer, StrictSerializer
from core.api.views import ApiView, no_content


class Key:
    is_api_key = True

    def __init__(self, *scopes: str) -> None:
        self.scopes = scopes


class ByHeader(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        who, _, scopes = request.headers.get("Authorization", "").partition(" ")
        if not who:
            return None
        user = User.objects.filter(pk=who).first() if len(who) == 36 else None
        if user is None:
            raise AuthenticationFailed
        become(user)
        return user, Key(*scopes.split()) if scopes else None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class TestView(ApiView):
    authentication_classes = (ByHeader,)


class ThresholdSerializer(StrictModelSerializer[Threshold]):
    id = ClientIdField()

    class Meta:
        model = Threshold
        fields = ("id", "sport", "kind", "value", "effective_on", "version")
        read_only_fields = ("version",)


class ThresholdQuery(ListQuery):
    may_select = ("id", "value")

    kind = serializers.ChoiceField(choices=["ftp_w", "cp_w"], required=False)
    from_on = DayField(required=False)


class Thresholds(TestView):
    query = ThresholdQuery

    @extend_schema(responses=page_of(ThresholdSerializer))
    def get(self, request: Request) -> Response:
        rows = Threshold.objects.filter(athlete_id=request.user.pk)
        if "kind" in self.asked:
            rows = rows.filter(kind=self.asked["kind"])
        return self.answer_page(ThresholdSerializer, rows, order=("-effective_on", "id"))

    @extend_schema(request=ThresholdSerializer, responses=created(ThresholdSerializer))
    def post(self, request: Request) -> Response:
        row, is_new = create_once(
            own=Threshold.objects.filter(athlete_id=request.user.pk),
            sent=self.read(ThresholdSerializer),
            create=lambda **fields: Threshold.objects.create(athlete_id=request.user.pk, **fields),
        )
        return self.answer(ThresholdSerializer, row, status=201 if is_new else 200)


class OneThreshold(TestView):
    def one(self, threshold_id: UUID) -> Threshold:
        return self.find(Threshold.objects.filter(athlete_id=self.request.user.pk), pk=threshold_id)

    @extend_schema(responses=ThresholdSerializer)
    def get(self, request: Request, threshold_id: UUID) -> Response:
        return self.answer(ThresholdSerializer, self.one(threshold_id))

    @extend_schema(request=ThresholdSerializer, responses=ThresholdSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, threshold_id: UUID) -> Response:
        row = self.one(threshold_id)
        require_match(request, object_etag(row.version), is_required=True)
        for name, value in self.read(ThresholdSerializer, row).items():
            setattr(row, name, value)
        row.save()
        return self.answer(ThresholdSerializer, row)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, threshold_id: UUID) -> Response:
        self.one(threshold_id).delete()
        return no_content()


class Names(StrictSerializer):
    name = LineField(max_length=5)


class Everything(StrictSerializer):
    name = LineField(max_length=20, required=False)
    at = InstantField(required=False)
    on = DayField(required=False)
    people = Names(many=True, required=False)
    tree = serializers.JSONField(required=False)


class Echo(TestView):
    @extend_schema(request=Everything, responses=Everything)
    def post(self, request: Request) -> Response:
        return Response(self.read(Everything))


class Letter(TestView):
    needs_idempotency_key = True
    parser_classes = (SafeJSONParser, MultiPartParser)
    write_scope = "upload"
    counted: list[str] = []

    def post(self, request: Request) -> Response:
        self.counted.append(str(request.data.get("text", "")))
        if request.data.get("text") == "refuse":
            raise errors.DomainError("No.", field="text")
        if request.data.get("text") == "slow":
            with connection.cursor() as cursor:
                cursor.execute("select pg_sleep(0.5)")
        return Response({"number": len(self.counted)}, status=201, headers={"Location": "/letters/1"})


FAILURES: dict[str, Exception] = {
    "field": FieldError("x"),
    "away": OperationalError("gone"),
    "unknown": RuntimeError("secret detail"),
    "domain": errors.Gone("Past."),
    "overflow": OverflowError("date value out of range"),
}


class FailQuery(Query):
    how = serializers.CharField()


class Fail(TestView):
    query = FailQuery

    def get(self, request: Request) -> Response:
        if self.asked["how"] == "timeout":
            with connection.cursor() as cursor:
                cursor.execute("set local statement_timeout = 20; select pg_sleep(1)")
        if self.asked["how"] == "wall":
            Threshold.objects.create(
                athlete=User.objects.create_user("x@example.com"), kind="ftp_w", value=1, effective_on="2026-01-01"
            )
        if self.asked["how"] == "nan":
            return Response({"value": float("nan"), "other": [float("inf")]})
        raise FAILURES[self.asked["how"]]


class Late(TestView):
    """A foreign key is only looked at when the transaction ends, outside of every view."""

    def post(self, request: Request) -> Response:
        values = {"kind": "ftp_w", "value": 1, "effective_on": "2026-01-01"}
        Threshold.objects.create(athlete_id=request.user.pk, created_by_id=uuid4(), **values)
        return Response(status=201)


class InPersonOnly(TestView):
    permission_classes = (InPerson,)

    def get(self, request: Request) -> Response:
        return Response({})


Anns = only("Anns", lambda request: request.user.email.startswith("ann"))


class OfAnns(TestView):
    permission_classes = (Anns,)

    def get(self, request: Request) -> Response:
        return Response({})


class Uncounted(TestView):
    throttle_scope = None

    def get(self, request: Request) -> Response:
        return Response({})


handler500 = "core.web.errors.server_error"

urlpatterns = [
    path(
        "api/v1/",
        include(
            [
                path("thresholds", Thresholds.as_view()),
                path("thresholds/<uuid:threshold_id>", OneThreshold.as_view()),
                path("echo", Echo.as_view()),
                path("letters", Letter.as_view()),
                path("fail", Fail.as_view()),
                path("late", Late.as_view()),
                path("in-person", InPersonOnly.as_view()),
                path("anns", OfAnns.as_view()),
                path("uncounted", Uncounted.as_view()),
            ]
        ),
    ),
    path("api/", include("core.api.urls")),
]
