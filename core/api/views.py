"""The base of every endpoint: throttled, closed unless opened, strict about its query, tagged."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from core import throttling
from core.api import idempotency
from core.api.conditional import NotModified, answer_unmodified, content_etag, object_etag
from core.api.envelope import ApiError
from core.api.pagination import Page
from core.api.parsers import read_at_most
from core.api.permissions import SAFE_METHODS, SignedIn
from core.api.renderers import JSONRenderer
from core.api.serializers import Query
from core.client_ip import client_ip, network_of

M = TypeVar("M", bound=Model)


class ApiView(APIView):
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    permission_classes: Any = (SignedIn,)
    throttle_scope: ClassVar[str | None] = "user"
    query: ClassVar[type[Query] | None] = None
    needs_idempotency_key: ClassVar[bool] = False

    asked: dict[str, Any]  # the validated query parameters of a GET
    _verdict: throttling.Verdict | None = None
    _attempt: idempotency.Attempt | None = None
    _renderer = JSONRenderer()

    # --- what endpoints use -----------------------------------------------------------------------------------
    def read(self, serializer: type[BaseSerializer[Any]], instance: Any = None, **options: Any) -> dict[str, Any]:
        """The body, validated: of a PATCH as a partial change to `instance`."""
        is_partial = self.request.method == "PATCH"
        checked = serializer(instance, data=self.request.data, partial=is_partial, context={"view": self}, **options)
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def find(self, rows: QuerySet[M], **which: Any) -> M:
        found = rows.filter(**which).first()
        if found is None:
            raise exceptions.NotFound(_("Nothing is here."))
        return found

    def answer(
        self, serializer: type[BaseSerializer[Any]], row: Any, *, status: int = 200, etag: str | None = None
    ) -> Response:
        """One object under its ETag; to a reader who has it already only that it is unchanged."""
        tag = etag or (object_etag(row.version) if hasattr(row, "version") else None)
        if self.request.method in SAFE_METHODS:
            answer_unmodified(self.request, tag)
        body = self._chosen(serializer(row, context={"view": self}).data)
        return Response(body, status=status, headers=_tagged(tag))

    def answer_page(
        self,
        serializer: type[BaseSerializer[Any]],
        rows: QuerySet[Any],
        order: Sequence[str],
        *,
        etag: str | None = None,
        is_tagged_by_content: bool = False,
    ) -> Response:
        answer_unmodified(self.request, etag)
        page = Page(self.request, rows, order, limit=self.asked["limit"], cursor=self.asked.get("cursor"))
        written = serializer(page.rows, many=True, context={"view": self}).data
        body = page.answer([self._chosen(row) for row in written])
        return self.answer_by_content(body) if is_tagged_by_content else Response(body, headers=_tagged(etag))

    def answer_by_content(self, body: Any) -> Response:
        tag = content_etag(body)
        answer_unmodified(self.request, tag)
        return Response(body, headers=_tagged(tag))

    def _chosen(self, row: dict[str, Any]) -> dict[str, Any]:
        wanted = self.asked.get("fields")
        return {name: row[name] for name in wanted} if wanted else row

    # --- the course of a request ------------------------------------------------------------------------------
    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        asked: Request = super().initialize_request(request, *args, **kwargs)
        asked.accepted_renderer = self._renderer
        asked.accepted_media_type = self._renderer.media_type
        return asked

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:  # noqa: FBT001, FBT002
        return self._renderer, self._renderer.media_type

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self._authenticate(request)
        if request.method not in self.allowed_methods:
            raise exceptions.MethodNotAllowed(request.method or "")
        self.check_permissions(request)
        _take_in_chunks(request._request)
        self.asked = self._check_query(request)
        if request.method == "POST":
            self._attempt = idempotency.begin(request, is_required=self.needs_idempotency_key)

    def finalize_response(  # type: ignore[override]
        self, request: Any, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if self._attempt is not None and isinstance(response, Response):
            idempotency.keep(self._attempt, response)
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        response.headers.setdefault("Cache-Control", "private, no-cache" if "ETag" in response.headers else "no-store")
        if self._verdict is not None:
            response.headers["X-RateLimit-Limit"] = str(self._verdict.limit)
            response.headers["X-RateLimit-Remaining"] = str(self._verdict.remaining)
            response.headers["X-RateLimit-Reset"] = str(self._verdict.reset_s)
        return response

    @property
    def default_response_headers(self) -> dict[str, str]:
        # One browser may serve two people after each other; their copies are not each other's.
        return {"Allow": ", ".join(self.allowed_methods), "Vary": "Authorization, Cookie"}

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, NotModified):
            return Response(status=304, headers={"ETag": exc.etag})
        if isinstance(exc, idempotency.Replayed):
            return exc.response
        self._attempt = None
        return super().handle_exception(exc)

    def _authenticate(self, request: Request) -> None:
        try:
            is_known = bool(request.user.is_authenticated)
        except exceptions.APIException:
            self._throttle(request, is_known=False)
            raise
        self._throttle(request, is_known=is_known)

    def _throttle(self, request: Request, *, is_known: bool) -> None:
        if self.throttle_scope is None and is_known:
            return
        scope = self.throttle_scope if is_known and self.throttle_scope else "anonymous"
        who = str(request.user.pk) if is_known else network_of(client_ip(request._request))
        self._verdict = throttling.take(scope, who, is_read=request.method in SAFE_METHODS)
        if self._verdict is not None and not self._verdict.is_allowed:
            raise exceptions.Throttled(self._verdict.retry_after_s, _("Too many requests."))

    def _check_query(self, request: Request) -> dict[str, Any]:
        if self.query is None or request.method not in SAFE_METHODS:
            _refuse_parameters(list(request.query_params), "unknown", _("This parameter is not known here."))
            return {}
        repeated = [name for name, values in request.query_params.lists() if len(values) > 1]
        _refuse_parameters(repeated, "repeated", _("This parameter is given twice."))
        checked = self.query(data=request.query_params.dict())
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)


def _tagged(etag: str | None) -> dict[str, str] | None:
    return {"ETag": etag} if etag else None


def _refuse_parameters(names: list[str], code: str, message: str) -> None:
    if names:
        raise exceptions.ValidationError({name: [exceptions.ErrorDetail(message, code)] for name in sorted(names)})


def _take_in_chunks(request: HttpRequest) -> None:
    """Django takes a body without Content-Length for an empty one; the server knows where it ends."""
    is_chunked = "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower()
    if not is_chunked or request.META.get("CONTENT_LENGTH") or not request.META.get("wsgi.input_terminated"):
        return
    if not request.content_type == "application/json":
        raise ApiError(400, _("Send files with a Content-Length."))
    raw = read_at_most(request.META["wsgi.input"], settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    request._stream = BytesIO(raw)
    request.META["CONTENT_LENGTH"] = str(len(raw))


def no_content() -> Response:
    return Response(status=204)
