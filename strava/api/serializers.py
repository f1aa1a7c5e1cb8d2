from rest_framework import serializers

from core.api.fields import InstantField, LineField
from core.api.serializers import StrictSerializer
from strava.connecting import USUAL_SCOPES
from strava.models import ConnectionState
from strava.oauth import SCOPES
from strava.status import BACKFILL_STATES


class BackfillSerializer(StrictSerializer):
    state = serializers.ChoiceField(choices=BACKFILL_STATES)
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    eta_at = InstantField(allow_null=True)


class ConnectionSerializer(StrictSerializer):
    is_available = serializers.BooleanField()
    state = serializers.ChoiceField(choices=ConnectionState.choices)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES))
    missing_scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES))
    athlete_name = serializers.CharField(allow_blank=True)
    connected_at = InstantField(allow_null=True)
    last_sync_at = InstantField(allow_null=True)
    last_event_at = InstantField(allow_null=True)
    last_error = serializers.CharField(allow_blank=True)
    backfill = BackfillSerializer()


class ConnectSerializer(StrictSerializer):
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=SCOPES), default=list(USUAL_SCOPES), max_length=4
    )
    return_to = LineField(max_length=500, required=False, default="", allow_blank=True)


class AuthorizationSerializer(StrictSerializer):
    authorization_url = serializers.CharField()
