from typing import cast
from uuid import UUID

from accounts.models import Team, User
from accounts.signed_in import SignedIn
from core.api.views import ApiView


class PersonView(ApiView):
    """An endpoint for somebody who is signed in."""

    @property
    def me(self) -> User:
        return cast(User, self.request.user)

    def team(self, team_id: UUID) -> Team:
        return self.find(Team.objects.visible_to(self.me.pk), pk=team_id)

    @property
    def signed_in(self) -> SignedIn:
        return cast(SignedIn, self.request.auth)
