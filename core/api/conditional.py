"""ETags: a client that has it already is told so before anything is written out."""

import hashlib
import re
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from core.api.envelope import ApiError
from core.api.renderers import to_json

# Proxies that compress mark the tag (W/"5", "5-gzip"); it is the same row all the same.
_MARKS = re.compile(r'^\s*(?:W/)?"?(.*?)(?:-gzip|-br|-zstd)?"?\s*$')


class NotModified(Exception):
    def __init__(self, etag: str) -> None:
        super().__init__()
        self.etag = etag


def object_etag(*versions: Any) -> str:
    """Of one row, or of several that are given out as one object."""
    return f'"{"-".join(str(version) for version in versions)}"'


def content_etag(body: Any) -> str:
    """Of an answer that leaves things out for its reader: a tag made of the tables would tell when those change."""
    return f'W/"{hashlib.sha256(to_json(body)).hexdigest()[:32]}"'


def answer_unmodified(request: Request, etag: str | None) -> None:
    """Stop here with 304 if the client's copy is this one."""
    if etag and _names(request.headers.get("If-None-Match"), etag):
        raise NotModified(etag)


def require_match(request: Request, etag: str, *, is_required: bool = False) -> None:
    """Refuse to overwrite what the client has not seen."""
    asked = request.headers.get("If-Match")
    if asked is None and is_required:
        missing = ErrorDetail(_("This request needs an If-Match header."), "required")
        raise ValidationError({"If-Match": [missing]})
    if asked is not None and not _names(asked, etag):
        raise ApiError(412, _("This was changed meanwhile. Read it again before changing it."))


def _names(header: str | None, etag: str) -> bool:
    if header is None:
        return False
    return header.strip() == "*" or _bare(etag) in {_bare(tag) for tag in header.split(",")}


def _bare(tag: str) -> str:
    found = _MARKS.match(tag)
    return found[1] if found else tag
