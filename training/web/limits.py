"""What may not be done with a session, and how the athlete lifts that."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from training.models import Activity, Circle, Source, SourceKind


def limits_of(activity: Activity) -> list[str]:
    """Said to the athlete, sentence by sentence; nothing of a session that is free."""
    said = []
    if activity.visible_to == Circle.OWNER:
        said.append(_("Only you see it: no coach, no team."))
    elif activity.visible_to == Circle.COACH:
        said.append(_("Your coaches see it, your team does not."))
    if not activity.combinable:
        said.append(_("It counts in no load, no fitness and no records."))
    if not activity.ai_allowed:
        said.append(_("It is not told to AI."))
    return [*said, *_of_keeping(activity.leader)] if activity.passport.is_restricted else []


def _of_keeping(leader: Source | None) -> list[str]:
    if leader is None:
        return []
    said = [] if leader.geo_stored else [_("Its route is not kept.")]
    if leader.keep_until:
        said.append(_("It is kept here until %(day)s.") % {"day": date_format(leader.keep_until, "SHORT_DATE_FORMAT")})
    return said


def original_address(source: Source) -> str:
    """Where a session is shown by the service that brought it."""
    if source.kind != SourceKind.STRAVA or not source.external_id.isdecimal():
        return ""
    return f"{settings.STRAVA_OAUTH_BASE}/activities/{source.external_id}"
