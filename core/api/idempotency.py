"""The same POST twice has one effect: the answer is stored in the transaction that made it."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.errors import ApiError
from core.api.renderers import OPTIONS, plain
from core.models.idempotency import IdempotencyKey

_KEY = re.compile(r"[\x21-\x7e]{1,255}")


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
    """Take the key for this transaction, or answer with what was answered before."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        if is_required:
            raise ValidationError({"Idempotency-Key": [_("This request needs an Idempotency-Key header.")]}, "required")
        return None
    if not _KEY.fullmatch(key):
        raise ValidationError({"Idempotency-Key": [_("Use 1 to 255 visible ASCII characters.")]}, "invalid")
    if request.user.pk is None:
        return None
    attempt = Attempt(request.user.pk, key, _hash_of(request))
    _lock(attempt)
    known = IdempotencyKey.objects.filter(actor_id=attempt.actor_id, key=key).first()
    if known is not None:
        raise Replayed(_answer_again(known, attempt))
    return attempt


def keep(attempt: Attempt, response: Response) -> None:
    """Refusals are not kept: they rolled back, and trying again is the point of the key."""
    if response.status_code < 400:
        body = orjson.dumps(response.data, default=plain, option=OPTIONS).decode()
        IdempotencyKey.objects.create(
            actor_id=attempt.actor_id,
            key=attempt.key,
            request_hash=attempt.request_hash,
            status=response.status_code,
            body=body,
        )


def _answer_again(known: IdempotencyKey, attempt: Attempt) -> Response:
    if bytes(known.request_hash) != attempt.request_hash:
        raise ApiError(422, _("This Idempotency-Key was used for a different request."))
    return Response(orjson.loads(known.body), status=known.status, headers={"Idempotent-Replayed": "true"})


def _lock(attempt: Attempt) -> None:
    number = int.from_bytes(hashlib.sha256(f"{attempt.actor_id}:{attempt.key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise ApiError(409, _("The same request is being worked on right now."), Retry_After="1")


def _hash_of(request: Request) -> bytes:
    files = {name: _digests(request.FILES.getlist(name)) for name in request.FILES}
    fields = {name: value for name, value in request.data.items() if name not in files} if files else request.data
    told: list[Any] = [request.method, request.path, fields, files]
    return hashlib.sha256(orjson.dumps(told, default=plain, option=OPTIONS | orjson.OPT_SORT_KEYS)).digest()


def _digests(files: list[UploadedFile]) -> list[str]:
    digests = []
    for file in files:
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
        digests.append(digest.hexdigest())
    return digests
