"""What has to be decided and set before the connection may be switched on."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

POLICIES = ("athlete_only", "coach_view", "full")
REVOKES = ("new", "old")
SHORTEST_SECRET = 32
_POLICY_HINT = (
    "Set STRAVA_DATA_POLICY to athlete_only, coach_view or full. docs/strava.md says what each of them means; "
    "somebody has to read Strava's API policy first."
)


def is_on() -> bool:
    return bool(settings.STRAVA_APP_ID)


def refuse_to_start_undecided() -> None:
    """Whose eyes Strava's data may reach is the operator's decision: no default could be right."""
    if settings.IS_PRODUCTION and is_on() and settings.STRAVA_DATA_POLICY not in POLICIES:
        raise ImproperlyConfigured(
            f"The connection to Strava is on, but nobody decided who sees its data. {_POLICY_HINT}"
        )


@register(Tags.security)
def check_policy(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not is_on() or settings.STRAVA_DATA_POLICY in POLICIES:
        return []
    told = settings.STRAVA_DATA_POLICY or "not set"
    return [Error(f"STRAVA_DATA_POLICY is {told}.", hint=_POLICY_HINT, id="paceline.E050")]


@register(Tags.security)
def check_connector(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not is_on():
        return []
    found: list[CheckMessage] = [
        Error(
            f"{name} is not set although STRAVA_APP_ID is.", hint="docs/strava.md names them all.", id="paceline.E051"
        )
        for name in ("STRAVA_APP_SECRET", "STRAVA_WEBHOOK_SECRET", "STRAVA_VERIFY_TOKEN")
        if not getattr(settings, name)
    ]
    if settings.IS_PRODUCTION and 0 < len(settings.STRAVA_WEBHOOK_SECRET) < SHORTEST_SECRET:
        hint = 'Make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"'
        found.append(Error("STRAVA_WEBHOOK_SECRET can be guessed.", hint=hint, id="paceline.E052"))
    if settings.STRAVA_REVOKE not in REVOKES:
        hint = "new is /oauth/revoke, old is /oauth/deauthorize."
        found.append(Error(f"STRAVA_REVOKE is {settings.STRAVA_REVOKE}.", hint=hint, id="paceline.E053"))
    return found
