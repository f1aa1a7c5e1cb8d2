"""The one webhook subscription of the app: made, found, ended, and compared with who claims to speak through it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache

from core import breaker
from core.outbound import OutboundError
from core.work import Later
from strava.budget import Urgency
from strava.client import ask
from strava.errors import Refused

_KNOWN, _ASKED = "strava:subscriptions", "strava:subscriptions:asked"
KEPT = timedelta(hours=6)
NOT_AGAIN_FOR = timedelta(minutes=5)


def callback_address() -> str:
    return f"{settings.PUBLIC_URL}/webhooks/strava/{settings.STRAVA_WEBHOOK_SECRET}"


def create() -> int:
    form = {**_app(), "callback_url": callback_address(), "verify_token": settings.STRAVA_VERIFY_TOKEN}
    made = ask("POST", "/push_subscriptions", urgency=Urgency.LIVE, form=form)
    cache.delete(_KNOWN)
    return int(made["id"])


def subscriptions() -> list[dict[str, Any]]:
    found = ask("GET", "/push_subscriptions", urgency=Urgency.LIVE, params=_app())
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def delete(subscription_id: int) -> None:
    ask("DELETE", f"/push_subscriptions/{subscription_id}", urgency=Urgency.LIVE, params=_app())
    cache.delete(_KNOWN)


def is_ours(subscription_id: int) -> bool:
    """Strangers' numbers are compared with what Strava says, at most every few minutes. In doubt an event is looked into."""
    known: list[int] | None = cache.get(_KNOWN)
    if (known is None or subscription_id not in known) and cache.add(_ASKED, 1, NOT_AGAIN_FOR.total_seconds()):
        known = _ask_again(known)
    return not known or subscription_id in known


def _ask_again(known: list[int] | None) -> list[int] | None:
    try:
        found = [int(one["id"]) for one in subscriptions()]
    except (Refused, OutboundError, breaker.Open, Later, KeyError, TypeError, ValueError):
        return known
    cache.set(_KNOWN, found, KEPT.total_seconds())
    return found


def _app() -> dict[str, str]:
    return {"client_id": settings.STRAVA_APP_ID, "client_secret": settings.STRAVA_APP_SECRET}
