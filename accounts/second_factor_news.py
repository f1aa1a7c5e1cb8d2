"""allauth tells when a second factor comes or goes; teams that insist on one open or close with it."""

from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed

from accounts.access import derive_access_of_coach
from accounts.models import User


def listen() -> None:
    for signal in (authenticator_added, authenticator_removed):
        signal.connect(_derive_again, dispatch_uid="accounts.second_factor_news")


def _derive_again(sender: Any, user: User, **_details: Any) -> None:
    derive_access_of_coach(user.pk)
