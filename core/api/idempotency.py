"""The same POST twice has one effect: the answer is stored in the transaction that made it."""

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.envelope import ApiError
from core.api.renderers import to_json
from core.models.idempotency import IdempotencyKey

KEPT_FOR = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_TOLD_AGAIN = ("ETag", "Location")


@dataclass(frozen=True, slots=True)
class Attempt:
    actor_id: UUID
    key: str
    request_hash: bytes


class Replayed(Exception):
    """The answer is known already."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def begin(request: Request, *, is_required: bool) -> Attempt | None:
    """Take the key for this transaction, or stop here with what was answered before."""
    key = _key_of(request, is_required=is_required)
    if key is None or request.user.pk is None:
        return None
    attempt = Attempt(request.user.pk, key, _hash_of(request))
    _lock(attempt)
    known = IdempotencyKey.objects.filter(actor_id=attempt.actor_id, key=key, created_at__gt=Now() - KEPT_FOR).first()
    if known is not None:
        raise Replayed(_answer_again(known, attempt))
    return attempt


def keep(attempt: Attempt, response: Response) -> None:
    """Refusals are not kept: they rolled back, and trying again is the point of the key."""
    if response.status_code >= 400:
        return
    headers = {name: response[name] for name in _TOLD_AGAIN if name in response}
    IdempotencyKey.objects.update_or_create(
        actor_id=attempt.actor_id,
        key=attempt.key,
        defaults={
            "request_hash": attempt.request_hash,
            "status": response.status_code,
            "body": to_json([response.data, headers]).decode(),
            "created_at": Now(),
        },
    )


def _key_of(request: Request, *, is_required: bool) -> str | None:
    key: str | None = request.headers.get("Idempotency-Key")
    if key is None and is_required:
        raise _refused(_("This request needs an Idempotency-Key header."), "required")
    if key is not None and not _KEY.fullmatch(key):
        raise _refused(_("Use 1 to 255 visible ASCII characters."), "invalid")
    return key


def _refused(message: str, code: str) -> ValidationError:
    return ValidationError({"Idempotency-Key": [ErrorDetail(message, code)]})


def _answer_again(known: IdempotencyKey, attempt: Attempt) -> Response:
    if bytes(known.request_hash) != attempt.request_hash:
        raise ApiError(422, _("This Idempotency-Key was used for a different request."))
    body, headers = orjson.loads(known.body)
    return Response(body, status=known.status, headers={**headers, "Idempotent-Replayed": "true"})


def _lock(attempt: Attempt) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("A key holds until the transaction ends, so there must be one.")
    number = int.from_bytes(hashlib.sha256(f"{attempt.actor_id}:{attempt.key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise ApiError(409, _("The same request is being worked on right now."), Retry_After="1")


def _hash_of(request: Request) -> bytes:
    told = [request.method, request.get_full_path(), _fields_of(request), _digests_of(request)]
    return hashlib.sha256(to_json(told, is_sorted=True)).digest()


def _fields_of(request: Request) -> Any:
    sent = request.data
    if not hasattr(sent, "lists"):
        return sent
    return {name: values for name, values in sent.lists() if name not in request.FILES}


def _digests_of(request: Request) -> dict[str, list[list[str | None]]]:
    return {name: [[file.name, _digest(file)] for file in files] for name, files in request.FILES.lists()}


def _digest(file: UploadedFile[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
