"""What athletes are told by letter about their connection."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.letters import Letter, Text, page, send_letter

PAGE = "/settings/strava"


GRACE = timedelta(days=21)
"""From the letter until what came is deleted. Strava asks for thirty days from a withdrawal at most; noticing one and
deleting the data has its own time in them."""


def tell_to_connect_again(athlete_id: UUID) -> None:
    texts = (
        _("Strava no longer lets us read your activities. What came is here, and what is missing comes as soon as you "
          "connect again."),
        _("If you have not connected again by %(day)s, we take it that you do not want to, and delete what came from "
          "Strava, with everything that was computed from it."),
    )  # fmt: skip
    day = lazy(date_format, str)(timezone.now() + GRACE, "DATE_FORMAT")
    _send(athlete_id, _("Please connect Strava again"), texts, page(PAGE), day=day)


def tell_of_deletion(athlete_id: UUID, *, is_connected: bool) -> None:
    ended = _("Paceline is no longer connected with Strava. What had come from Strava, and what was computed from it, "
              "has been deleted.")  # fmt: skip
    followed = _("What had come through your earlier connection with Strava, and what was computed from it, has been "
                 "deleted. Your present connection goes on.")  # fmt: skip
    texts = (followed if is_connected else ended, _("Sessions whose files you uploaded yourself are still there."))
    _send(athlete_id, _("Your data from Strava has been deleted"), texts, page(PAGE))


def _send(athlete_id: UUID, subject: Text, texts: tuple[Text, ...], url: str, **names: Text) -> None:
    user = User.objects.filter(pk=athlete_id, is_active=True).first()
    if user is not None:
        send_letter(Letter(subject, texts, names, url), to=user)
