"""ETags: a client that has it already is told so before anything is written out."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from core.api.errors import ApiError


class NotModified(Exception):
    def __init__(self, etag: str) -> None:
        super().__init__()
        self.etag = etag


def object_etag(version: Any) -> str:
    return f'"{version}"'


def answer_unmodified(request: Request, etag: str | None) -> None:
    """Stop here with 304 if the client's copy is this one. Weak comparison: compression weakens tags on the way."""
    asked = request.headers.get("If-None-Match")
    if etag and asked and (asked.strip() == "*" or _bare(etag) in _tags(asked)):
        raise NotModified(etag)


def require_match(request: Request, etag: str, *, is_required: bool = False) -> None:
    """Refuse to overwrite what the client has not seen."""
    asked = request.headers.get("If-Match")
    if asked is None:
        if is_required:
            raise ValidationError({"If-Match": [_("This request needs an If-Match header.")]}, "required")
        return
    if asked.strip() != "*" and _bare(etag) not in _tags(asked):
        raise ApiError(412, _("This was changed meanwhile. Read it again before changing it."))


def _tags(header: str) -> set[str]:
    return {_bare(tag.strip()) for tag in header.split(",")}


def _bare(tag: str) -> str:
    # Proxies that compress mark the tag (W/"5", "5-gzip"); it is the same row all the same.
    return tag.removeprefix("W/").replace("-gzip", "").replace("-br", "")
