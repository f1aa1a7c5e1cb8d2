"""Teams and their members."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import grants, teams
from accounts.models import Membership, Role, Team, User
from core.api.conditional import answer_unmodified, object_etag, require_match
from core.api.pagination import Page
from core.api.serializers import LineField, StrictModelSerializer, StrictSerializer
from core.api.views import LIST_PARAMETERS, ApiView, no_content
from core.errors import Conflict


class TeamSerializer(StrictModelSerializer[Team]):
    id = serializers.UUIDField(required=False)
    name = LineField(max_length=120)

    class Meta:
        model = Team
        fields = ("id", "name", "coaches_need_mfa", "created_at", "version")
        read_only_fields = ("created_at", "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_new = self.instance is None
        self.fields["id" if not is_new else "coaches_need_mfa"].read_only = True


class TeamView(ApiView):
    serializer_class = TeamSerializer

    def get(self, request: Request, team_id: UUID) -> Response:
        team = visible_team(request, team_id)
        answer_unmodified(request, object_etag(team.version))
        return Response(TeamSerializer(team).data, headers={"ETag": object_etag(team.version)})

    def patch(self, request: Request, team_id: UUID) -> Response:
        team = visible_team(request, team_id)
        require_match(request, object_etag(team.version))
        serializer = TeamSerializer(team, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        team = teams.rename_team(team=team, actor=request.user, **serializer.validated_data)
        return Response(TeamSerializer(team).data, headers={"ETag": object_etag(team.version)})


class TeamsView(ApiView):
    """Teams one belongs to. Founding one makes its founder head coach."""

    serializer_class = TeamSerializer
    query_parameters = LIST_PARAMETERS

    def get(self, request: Request) -> Response:
        page = Page(request, Team.objects.visible_to(request.user.pk), ("name", "id"))
        return Response(page.answer(TeamSerializer(page.rows, many=True).data))

    def post(self, request: Request) -> Response:
        serializer = TeamSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        known = Team.objects.filter(pk=given["id"]).first() if "id" in given else None
        if known is not None and (known.founder_id != request.user.pk or known.name != given["name"]):
            raise Conflict(_("Something else has this id."))
        team = known or teams.found_team(founder=request.user, now=timezone.now(), **given)
        headers = {"ETag": object_etag(team.version)}
        return Response(TeamSerializer(team).data, status=200 if known else 201, headers=headers)


class MemberSerializer(StrictModelSerializer[Membership]):
    user = serializers.UUIDField(source="user_id", read_only=True)
    name = serializers.CharField(source="user.person.name", read_only=True)
    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices), min_length=1, max_length=len(Role))

    class Meta:
        model = Membership
        fields = ("user", "name", "roles", "joined_at")
        read_only_fields = ("joined_at",)


class MembersView(ApiView):
    serializer_class = MemberSerializer
    query_parameters = LIST_PARAMETERS

    def get(self, request: Request, team_id: UUID) -> Response:
        team = visible_team(request, team_id)
        rows = Membership.objects.filter(team=team).select_related("user__person")
        page = Page(request, rows, ("joined_at", "id"))
        return Response(page.answer(MemberSerializer(page.rows, many=True).data))


class MemberView(ApiView):
    serializer_class = MemberSerializer

    def get(self, request: Request, team_id: UUID, user_id: UUID) -> Response:
        return Response(MemberSerializer(self._member(team_id, user_id)).data)

    def patch(self, request: Request, team_id: UUID, user_id: UUID) -> Response:
        member = self._member(team_id, user_id)
        serializer = MemberSerializer(member, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        if "roles" in serializer.validated_data:
            roles = serializer.validated_data["roles"]
            member = teams.change_roles(membership=member, roles=roles, actor=request.user, now=timezone.now())
        return Response(MemberSerializer(member).data)

    def delete(self, request: Request, team_id: UUID, user_id: UUID) -> Response:
        teams.remove_member(membership=self._member(team_id, user_id), actor=request.user, now=timezone.now())
        return no_content()

    def _member(self, team_id: UUID, user_id: UUID) -> Membership:
        team = visible_team(self.request, team_id)
        rows = Membership.objects.filter(team=team).select_related("user__person", "team")
        return get_object_or_404(rows, user_id=user_id)


class HandoverSerializer(StrictSerializer):
    athlete = serializers.UUIDField()
    to = serializers.UUIDField()
    at = serializers.DateTimeField(required=False)


class GrantedSerializer(StrictSerializer):
    id = serializers.UUIDField()
    athlete = serializers.UUIDField()
    coach = serializers.UUIDField()
    scopes = serializers.ListField(child=serializers.CharField())
    from_at = serializers.DateTimeField()


class HandoverView(ApiView):
    """Another coach of the team takes an athlete over at a moment; the athlete is told and may revoke."""

    serializer_class = HandoverSerializer

    @extend_schema(responses={201: GrantedSerializer})
    def post(self, request: Request, team_id: UUID) -> Response:
        team = visible_team(request, team_id)
        serializer = HandoverSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        athlete, coach = (_fellow(team, given[name], name) for name in ("athlete", "to"))
        grant = grants.hand_over(
            athlete=athlete, team=team, to=coach, actor=request.user, now=timezone.now(), at=given.get("at")
        )
        answer = {"id": grant.pk, "athlete": athlete.pk, "coach": coach.pk, "scopes": grant.scopes, "from_at": grant.from_at}
        return Response(answer, status=201)


def visible_team(request: Request, team_id: UUID) -> Team:
    return get_object_or_404(Team.objects.visible_to(request.user.pk), pk=team_id)


def _fellow(team: Team, user_id: UUID, field: str) -> User:
    membership = Membership.objects.filter(team=team, user_id=user_id).select_related("user").first()
    if membership is None:
        message = ErrorDetail(_("There is no such member."), "does_not_exist")
        raise serializers.ValidationError({field: [message]})
    return membership.user

