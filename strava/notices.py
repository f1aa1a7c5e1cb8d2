"""What athletes are told by letter about their connection."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.letters import Letter, Text, page, send_letter

PAGE = "/settings/strava"


def tell_to_connect_again(athlete_id: UUID) -> None:
    texts = (
        _("Strava no longer lets us read your activities. Nothing is lost: what came is here, and what is missing "
          "comes as soon as you connect again."),
    )  # fmt: skip
    _send(athlete_id, _("Please connect Strava again"), texts, page(PAGE))


def tell_of_deletion(athlete_id: UUID) -> None:
    texts = (
        _("Paceline is no longer connected with Strava. What had come from Strava, and what was computed from it, "
          "has been deleted."),
        _("Sessions whose files you uploaded yourself are still there."),
    )  # fmt: skip
    _send(athlete_id, _("Your data from Strava has been deleted"), texts, page(PAGE))


def _send(athlete_id: UUID, subject: Text, texts: tuple[Text, ...], url: str) -> None:
    user = User.objects.filter(pk=athlete_id, is_active=True).first()
    if user is not None:
        send_letter(Letter(subject, texts, {}, url), to=user)
