"""Where Strava itself comes to: the webhook, and people on their way back from the consent page."""

import hmac

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseRedirectBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from core.tasks import nudge
from strava.connecting import APP_SCHEME, finish
from strava.inbox import NoEvent, store
from strava.tasks import receive

MOST_BYTES = 16_384


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
@transaction.non_atomic_requests
def webhook(request: HttpRequest, secret: str) -> HttpResponse:
    """Two seconds, three attempts, no signature: what comes is kept and answered. Nobody learns what became of it."""
    if not _is_same(secret, settings.STRAVA_WEBHOOK_SECRET):
        raise Http404
    if request.method == "GET":
        return _challenge(request)
    body = _body(request)
    if body is None:
        return HttpResponse(status=413)
    try:
        is_new = store(body)
    except NoEvent:
        return HttpResponse(status=400)
    if is_new:
        nudge(receive)
    return HttpResponse(status=200)


def _body(request: HttpRequest) -> bytes | None:
    """Also of those who do not say beforehand how much it is: the server marks where it ends."""
    length = request.headers.get("Content-Length")
    if length:
        return request.body if length.isascii() and length.isdecimal() and int(length[:20]) <= MOST_BYTES else None
    if not request.environ.get("wsgi.input_terminated"):  # type: ignore[attr-defined]
        return b""
    found: bytes = request.environ["wsgi.input"].read(MOST_BYTES + 1)  # type: ignore[attr-defined]
    return found if len(found) <= MOST_BYTES else None


def _challenge(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    is_known = _is_same(asked.get("hub.verify_token", ""), settings.STRAVA_VERIFY_TOKEN)
    if asked.get("hub.mode") != "subscribe" or not is_known:
        return HttpResponse(status=403)
    return JsonResponse({"hub.challenge": asked.get("hub.challenge", "")[:200]})


def _is_same(given: str, expected: str) -> bool:
    return bool(expected) and hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


class _Back(HttpResponseRedirectBase):
    status_code = 302
    allowed_schemes = ["http", "https", APP_SCHEME]


@never_cache
@require_GET
@transaction.non_atomic_requests
def callback(request: HttpRequest) -> HttpResponse:
    """Nobody need be signed in: the state says for whom. It is bound to the browser that began, if one did."""
    told = {name: request.GET.get(name, "")[:500].replace("\0", "") for name in ("state", "code", "scope", "error")}
    outcome = finish(**told, now=timezone.now(), session_key=request.session.session_key)
    return _Back(outcome.address)
