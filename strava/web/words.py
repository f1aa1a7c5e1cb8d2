"""What athletes are told before and after they connect."""

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from strava import oauth
from training.models import Circle, SourcePolicy

Text = str | Promise

SCOPES: dict[str, Text] = {
    "read": _("Your name on Strava, so that you see which account is connected"),
    oauth.READ: _("Activities that others may see as well, without the ends you hide on the map"),
    oauth.READ_ALL: _("All activities, also those that only you see, with their whole route"),
    "profile:read_all": _("Your zones and your equipment"),
}
_SEEN_BY: dict[str, Text] = {
    Circle.OWNER: _("Only you see it here: no coach, no team."),
    Circle.COACH: _("You see it, and coaches whom you let see your activities."),
    Circle.TEAM: _("You see it, coaches whom you let see your activities, and your team as far as your privacy says."),
}


def granted(scopes: Collection[str]) -> list[Text]:
    return [text for name, text in SCOPES.items() if name in scopes and not _is_covered(name, scopes)]


def _is_covered(name: str, scopes: Collection[str]) -> bool:
    return name == oauth.READ and oauth.READ_ALL in scopes


def terms_of(policy: SourcePolicy) -> list[tuple[Text, Text]]:
    """What will become of the data here: what the operator decided, question by question."""
    return [
        (_("What comes"), _coming(policy)),
        (_("Who sees it"), _SEEN_BY[policy.visible_to]),
        (
            _("What it counts for"),
            _("It counts in load, fitness, records and curves.")
            if policy.combinable
            else _("It is shown, but counts in no load, no fitness and no records."),
        ),
        (
            _("AI"),
            _("It is told to AI only where you have agreed to that.")
            if policy.ai_allowed
            else _("It is never told to AI."),
        ),
        (_("How long"), _kept(policy.keep_days)),
        (_("When you leave"), _("Disconnect here or on Strava whenever you like: what came is deleted within minutes, "
                                "with everything computed from it, and a letter confirms it.")),
    ]  # fmt: skip


def _coming(policy: SourcePolicy) -> Text:
    what = (
        _("Times, distances, heart rate, power, laps, titles, notes and devices of all your activities, new and old.")
        if policy.keep_days is None
        else _("Times, distances, heart rate, power, laps, titles, notes and devices of new activities, and the totals "
               "of the last 30 days.")
    )  # fmt: skip
    return format_lazy("{} {}", what, _("Routes are kept with it.") if policy.geo_stored else _("Routes are not kept."))


def _kept(days: int | None) -> Text:
    if days is None:
        return _("It is kept until you disconnect, and deleted then. What you delete on Strava goes here as well.")
    return ngettext(
        "%(days)d day after it came it is deleted here.", "%(days)d days after it came it is deleted here.", days
    ) % {"days": days}
