"""Ways into a team: invitations and join requests."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import invitations, joining
from accounts.api.base import PersonView
from accounts.models import Invitation, JoinRequest, Role, Scope
from accounts.teams import require_coaching
from core.api.fields import IdField, InstantField, LineField, WholeField
from core.api.serializers import ListQuery, StrictModelSerializer, StrictSerializer
from core.api.views import no_content


def scopes_field(**options: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.ChoiceField(Scope.choices), max_length=len(Scope), **options)


class InvitationSerializer(StrictModelSerializer[Invitation]):
    email = serializers.EmailField(required=False, allow_blank=True)
    scopes = scopes_field(required=False)
    days = WholeField(min_value=1, max_value=30, required=False, write_only=True)

    class Meta:
        model = Invitation
        fields: tuple[str, ...] = (
            "id",
            "email",
            "role",
            "scopes",
            "days",
            "created_at",
            "expires_at",
            "accepted_at",
            "revoked_at",
        )
        read_only_fields = ("id", "created_at", "expires_at", "accepted_at", "revoked_at")


class MadeInvitationSerializer(InvitationSerializer):
    url = serializers.URLField(read_only=True, help_text="Shown this once.")

    class Meta(InvitationSerializer.Meta):
        fields: tuple[str, ...] = (*InvitationSerializer.Meta.fields, "url")


class InvitationsView(PersonView):
    """Single-use links into a team."""

    serializer_class = InvitationSerializer
    query = ListQuery
    needs_idempotency_key = True

    def get(self, request: Request, team_id: UUID) -> Response:
        team = self.team(team_id)
        require_coaching(self.me, team.pk)
        return self.answer_page(InvitationSerializer, Invitation.objects.filter(team=team), ("-created_at", "id"))

    @extend_schema(responses={201: MadeInvitationSerializer})
    def post(self, request: Request, team_id: UUID) -> Response:
        team = self.team(team_id)
        given = {"scopes": list(Scope.values), **self.read(InvitationSerializer)}
        lasting = timedelta(days=given.pop("days", invitations.USUAL.days))
        row, token = invitations.invite(team=team, actor=self.me, now=timezone.now(), lasting=lasting, **given)
        return Response({**InvitationSerializer(row).data, "url": invitations.url_of(token)}, status=201)


class InvitationView(PersonView):
    serializer_class = InvitationSerializer

    def delete(self, request: Request, team_id: UUID, pk: UUID) -> Response:
        team = self.team(team_id)
        require_coaching(self.me, team.pk)
        row = self.find(Invitation.objects.filter(team=team).select_related("team"), pk=pk)
        invitations.revoke_invitation(invitation=row, actor=self.me, now=timezone.now())
        return no_content()


class TokenSerializer(StrictSerializer):
    token = LineField(max_length=200)


class AcceptSerializer(TokenSerializer):
    scopes = scopes_field(required=False, help_text="What an athlete agrees to; without it, what was proposed.")


class PreviewSerializer(StrictSerializer):
    team = serializers.CharField()
    invited_by = serializers.CharField()
    role = serializers.ChoiceField(Role.choices)
    scopes = scopes_field()
    expires_at = InstantField()


class PreviewView(PersonView):
    """What an invitation is for, before one accepts it."""

    serializer_class = TokenSerializer

    @extend_schema(responses={200: PreviewSerializer})
    def post(self, request: Request) -> Response:
        row = invitations.look_up(self.read(TokenSerializer)["token"], now=timezone.now())
        host = row.created_by.person.name
        answer = {
            "team": row.team.name,
            "invited_by": host,
            "role": row.role,
            "scopes": row.scopes,
            "expires_at": row.expires_at,
        }
        return Response(answer)


class MembershipSerializer(StrictSerializer):
    team = IdField()
    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices))


class AcceptView(PersonView):
    """Come into the team. The link works once."""

    serializer_class = AcceptSerializer

    @extend_schema(responses={201: MembershipSerializer})
    def post(self, request: Request) -> Response:
        given = {"scopes": None, **self.read(AcceptSerializer)}
        membership = invitations.accept_invitation(actor=self.me, now=timezone.now(), **given)
        return Response({"team": membership.team_id, "roles": membership.roles}, status=201)


class JoinRequestSerializer(StrictModelSerializer[JoinRequest]):
    code = LineField(max_length=16, write_only=True)
    user = IdField(source="user_id", read_only=True)
    team = IdField(source="team_id", read_only=True)
    scopes = scopes_field(required=False)

    class Meta:
        model = JoinRequest
        fields = ("id", "code", "team", "user", "role", "scopes", "state", "created_at", "decided_at")
        read_only_fields = ("id", "state", "created_at", "decided_at")


class MyJoinRequestsView(PersonView):
    serializer_class = JoinRequestSerializer
    query = ListQuery

    def get(self, request: Request) -> Response:
        return self.answer_page(
            JoinRequestSerializer, JoinRequest.objects.filter(user_id=self.me.pk), ("-created_at", "id")
        )

    def post(self, request: Request) -> Response:
        given = {"scopes": [], **self.read(JoinRequestSerializer)}
        row = joining.ask_to_join(actor=self.me, now=timezone.now(), **given)
        return Response(JoinRequestSerializer(row).data, status=201)


class MyJoinRequestView(PersonView):
    serializer_class = JoinRequestSerializer

    def delete(self, request: Request, pk: UUID) -> Response:
        row = self.find(JoinRequest.objects.filter(user_id=self.me.pk), pk=pk)
        joining.withdraw_request(request=row, actor=self.me, now=timezone.now())
        return no_content()


class TeamJoinRequestsView(PersonView):
    serializer_class = JoinRequestSerializer
    query = ListQuery

    def get(self, request: Request, team_id: UUID) -> Response:
        team = self.team(team_id)
        require_coaching(self.me, team.pk)
        return self.answer_page(JoinRequestSerializer, JoinRequest.objects.filter(team=team), ("-created_at", "id"))


class DecisionView(PersonView):
    """A coach's answer to somebody who asked to join."""

    serializer_class = None
    decision: str = ""

    @extend_schema(request=None, responses={200: JoinRequestSerializer})
    def post(self, request: Request, team_id: UUID, pk: UUID) -> Response:
        team = self.team(team_id)
        require_coaching(self.me, team.pk)
        row = self.find(JoinRequest.objects.filter(team=team).select_related("team", "user"), pk=pk)
        decide = joining.accept_request if self.decision == "accept" else joining.decline_request
        decide(request=row, actor=self.me, now=timezone.now())
        row.refresh_from_db()
        return Response(JoinRequestSerializer(row).data)
