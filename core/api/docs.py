"""The schema and its page, from our own files and without anything inline."""

from functools import cache
from typing import Any

import orjson
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request

from core.api.errors import envelope_response
from core.api.permissions import Anyone
from core.api.views import ApiView


class SchemaView(ApiView):
    schema = None
    authentication_classes = ()
    permission_classes = (Anyone,)

    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(document(), content_type="application/json")


class DocsView(ApiView):
    schema = None
    authentication_classes = ()
    permission_classes = (Anyone,)

    def get(self, request: Request) -> HttpResponse:
        return render(request._request, "api_docs.html")


@cache
def document() -> bytes:
    """The same for everybody, so made once by each process."""
    with translation.override("en"):
        return orjson.dumps(SchemaGenerator().get_schema(public=True))  # type: ignore[no-untyped-call]


@non_atomic_requests
def not_found(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return envelope_response(404, _("Nothing is here."))
