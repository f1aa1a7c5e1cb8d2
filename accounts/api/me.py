"""The person behind the request."""

import hashlib
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import profiles
from accounts.api.base import PersonView
from accounts.models import Person
from accounts.people import is_time_zone
from accounts.signed_in import SignedIn
from core.api.conditional import answer_unmodified, object_etag, require_match
from core.api.fields import IdField, LineField
from core.api.serializers import StrictModelSerializer, StrictSerializer

SHOWN = ("name", "locale", "time_zone", "country", "units", "theme", "week_starts_on", "version")


class TeamOfMe(StrictSerializer):
    id = IdField(read_only=True)
    name = serializers.CharField(read_only=True)
    roles = serializers.ListField(child=serializers.CharField(), read_only=True)


class MeSerializer(StrictModelSerializer[Person]):
    id = IdField(source="user_id", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True, allow_null=True)
    name = LineField(max_length=120, allow_blank=True)
    country = serializers.RegexField(r"^[A-Z]{2}\Z", required=False, allow_blank=True)
    teams = TeamOfMe(many=True, read_only=True)

    class Meta:
        model = Person
        fields = ("id", "email", *SHOWN, "teams")
        read_only_fields = ("version",)

    def validate_time_zone(self, name: str) -> str:
        if not is_time_zone(name):
            raise serializers.ValidationError(_("There is no such time zone."), "invalid_choice")
        return name


class MeView(PersonView):
    """Name, language, time zone, units and teams of whoever is asking."""

    serializer_class = MeSerializer

    def get(self, request: Request) -> Response:
        return self._answer(request, self.signed_in.person)

    def patch(self, request: Request) -> Response:
        person = self.find(Person.objects.all(), pk=self.me.pk)
        require_match(request, _etag(person.version, self.signed_in))
        profiles.change_person(person=person, actor=self.me, **self.read(MeSerializer, person))
        return self._answer(request, {name: getattr(person, name) for name in SHOWN}, is_changed=True)

    def _answer(self, request: Request, person: dict[str, Any], *, is_changed: bool = False) -> Response:
        etag = _etag(person["version"], self.signed_in)
        if not is_changed:
            answer_unmodified(request, etag)
        shown = {name: person[name] for name in SHOWN}
        data = {"id": self.me.pk, "email": self.me.email, **shown, "teams": self.signed_in.teams}
        return Response(data, headers={"ETag": etag})


def _etag(version: Any, known: SignedIn) -> str:
    """The teams are part of the answer, so they are part of its tag."""
    teams = "-".join(f"{team['id']}{team['name']}{team['roles']}" for team in known.teams)
    digest = hashlib.blake2s(teams.encode(), digest_size=6).hexdigest()
    return object_etag(f"{version}-{digest}")
