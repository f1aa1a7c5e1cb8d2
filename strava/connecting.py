"""The way to Strava's consent page and back, and the way out again."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts import auditing
from accounts.models import User
from core import breaker
from core.acting import as_system
from core.errors import DomainError
from core.outbound import OutboundError
from core.text import clean_line
from strava import oauth
from strava.backfilling import begin_history, begin_sync
from strava.checks import is_on
from strava.errors import AppFull, AppInactive, Refused
from strava.forgetting import forget
from strava.ids import id_of
from strava.models import AuthorizationState, Connection, ConnectionState
from strava.notices import PAGE
from strava.policies import ensure_policy
from strava.tokens import keep

logger = structlog.get_logger(__name__)

LIFE = timedelta(minutes=30)
USUAL_SCOPES = ("read", oauth.READ_ALL)
APP_SCHEME = "paceline"
CALLBACK = "/strava/callback"

OUTCOMES = {
    "connected": _("Strava is connected. Your history is on its way."),
    "denied": _("You said no on Strava's page, so nothing was connected."),
    "expired": _("That took too long, or the link had been used before. Please begin again."),
    "scopes_missing": _("Without the permission to see your activities nothing can come. Please leave that box ticked."),
    "taken": _("This Strava account is connected with another account of Paceline. Disconnect it there first."),
    "full": _("Strava lets this installation connect no further athletes for now. Its operator has to ask for more."),
    "inactive": _("Strava does not answer this installation at present. Its operator has been told why."),
    "failed": _("Strava did not answer as it should. Please try again in a few minutes."),
}  # fmt: skip

_FAILURES: dict[type[Exception], str] = {AppFull: "full", AppInactive: "inactive", IntegrityError: "taken"}


@dataclass(frozen=True, slots=True)
class Outcome:
    kind: str
    return_to: str

    @property
    def address(self) -> str:
        """Where to go, with the outcome and nothing else."""
        base = self.return_to or PAGE
        return f"{base}{'&' if '?' in base else '?'}strava={self.kind}"


@transaction.atomic
def begin(
    *, athlete_id: UUID, actor: User, now: datetime, scopes: Collection[str] = USUAL_SCOPES, return_to: str = "",
    session_key: str | None = None,
) -> str:  # fmt: skip
    """The address of the consent page. The way back has no other proof than the state, which is good for once."""
    if not is_on():
        raise DomainError(_("Strava is not switched on here."), detail="off")
    wanted = tuple(scope for scope in oauth.SCOPES if scope in set(scopes) | {"read"})
    if not {oauth.READ, oauth.READ_ALL} & set(wanted):
        raise DomainError(_("Activities cannot come without a permission to read them."), field="scopes")
    if return_to and not may_return_to(return_to):
        raise DomainError(_("This address is not one of ours."), field="return_to", detail="foreign")
    state = secrets.token_urlsafe(32)
    AuthorizationState.objects.create(
        state_hash=_hash(state),
        athlete_id=athlete_id,
        scopes=wanted,
        return_to=return_to,
        session_hash=_hash(session_key) if session_key else None,
        expires_at=now + LIFE,
    )
    return oauth.consent_address(state=state, scopes=wanted, redirect_uri=f"{settings.PUBLIC_URL}{CALLBACK}")


def may_return_to(address: str) -> bool:
    """A page of ours, or our app."""
    try:
        if urlsplit(address).scheme == APP_SCHEME:
            return True
    except ValueError:
        return False
    host = urlsplit(settings.PUBLIC_URL)
    return url_has_allowed_host_and_scheme(address, {host.netloc}, require_https=host.scheme == "https")


def finish(
    *, state: str, code: str, scope: str, error: str, now: datetime, session_key: str | None = None
) -> Outcome:  # fmt: skip
    """Back from the consent page. The exchange is a call, so it stands between two transactions."""
    began = _use(state, session_key, now)
    if began is None:
        return Outcome("expired", "")
    scopes = [one for one in scope.replace(" ", ",").split(",") if one in oauth.SCOPES]
    return Outcome(_finished(began, code, scopes, error, now), began.return_to)


def _finished(began: AuthorizationState, code: str, scopes: list[str], error: str, now: datetime) -> str:
    if error or not code:
        return "full" if "limit" in error.lower() else "denied"
    if not {oauth.READ, oauth.READ_ALL} & set(scopes):
        return "scopes_missing"
    try:
        return _connect(began.athlete_id, oauth.exchange(code), scopes, now, asked=began.scopes)
    except (Refused, OutboundError, breaker.Open, IntegrityError) as failure:
        logger.warning("strava did not connect", error=type(failure).__name__, athlete=str(began.athlete_id))
        return next((kind for error_class, kind in _FAILURES.items() if isinstance(failure, error_class)), "failed")


def _use(state: str, session_key: str | None, now: datetime) -> AuthorizationState | None:
    """Once: of two that come back with the same state only one is let in."""
    with as_system("connection to Strava"), transaction.atomic():
        live = Q(state_hash=_hash(state), used_at=None, expires_at__gt=now)
        bound = Q(session_hash=None) | Q(session_hash=_hash(session_key or ""))
        row = AuthorizationState.objects.filter(live & bound).select_for_update().first()
        if row is not None:
            row.used_at = now
            row.save(update_fields=["used_at"])
        return row


def _connect(
    athlete_id: UUID, granted: oauth.Granted, scopes: list[str], now: datetime, *, asked: Collection[str] = ()
) -> str:  # fmt: skip
    strava_id = id_of(granted.athlete.get("id"))
    if strava_id is None:
        return "failed"
    ensure_policy()
    with as_system("connection to Strava"), transaction.atomic():
        others = Connection.objects.filter(strava_athlete_id=strava_id).exclude(athlete_id=athlete_id)
        other = others.exclude(state=ConnectionState.DISCONNECTED).select_for_update().first()
        if other is not None:
            _keep_going(other, granted)
            return "taken"
        link = Connection.objects.select_for_update().filter(athlete_id=athlete_id).first()
        if link is not None and link.strava_athlete_id != strava_id:
            forget(athlete_id=athlete_id)
        link = link or Connection(athlete_id=athlete_id)
        link.asked_scopes = list(asked)
        _filled(link, strava_id, granted, scopes, now)
        history = begin_history(athlete_id=athlete_id, now=now)
        if history is None or history.is_listed:  # its list brings what is new as well
            begin_sync(athlete_id=athlete_id, now=now)
        user = User.objects.get(pk=athlete_id)
        auditing.record("strava.connected", actor=user, subject=user, scopes=scopes)
    return "connected"


def _keep_going(other: Connection, granted: oauth.Granted) -> None:
    """A new authorization may end the tokens of the one before: whoever had the account first keeps it."""
    if other.state == ConnectionState.CONNECTED:
        keep(other, granted)


def _filled(
    link: Connection, strava_id: int, granted: oauth.Granted, scopes: list[str], now: datetime
) -> None:  # fmt: skip
    names = (granted.athlete.get(part) for part in ("firstname", "lastname"))
    link.strava_athlete_id = strava_id
    link.athlete_name = clean_line(" ".join(name for name in names if isinstance(name, str)))[:200]
    link.scopes, link.state = scopes, ConnectionState.CONNECTED
    link.connected_at, link.disconnected_at, link.reauth_told_at, link.last_error = now, None, None, ""
    link.save()
    keep(link, granted)


@transaction.atomic
def disconnect(*, athlete_id: UUID, actor: User, now: datetime) -> None:
    """At once nothing is fetched any more; a worker takes leave of Strava and deletes what came."""
    with as_system("connection to Strava"):
        link = _living(athlete_id)
        if link is None:
            return
        link.state, link.disconnected_at = ConnectionState.DISCONNECTED, now
        link.save(update_fields=["state", "disconnected_at"])
        forget(athlete_id=athlete_id)
        auditing.record("strava.disconnected", actor=actor, subject=User.objects.get(pk=athlete_id))


@transaction.atomic
def deauthorized(*, athlete_id: UUID, now: datetime) -> None:
    """Taken back on Strava's side: the tokens are dead already, so they go at once."""
    with as_system("connection to Strava"):
        link = _living(athlete_id)
        if link is None:
            return
        link.access_token = link.refresh_token = link.expires_at = None
        link.state, link.disconnected_at = ConnectionState.DISCONNECTED, now
        link.save()
        forget(athlete_id=athlete_id)
        auditing.record("strava.deauthorized", actor=None, subject=User.objects.get(pk=athlete_id))


def _living(athlete_id: UUID) -> Connection | None:
    rows: Any = Connection.objects.select_for_update().filter(athlete_id=athlete_id)
    found: Connection | None = rows.exclude(state=ConnectionState.DISCONNECTED).first()
    return found


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
