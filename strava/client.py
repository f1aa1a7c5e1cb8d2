"""Strava's API for workers: stravalib, held so that none of its habits can do harm.

It is imported here alone, and only when a call is made: the site never pays for it, and its switches for warnings and
logging are put back. It gets no refresh token and no app secret, so it cannot refresh behind our back; no limiter, so
it cannot sleep; a transport that goes where the settings say and ends in time. Answers are taken as JSON, as they came.
"""

import logging
import time
import warnings
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.utils import timezone

from core import breaker
from core.metrics import OUTBOUND
from core.outbound import OutboundError
from core.work import Later
from strava import budget
from strava.errors import AppFull, AppInactive, Missing, Refused, Unauthorized, Unreadable
from strava.ids import id_of

logger = structlog.get_logger(__name__)

PROVIDER = "strava"
STREAMS = "time,distance,latlng,altitude,velocity_smooth,heartrate,cadence,watts,temp"


class StravaApi:
    """What one athlete's token opens. Every call is entered in the budget first, and made once: work rows try again."""

    def __init__(self, access_token: str, urgency: budget.Urgency) -> None:
        self.access_token, self.urgency = access_token, urgency

    def athlete(self) -> dict[str, Any]:
        return _object(self._get("/athlete"))

    def activities(self, *, before: int | None = None, per_page: int = 200) -> list[dict[str, Any]]:
        """The newest ones, or those that began before that second. There may be fewer on a page, and more behind it."""
        found = self._get("/athlete/activities", before=before, page=1, per_page=per_page)
        if not isinstance(found, list):
            raise Unreadable("strava: a list of activities is none")
        numbered = ((one, id_of(one.get("id"))) for one in found if isinstance(one, dict))
        return [one | {"id": number} for one, number in numbered if number is not None]

    def activity(self, strava_id: int) -> dict[str, Any]:
        return _object(self._get(f"/activities/{strava_id}", include_all_efforts="false"))

    def streams(self, strava_id: int) -> dict[str, Any]:
        """Empty for what has none, such as an activity that was typed in."""
        try:
            found = self._get(f"/activities/{strava_id}/streams", keys=STREAMS, key_by_type="true")
        except Missing:
            return {}
        return _object(_by_type(found) if isinstance(found, list) else found)

    def _get(self, path: str, **params: Any) -> Any:
        return ask("GET", path, urgency=self.urgency, access_token=self.access_token, params=params)


def ask(
    method: str, path: str, *, urgency: budget.Urgency, access_token: str | None = None,
    params: Mapping[str, Any] | None = None, form: Mapping[str, Any] | None = None,
) -> Any:  # fmt: skip
    if connection.in_atomic_block:
        raise RuntimeError("A call to Strava inside a transaction would hold its locks for as long.")
    breaker.check(PROVIDER)
    asked_at, began = timezone.now(), time.monotonic()
    entered = budget.take(urgency)
    headers: dict[str, str] = {}
    try:
        answer = _answer(method, path, access_token, headers, params, form)
    except Exception as error:
        _note_failure(error, path, began)
        raise _classified(error, headers, asked_at) from None
    breaker.succeeded(PROVIDER)
    budget.learn(headers, asked_at=asked_at, entered=entered)
    _note("ok", path, began)
    return answer


def _answer(
    method: str, path: str, access_token: str | None, headers: dict[str, str], params: Mapping[str, Any] | None,
    form: Mapping[str, Any] | None,
) -> Any:  # fmt: skip
    protocol = _protocol_class()(access_token=access_token, requests_session=session())
    protocol.rate_limiter = lambda told, _method: headers.update(told)
    return protocol._request(path, params=dict(params or {}), data=dict(form) if form else None, method=method)


@cache
def _protocol_class() -> Any:
    with warnings.catch_warnings():  # its import changes, for the whole process, which warnings are shown
        from stravalib.protocol import ApiV3  # noqa: PLC0415 - 60 MB and a second

    class Quiet(ApiV3):
        def _check_credentials(self) -> None:
            """Nothing of the environment: with an id and a secret it would refresh by itself."""

    logging.getLogger(f"{__name__}.Quiet").setLevel(logging.WARNING)  # each call is logged here, once is enough
    return Quiet


def _status(error: Exception) -> int | None:
    return getattr(getattr(error, "response", None), "status_code", None)


def _note_failure(error: Exception, path: str, began: float) -> None:
    status = _status(error)
    is_refusal = status is not None and 400 <= status < 500
    (breaker.succeeded if is_refusal else breaker.failed)(PROVIDER)
    _note("refused" if is_refusal else "failed", path, began, status)


def _classified(error: Exception, headers: dict[str, str], asked_at: datetime) -> Exception:
    """What of a failure is to be done about it; never its own text, which may hold the address asked."""
    status = _status(error)
    if status == 429:
        return Later(budget.close(headers=headers, asked_at=asked_at))
    budget.learn(headers, asked_at=asked_at)
    if status is not None and 400 <= status < 500:
        return refusal(status, _body(error))
    if isinstance(error, ValueError) and status is None:
        return Unreadable("strava: the answer is no JSON")
    return OutboundError(f"strava: {type(error).__name__}{f' {status}' if status else ''}")


def _body(error: Exception) -> Any:
    try:
        return error.response.json()  # type: ignore[attr-defined]
    except ValueError:
        return None


def refusal(status: int, body: Any) -> Refused | Unreadable:
    """By what Strava's error object names: a resource, a field, a code. What is missing is deleted here, so that is
    believed of nobody on the way, nor for an address that Strava does not know."""
    told = body.get("errors") if isinstance(body, dict) else None
    first = told[0] if isinstance(told, list) and told and isinstance(told[0], dict) else {}
    resource, field, code = (str(first.get(name, ""))[:60] for name in ("resource", "field", "code"))
    is_unknown = status in {400, 401} and resource.lower() == "application" and code.lower() == "invalid"
    if is_unknown or (status == 403 and code.lower() == "inactive"):
        return AppInactive(status, code, field)
    if status == 403 and "limit" in f"{field} {code}".lower():
        return AppFull(status, code, resource)
    if status == 404 and (not isinstance(body, dict) or field.lower() == "path"):
        return Unreadable("strava: nothing is at this address")
    kinds: dict[int, type[Refused]] = {401: Unauthorized, 404: Missing}
    return kinds.get(status, Refused)(status, code, field)


def _by_type(found: list[Any]) -> dict[str, Any]:
    """As streams come where nobody listens to `key_by_type`."""
    return {str(one.get("type")): one for one in found if isinstance(one, dict)}


def _object(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Unreadable("strava: an object is none")
    return found


def _note(outcome: str, path: str, began: float, status: int | None = None) -> None:
    OUTBOUND.labels(PROVIDER, outcome).inc()
    took = round((time.monotonic() - began) * 1000, 1)
    logger.info("outbound", provider=PROVIDER, path=path, outcome=outcome, status=status, ms=took)


@cache
def _session_for(api_base: str, oauth_base: str) -> Any:
    from strava.transport import session_to  # noqa: PLC0415 - only workers need it

    return session_to(api_base=api_base, oauth_base=oauth_base)


def session() -> Any:
    return _session_for(settings.STRAVA_API_BASE, settings.STRAVA_OAUTH_BASE)
