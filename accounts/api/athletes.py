"""Athletes one may see, and those one looks after."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import guardianship
from accounts.access import live_access, scopes_on
from accounts.api.base import PersonView
from accounts.models import Guardianship, Person, Team, User
from accounts.people import is_time_zone
from core.api.fields import IdField, LineField
from core.api.serializers import ListQuery, StrictSerializer


class AthleteSerializer(StrictSerializer):
    id = IdField(source="user_id", read_only=True)
    name = LineField(max_length=120)
    time_zone = serializers.CharField(max_length=64, required=False)
    scopes = serializers.SerializerMethodField()
    team = IdField(required=False, allow_null=True, write_only=True)

    def validate_time_zone(self, name: str) -> str:
        if not is_time_zone(name):
            raise serializers.ValidationError(_("There is no such time zone."), "invalid_choice")
        return name

    def get_scopes(self, person: Person) -> list[str]:
        return sorted(self.context["view"].scopes[person.pk])


class AthletesView(PersonView):
    """Whom I may see. POST makes an account for an athlete who has no e-mail address of their own."""

    serializer_class = AthleteSerializer
    query = ListQuery
    scopes: dict[UUID, set[str]]

    def get(self, request: Request) -> Response:
        access = list(live_access(self.me.pk).values_list("athlete_id", "scopes"))
        scopes: dict[UUID, set[str]] = {}
        for athlete_id, held in access:
            scopes.setdefault(athlete_id, set()).update(held)
        self.scopes = scopes
        return self.answer_page(AthleteSerializer, Person.objects.filter(pk__in=scopes), ("name", "user_id"))

    def post(self, request: Request) -> Response:
        given = self.read(AthleteSerializer)
        team = _team(self.me, given.pop("team", None))
        person = guardianship.create_ward(guardian=self.me, team=team, now=timezone.now(), **given)
        self.scopes = {person.pk: set(scopes_on(viewer_id=self.me.pk, athlete_id=person.pk))}
        return self.answer(AthleteSerializer, person, status=201)


class ClaimSerializer(StrictSerializer):
    email = serializers.EmailField()


class ClaimLinkSerializer(StrictSerializer):
    url = serializers.URLField()


class ClaimView(PersonView):
    """Send an athlete one looks after the link that makes the account theirs."""

    serializer_class = ClaimSerializer

    @extend_schema(responses={201: ClaimLinkSerializer})
    def post(self, request: Request, athlete_id: UUID) -> Response:
        ward = self.find(Guardianship.objects.select_related("athlete"), guardian=self.me, athlete_id=athlete_id)
        given = self.read(ClaimSerializer)
        url = guardianship.invite_to_claim(ward=ward.athlete, actor=self.me, now=timezone.now(), **given)
        return Response({"url": url}, status=201)


def _team(user: User, team_id: UUID | None) -> Team | None:
    if team_id is None:
        return None
    team = Team.objects.visible_to(user.pk).filter(pk=team_id).first()
    if team is None:
        raise serializers.ValidationError({"team": [ErrorDetail(gettext("There is no such team."), "does_not_exist")]})
    return team
