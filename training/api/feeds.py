"""The plan for calendar programs: addresses that can be revoked, and what is read there."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from core import throttling
from core.acting import acting_as
from core.api.conditional import NotModified, answer_unmodified
from core.api.fields import IdField, InstantField
from core.api.permissions import Anyone
from core.api.schema import page_of
from core.api.serializers import ListQuery, Query, StrictModelSerializer, StrictSerializer
from core.api.views import ApiView, no_content
from core.changes import changed_at, list_etag
from core.errors import NotFound
from training.api.plan_base import PlanView
from training.feeds import Reading, feed_address, live_feeds, open_feed, read_feed, revoke_feed, write_feed
from training.models import CalendarFeed

KINDS = ("workout", "event", "calendar_note", "person")


class FeedListQuery(ListQuery):
    athlete = IdField(required=False)


class FeedSerializer(StrictModelSerializer[CalendarFeed]):
    id = IdField(read_only=True)
    athlete_id = IdField(read_only=True)
    created_at = InstantField(read_only=True)
    last_read_at = InstantField(read_only=True, allow_null=True)
    url = serializers.CharField(read_only=True, allow_null=True, help_text="Only in the answer that makes it.")

    class Meta:
        model = CalendarFeed
        fields = ("id", "athlete_id", "hint", "created_at", "last_read_at", "url")
        read_only_fields = ("hint",)

    def to_representation(self, instance: CalendarFeed) -> dict[str, Any]:
        told = {name: getattr(instance, name) for name in ("id", "athlete_id", "hint")}
        told |= {name: self.fields[name].to_representation(at) if (at := getattr(instance, name)) else None
                 for name in ("created_at", "last_read_at")}  # fmt: skip
        return {**told, "url": self.context.get("url")}


class NewFeedSerializer(StrictSerializer):
    athlete_id = IdField(required=False, help_text="One's own if it is left out, or somebody's one looks after.")


class FeedsView(PlanView):
    query = FeedListQuery

    @extend_schema(responses=page_of(FeedSerializer))
    def get(self, request: Request) -> Response:
        sight = self.plan_sight()
        rows = live_feeds(sight.athlete_id if sight.is_own else self.me.pk)
        return self.answer_page(FeedSerializer, rows, ("-created_at", "-id"))

    @extend_schema(request=NewFeedSerializer, responses={201: FeedSerializer})
    def post(self, request: Request) -> Response:
        wanted = self.read(NewFeedSerializer).get("athlete_id", self.me.pk)
        feed, token = open_feed(athlete_id=wanted, actor=self.me, now=timezone.now())
        return Response(FeedSerializer(feed, context={"url": feed_address(token)}).data, status=201)


class FeedView(PlanView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """From now on nothing is read there."""
        feed = self.find(CalendarFeed.objects.filter(revoked_at=None), pk=pk)
        revoke_feed(feed=feed, actor=self.me, now=timezone.now())
        return no_content()


class CalendarFileQuery(Query):
    token = serializers.CharField(max_length=200)


class CalendarFileView(ApiView):
    """Read by programs without a login: the token in the address is the key."""

    permission_classes = (Anyone,)
    authentication_classes = ()
    query = CalendarFileQuery

    @extend_schema(responses={(200, "text/calendar"): OpenApiTypes.STR})
    def get(self, request: Request) -> HttpResponse:
        reading = self._reading(request)
        tag, changed_at = _state_of(reading)
        answer_unmodified(request, tag)
        _answer_unchanged(request, tag, changed_at)
        headers = {"ETag": tag, "Last-Modified": changed_at and http_date(changed_at.timestamp())}
        return HttpResponse(
            write_feed(reading),
            content_type="text/calendar; charset=utf-8",
            headers={name: value for name, value in headers.items() if value},
        )

    def _throttle(self, request: Request, *, is_known: bool) -> None:
        """Counted once it is known what for: calendar programs ask for many people from a few addresses."""

    def _reading(self, request: Request) -> Reading:
        try:
            reading = read_feed(self.asked["token"], now=timezone.now())
        except NotFound:
            super()._throttle(request, is_known=False)
            raise
        self._verdict = throttling.take("anonymous", f"feed:{reading.feed_id}", is_read=True)
        if self._verdict is not None and not self._verdict.is_allowed:
            raise Throttled(self._verdict.retry_after_s, _("Too many requests."))
        return reading


def _state_of(reading: Reading) -> tuple[str | None, datetime | None]:
    """The same as long as nothing was changed and the day is the same: what is hidden comes out with its day.

    Moments of HTTP are whole seconds: the next one after the change, and none while it is still to come.
    """
    athlete_id = reading.person.pk
    with acting_as(athlete_id):
        tag = list_etag(KINDS, owner=athlete_id)
        at = changed_at(athlete_id, KINDS)
    if tag is None or at is None:
        return None, None
    moment = max(at, reading.midnight).replace(microsecond=0) + timedelta(seconds=1)
    return f'{tag[:-1]}-{reading.today}"', moment if moment <= timezone.now() else None


def _answer_unchanged(request: Request, tag: str | None, changed_at: datetime | None) -> None:
    """For programs that know dates only; `If-None-Match` goes before."""
    since = request.headers.get("If-Modified-Since")
    if tag is None or since is None or changed_at is None or "If-None-Match" in request.headers:
        return
    known = parse_http_date_safe(since)
    if known is not None and int(changed_at.timestamp()) <= known:
        raise NotModified(tag)
