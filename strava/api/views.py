"""The athlete's own connection: how it is, the way to Strava, a look for what is new, and the end of it."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import PersonView
from core.api.permissions import InPerson
from core.api.views import no_content
from core.errors import Conflict
from strava.api.serializers import AuthorizationSerializer, ConnectionSerializer, ConnectSerializer
from strava.backfilling import begin_sync
from strava.by_hand import look_through_history
from strava.connecting import begin, disconnect
from strava.models import Connection, ConnectionState
from strava.status import status_of


class StravaView(PersonView):
    def status(self, code: int = 200) -> Response:
        told = status_of(self.me.pk, now=timezone.now())
        return Response(ConnectionSerializer(told).data, status=code)

    def require_connection(self) -> None:
        link = Connection.objects.filter(athlete_id=self.me.pk, state=ConnectionState.CONNECTED)
        if not link.exists():
            raise Conflict(_("Strava is not connected."), detail="not_connected")


class ConnectionView(StravaView):
    permission_classes = [InPerson]

    @extend_schema(responses=ConnectionSerializer)
    def get(self, request: Request) -> Response:
        return self.status()

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Nothing is fetched any more, and what came from Strava is deleted; a letter confirms it."""
        disconnect(athlete_id=self.me.pk, actor=self.me, now=timezone.now())
        return no_content()


class ConnectView(StravaView):
    permission_classes = [InPerson]

    @extend_schema(request=ConnectSerializer, responses=AuthorizationSerializer)
    def post(self, request: Request) -> Response:
        """Where to send the athlete. The address is good for one try within half an hour."""
        sent = self.read(ConnectSerializer)
        session = getattr(request, "session", None)
        is_browser = request.auth is None
        url = begin(
            athlete_id=self.me.pk, actor=self.me, now=timezone.now(), scopes=sent["scopes"],
            return_to=sent["return_to"], session_key=session.session_key if session and is_browser else None,
        )  # fmt: skip
        return Response(AuthorizationSerializer({"authorization_url": url}).data)


class SyncView(StravaView):
    @extend_schema(request=None, responses={202: ConnectionSerializer})
    def post(self, request: Request) -> Response:
        """Looks for what is new or changed."""
        self.require_connection()
        begin_sync(athlete_id=self.me.pk, now=timezone.now())
        return self.status(202)


class BackfillView(StravaView):
    @extend_schema(request=None, responses={202: ConnectionSerializer})
    def post(self, request: Request) -> Response:
        """Brings in the whole history, or what of it may be kept. What is known already costs nothing."""
        self.require_connection()
        look_through_history(athlete_id=self.me.pk, now=timezone.now())
        return self.status(202)
