"""Who sees me, my consents and my keys."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import api_keys, consents, grants
from accounts.api.base import PersonView
from accounts.models import ApiKey, ApiKeyScope, Consent, ConsentKind, Grant, Scope, Team, User
from core.api.conditional import object_etag, require_match
from core.api.creation import create_once
from core.api.fields import ClientIdField, IdField, InstantField, LineField
from core.api.permissions import InPerson
from core.api.serializers import ListQuery, StrictModelSerializer
from core.api.views import no_content
from core.changes import list_etag


class GrantSerializer(StrictModelSerializer[Grant]):
    id = ClientIdField()
    team = IdField(source="team_id")
    coach = IdField(source="coach_id", required=False, allow_null=True)
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices), max_length=len(Scope))
    from_at = InstantField(required=False)

    class Meta:
        model = Grant
        fields = ("id", "team", "coach", "scopes", "from_at", "until_at", "consent_version", "version")
        read_only_fields = ("consent_version", "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance is not None and not kwargs.get("many"):
            for name in ("team", "coach", "from_at"):
                self.fields[name].read_only = True


class GrantsView(PersonView):
    """What I let teams and coaches see and do."""

    serializer_class = GrantSerializer
    query = ListQuery

    def get(self, request: Request) -> Response:
        etag = list_etag(["grant"], owner=self.me.pk)
        rows = Grant.objects.filter(athlete_id=self.me.pk)
        return self.answer_page(GrantSerializer, rows, ("-from_at", "id"), etag=etag)

    def post(self, request: Request) -> Response:
        own = Grant.objects.filter(athlete_id=self.me.pk)
        grant, is_new = create_once(own=own, sent=self.read(GrantSerializer), create=self._give)
        return self.answer(GrantSerializer, grant, status=201 if is_new else 200)

    def _give(self, *, team_id: UUID, coach_id: UUID | None = None, **given: Any) -> Grant:
        me = self.me
        team = _visible_team(me.pk, team_id)
        coach = _member(team, coach_id) if coach_id else None
        return grants.give_grant(athlete=me, team=team, coach=coach, actor=me, now=timezone.now(), **given)


class GrantView(PersonView):
    serializer_class = GrantSerializer

    def get(self, request: Request, pk: UUID) -> Response:
        return self.answer(GrantSerializer, self._grant(pk))

    def patch(self, request: Request, pk: UUID) -> Response:
        grant = self._grant(pk)
        require_match(request, object_etag(grant.version))
        given = {"until_at": grant.until_at, **self.read(GrantSerializer, grant)}
        given.pop("id", None)
        changed = grants.change_grant(grant=grant, actor=self.me, now=timezone.now(), **given)
        return self.answer(GrantSerializer, changed)

    def delete(self, request: Request, pk: UUID) -> Response:
        grants.revoke_grant(grant=self._grant(pk), actor=self.me, now=timezone.now())
        return no_content()

    def _grant(self, pk: UUID) -> Grant:
        return self.find(Grant.objects.filter(athlete_id=self.me.pk), pk=pk)


class ConsentSerializer(StrictModelSerializer[Consent]):
    class Meta:
        model = Consent
        fields = ("id", "kind", "text_version", "given_at", "withdrawn_at")
        read_only_fields = ("id", "given_at", "withdrawn_at")
        validators = ()


class ConsentsView(PersonView):
    """What I agreed to, in which version, and when I took it back."""

    serializer_class = ConsentSerializer
    query = ListQuery

    def get(self, request: Request) -> Response:
        return self.answer_page(ConsentSerializer, Consent.objects.filter(user_id=self.me.pk), ("-given_at", "id"))

    def post(self, request: Request) -> Response:
        consent = consents.give(user=self.me, now=timezone.now(), **self.read(ConsentSerializer))
        return self.answer(ConsentSerializer, consent, status=201)


class ConsentView(PersonView):
    serializer_class = ConsentSerializer

    def delete(self, request: Request, kind: str) -> Response:
        if kind not in ConsentKind.values:
            raise NotFound
        consents.withdraw(user=self.me, kind=kind, now=timezone.now())
        return no_content()


class ApiKeySerializer(StrictModelSerializer[ApiKey]):
    name = LineField(max_length=80)
    scopes = serializers.ListField(child=serializers.ChoiceField(ApiKeyScope.choices), min_length=1, max_length=3)

    class Meta:
        model = ApiKey
        fields: tuple[str, ...] = ("id", "name", "hint", "scopes", "created_at", "expires_at", "last_used_at")
        read_only_fields = ("id", "hint", "created_at", "last_used_at")


class NewApiKeySerializer(ApiKeySerializer):
    key = serializers.CharField(read_only=True, help_text="Shown this once.")

    class Meta(ApiKeySerializer.Meta):
        fields: tuple[str, ...] = (*ApiKeySerializer.Meta.fields, "key")


class ApiKeysView(PersonView):
    """Personal keys for scripts. A key cannot make or list keys."""

    serializer_class = ApiKeySerializer
    permission_classes = [InPerson]
    query = ListQuery

    def get(self, request: Request) -> Response:
        return self.answer_page(ApiKeySerializer, ApiKey.objects.visible_to(self.me.pk), ("-created_at", "id"))

    @extend_schema(responses={201: NewApiKeySerializer})
    def post(self, request: Request) -> Response:
        row, key = api_keys.create_key(user=self.me, now=timezone.now(), **self.read(ApiKeySerializer))
        return Response({**ApiKeySerializer(row).data, "key": key}, status=201)


class ApiKeyView(PersonView):
    serializer_class = ApiKeySerializer
    permission_classes = [InPerson]

    def delete(self, request: Request, pk: UUID) -> Response:
        key = self.find(ApiKey.objects.visible_to(self.me.pk), pk=pk)
        api_keys.revoke_key(key=key, actor=self.me, now=timezone.now())
        return no_content()


def _visible_team(user_id: UUID, team_id: UUID) -> Team:
    team = Team.objects.visible_to(user_id).filter(pk=team_id).first()
    if team is None:
        raise serializers.ValidationError({"team": [ErrorDetail(gettext("There is no such team."), "does_not_exist")]})
    return team


def _member(team: Team, user_id: UUID) -> User:
    user = User.objects.filter(pk=user_id, memberships__team=team).first()
    if user is None:
        raise serializers.ValidationError(
            {"coach": [ErrorDetail(gettext("There is no such coach."), "does_not_exist")]}
        )
    return user
