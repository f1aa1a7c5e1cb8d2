"""Teams and their members."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import grants, teams
from accounts.api.base import PersonView
from accounts.models import Membership, Role, Team, User
from core.api.conditional import object_etag, require_match
from core.api.creation import create_once
from core.api.fields import ClientIdField, IdField, InstantField, LineField
from core.api.serializers import ListQuery, StrictModelSerializer, StrictSerializer
from core.api.views import no_content

RULES = ("compliance_green_pct", "compliance_yellow_pct", "compliance_by", "athletes_may_swap")


class TeamSerializer(StrictModelSerializer[Team]):
    id = ClientIdField()
    name = LineField(max_length=120)

    class Meta:
        model = Team
        fields = (
            "id", "name", "coaches_need_mfa", "compliance_green_pct", "compliance_yellow_pct", "compliance_by",
            "athletes_may_swap", "created_at", "version",
        )  # fmt: skip
        read_only_fields = ("created_at", "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance is None:
            for name in ("coaches_need_mfa", *RULES):
                self.fields[name].read_only = True


class TeamView(PersonView):
    serializer_class = TeamSerializer

    def get(self, request: Request, team_id: UUID) -> Response:
        return self.answer(TeamSerializer, self.team(team_id))

    def patch(self, request: Request, team_id: UUID) -> Response:
        team = self.team(team_id)
        require_match(request, object_etag(team.version))
        return self.answer(
            TeamSerializer, teams.change_team(team=team, actor=self.me, **self.read(TeamSerializer, team))
        )


class TeamsView(PersonView):
    """Teams one belongs to. Founding one makes its founder head coach."""

    serializer_class = TeamSerializer
    query = ListQuery

    def get(self, request: Request) -> Response:
        return self.answer_page(TeamSerializer, Team.objects.visible_to(self.me.pk), ("name", "id"))

    def post(self, request: Request) -> Response:
        team, is_new = create_once(
            own=Team.objects.filter(founder=self.me),
            sent=self.read(TeamSerializer),
            create=lambda **given: teams.found_team(founder=self.me, now=timezone.now(), **given),
        )
        return self.answer(TeamSerializer, team, status=201 if is_new else 200)


class MemberSerializer(StrictModelSerializer[Membership]):
    user = IdField(source="user_id", read_only=True)
    name = serializers.CharField(source="user.person.name", read_only=True)
    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices), min_length=1, max_length=len(Role))

    class Meta:
        model = Membership
        fields = ("user", "name", "roles", "joined_at")
        read_only_fields = ("joined_at",)


class MembersView(PersonView):
    serializer_class = MemberSerializer
    query = ListQuery

    def get(self, request: Request, team_id: UUID) -> Response:
        team = self.team(team_id)
        rows = Membership.objects.filter(team=team).select_related("user__person")
        return self.answer_page(MemberSerializer, rows, ("joined_at", "id"))


class MemberView(PersonView):
    serializer_class = MemberSerializer

    def get(self, request: Request, team_id: UUID, user_id: UUID) -> Response:
        return self.answer(MemberSerializer, self._member(team_id, user_id))

    def patch(self, request: Request, team_id: UUID, user_id: UUID) -> Response:
        member = self._member(team_id, user_id)
        given = self.read(MemberSerializer, member)
        if given:
            member = teams.change_roles(membership=member, actor=self.me, now=timezone.now(), **given)
        return self.answer(MemberSerializer, member)

    def delete(self, request: Request, team_id: UUID, user_id: UUID) -> Response:
        teams.remove_member(membership=self._member(team_id, user_id), actor=self.me, now=timezone.now())
        return no_content()

    def _member(self, team_id: UUID, user_id: UUID) -> Membership:
        team = self.team(team_id)
        rows = Membership.objects.filter(team=team).select_related("user__person", "team")
        return self.find(rows, user_id=user_id)


class HandoverSerializer(StrictSerializer):
    athlete = IdField()
    to = IdField()
    at = InstantField(required=False)


class GrantedSerializer(StrictSerializer):
    id = IdField()
    athlete = IdField()
    coach = IdField()
    scopes = serializers.ListField(child=serializers.CharField())
    from_at = InstantField()


class HandoverView(PersonView):
    """Another coach of the team takes an athlete over at a moment; the athlete is told and may revoke."""

    serializer_class = HandoverSerializer

    @extend_schema(responses={201: GrantedSerializer})
    def post(self, request: Request, team_id: UUID) -> Response:
        team = self.team(team_id)
        given = self.read(HandoverSerializer)
        athlete, coach = (_fellow(team, given[name], name) for name in ("athlete", "to"))
        grant = grants.hand_over(
            athlete=athlete, team=team, to=coach, actor=self.me, now=timezone.now(), at=given.get("at")
        )
        answer = {
            "id": grant.pk,
            "athlete": athlete.pk,
            "coach": coach.pk,
            "scopes": grant.scopes,
            "from_at": grant.from_at,
        }
        return self.answer(GrantedSerializer, answer, status=201)


def _fellow(team: Team, user_id: UUID, field: str) -> User:
    membership = Membership.objects.filter(team=team, user_id=user_id).select_related("user").first()
    if membership is None:
        message = ErrorDetail(gettext("There is no such member."), "does_not_exist")
        raise serializers.ValidationError({field: [message]})
    return membership.user
