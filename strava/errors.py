"""What can come of asking Strava, by what is to be done about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.outbound import OutboundError


class Trouble(models.TextChoices):
    """Why a connection does not work: kept as a code, said in the language of whoever reads it."""

    KEY = "key_refused", _("Strava no longer accepts the key.")
    SCOPE = "scope_missing", _("Strava says that a permission is missing.")


class Refused(Exception):
    """Strava understood and said no; asking again changes nothing."""

    def __init__(self, status: int, code: str = "", field: str = "") -> None:
        super().__init__(f"Strava answered {status}{f' ({field}: {code})' if code else ''}.")
        self.status, self.code, self.field = status, code, field


class Missing(Refused):
    """There is no such thing, or not for this athlete: deleted, or hidden from us."""


class Unauthorized(Refused):
    """The token does not open this."""

    @property
    def lacks_scope(self) -> bool:
        return self.code == "missing"


class AppInactive(Refused):
    """Every call is refused: the app's owner has no subscription at Strava, or its id and secret are wrong."""


class AppFull(Refused):
    """The app may serve no more athletes."""


class Unreadable(OutboundError):
    """An answer that is no JSON, or not of the shape it should have."""
