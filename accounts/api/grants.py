"""Who sees me, my consents and my keys."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import api_keys, consents, grants
from accounts.models import ApiKey, ApiKeyScope, Consent, ConsentKind, Grant, Scope, Team, User
from core.api.conditional import answer_unmodified, object_etag, require_match
from core.api.pagination import Page
from core.api.permissions import InPerson
from core.api.serializers import LineField, StrictModelSerializer
from core.api.views import LIST_PARAMETERS, ApiView, no_content
from core.changes import list_etag


class GrantSerializer(StrictModelSerializer[Grant]):
    id = serializers.UUIDField(required=False)
    team = serializers.UUIDField(source="team_id")
    coach = serializers.UUIDField(source="coach_id", required=False, allow_null=True)
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices), max_length=len(Scope))
    from_at = serializers.DateTimeField(required=False)

    class Meta:
        model = Grant
        fields = ("id", "team", "coach", "scopes", "from_at", "until_at", "consent_version", "version")
        read_only_fields = ("consent_version", "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance is not None and not kwargs.get("many"):
            for name in ("id", "team", "coach", "from_at"):
                self.fields[name].read_only = True


class GrantsView(ApiView):
    """What I let teams and coaches see and do."""

    serializer_class = GrantSerializer
    query_parameters = LIST_PARAMETERS

    def get(self, request: Request) -> Response:
        etag = list_etag(["grant"], owner=request.user.pk)
        answer_unmodified(request, etag)
        page = Page(request, Grant.objects.filter(athlete_id=request.user.pk), ("-from_at", "id"))
        answer = page.answer(GrantSerializer(page.rows, many=True).data)
        return Response(answer, headers={"ETag": etag} if etag else None)

    def post(self, request: Request) -> Response:
        serializer = GrantSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        team = _visible_team(request, given.pop("team_id"))
        coach_id = given.pop("coach_id", None)
        coach = _member(team, coach_id) if coach_id else None
        grant = grants.give_grant(
            athlete=request.user, team=team, coach=coach, actor=request.user, now=timezone.now(), **given
        )
        return Response(GrantSerializer(grant).data, status=201, headers={"ETag": object_etag(grant.version)})


class GrantView(ApiView):
    serializer_class = GrantSerializer

    def get(self, request: Request, pk: UUID) -> Response:
        grant = self._grant(pk)
        answer_unmodified(request, object_etag(grant.version))
        return Response(GrantSerializer(grant).data, headers={"ETag": object_etag(grant.version)})

    def patch(self, request: Request, pk: UUID) -> Response:
        grant = self._grant(pk)
        require_match(request, object_etag(grant.version))
        serializer = GrantSerializer(grant, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        given = {"until_at": grant.until_at, **serializer.validated_data}
        grant = grants.change_grant(grant=grant, actor=request.user, now=timezone.now(), **given)
        return Response(GrantSerializer(grant).data, headers={"ETag": object_etag(grant.version)})

    def delete(self, request: Request, pk: UUID) -> Response:
        grants.revoke_grant(grant=self._grant(pk), actor=self.request.user, now=timezone.now())
        return no_content()

    def _grant(self, pk: UUID) -> Grant:
        return get_object_or_404(Grant.objects.filter(athlete_id=self.request.user.pk), pk=pk)


class ConsentSerializer(StrictModelSerializer[Consent]):
    class Meta:
        model = Consent
        fields = ("id", "kind", "text_version", "given_at", "withdrawn_at")
        read_only_fields = ("id", "given_at", "withdrawn_at")
        validators = ()


class ConsentsView(ApiView):
    """What I agreed to, in which version, and when I took it back."""

    serializer_class = ConsentSerializer
    query_parameters = LIST_PARAMETERS

    def get(self, request: Request) -> Response:
        page = Page(request, Consent.objects.filter(user_id=request.user.pk), ("-given_at", "id"))
        return Response(page.answer(ConsentSerializer(page.rows, many=True).data))

    def post(self, request: Request) -> Response:
        serializer = ConsentSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        consent = consents.give(user=request.user, now=timezone.now(), **serializer.validated_data)
        return Response(ConsentSerializer(consent).data, status=201)


class ConsentView(ApiView):
    serializer_class = ConsentSerializer

    def delete(self, request: Request, kind: str) -> Response:
        if kind not in ConsentKind.values:
            raise NotFound
        consents.withdraw(user=request.user, kind=kind, now=timezone.now())
        return no_content()


class ApiKeySerializer(StrictModelSerializer[ApiKey]):
    name = LineField(max_length=80)
    scopes = serializers.ListField(child=serializers.ChoiceField(ApiKeyScope.choices), min_length=1, max_length=3)

    class Meta:
        model = ApiKey
        fields = ("id", "name", "hint", "scopes", "created_at", "expires_at", "last_used_at")
        read_only_fields = ("id", "hint", "created_at", "last_used_at")


class NewApiKeySerializer(ApiKeySerializer):
    key = serializers.CharField(read_only=True, help_text="Shown this once.")

    class Meta(ApiKeySerializer.Meta):
        fields = (*ApiKeySerializer.Meta.fields, "key")


class ApiKeysView(ApiView):
    """Personal keys for scripts. A key cannot make or list keys."""

    serializer_class = ApiKeySerializer
    permission_classes = [InPerson]
    query_parameters = LIST_PARAMETERS

    def get(self, request: Request) -> Response:
        page = Page(request, ApiKey.objects.visible_to(request.user.pk), ("-created_at", "id"))
        return Response(page.answer(ApiKeySerializer(page.rows, many=True).data))

    @extend_schema(responses={201: NewApiKeySerializer})
    def post(self, request: Request) -> Response:
        serializer = ApiKeySerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        row, key = api_keys.create_key(user=request.user, now=timezone.now(), **serializer.validated_data)
        return Response({**ApiKeySerializer(row).data, "key": key}, status=201)


class ApiKeyView(ApiView):
    serializer_class = ApiKeySerializer
    permission_classes = [InPerson]

    def delete(self, request: Request, pk: UUID) -> Response:
        key = get_object_or_404(ApiKey.objects.visible_to(request.user.pk), pk=pk)
        api_keys.revoke_key(key=key, actor=request.user, now=timezone.now())
        return no_content()


def _visible_team(request: Request, team_id: UUID) -> Team:
    team = Team.objects.visible_to(request.user.pk).filter(pk=team_id).first()
    if team is None:
        raise serializers.ValidationError({"team": [ErrorDetail(_("There is no such team."), "does_not_exist")]})
    return team


def _member(team: Team, user_id: UUID) -> User:
    user = User.objects.filter(pk=user_id, memberships__team=team).first()
    if user is None:
        raise serializers.ValidationError({"coach": [ErrorDetail(_("There is no such coach."), "does_not_exist")]})
    return user
