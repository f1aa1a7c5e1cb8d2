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
NOT_AGAIN_FOR, NOT_AGAIN_THOUGH_STRANGE = timedelta(minutes=5), timedelta(hours=2)


def callback_address() -> str:
    return f"{settings.PUBLIC_URL}/webhooks/strava/{settings.STRAVA_WEBHOOK_SECRET}"


def create() -> int:
    form = {**_app(), "callback_url": callback_address(), "verify_token": settings.STRAVA_VERIFY_TOKEN}
    made = ask("POST", "/push_subscriptions", urgency=Urgency.LIVE, form=form)
    cache.delete_many([_KNOWN, _ASKED])
    return int(made["id"])


def subscriptions() -> list[dict[str, Any]]:
    found = ask("GET", "/push_subscriptions", urgency=Urgency.LIVE, params=_app())
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def delete(subscription_id: int) -> None:
    ask("DELETE", f"/push_subscriptions/{subscription_id}", urgency=Urgency.LIVE, params=_app())
    cache.delete_many([_KNOWN, _ASKED])


def is_ours(subscription_id: int) -> bool:
    """Strangers' numbers are compared with what Strava says, seldom: anybody can make up another one with each event.
    In doubt an event is looked into."""
    known: list[int] | None = cache.get(_KNOWN)
    if known is not None and subscription_id in known:
        return True
    pause = NOT_AGAIN_FOR if known is None else NOT_AGAIN_THOUGH_STRANGE
    if cache.add(_ASKED, 1, pause.total_seconds()):
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
