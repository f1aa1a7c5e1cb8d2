"""The base of every endpoint: throttled, closed unless opened, strict about its query, tagged."""

from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import throttling
from core.api import idempotency
from core.api.conditional import NotModified
from core.api.permissions import SAFE_METHODS, SignedIn
from core.client_ip import client_ip

LIST_PARAMETERS = frozenset({"limit", "cursor"})


class ApiView(APIView):
    permission_classes: ClassVar[Any] = [SignedIn]
    throttle_scope: ClassVar[str] = "user"
    query_parameters: ClassVar[frozenset[str]] = frozenset()
    needs_idempotency_key: ClassVar[bool] = False
    _verdict: throttling.Verdict | None = None
    _attempt: idempotency.Attempt | None = None

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:  # noqa: FBT001, FBT002
        renderer = self.get_renderers()[0]
        return renderer, renderer.media_type  # type: ignore[return-value]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)  # type: ignore[attr-defined]
        try:
            self.perform_authentication(request)
        except exceptions.APIException:
            self._throttle(request, is_known=False)
            raise
        self._throttle(request, is_known=bool(request.user.is_authenticated))
        self.check_permissions(request)
        self._check_query(request)
        if request.method == "POST":
            self._attempt = idempotency.begin(request, is_required=self.needs_idempotency_key)

    def finalize_response(self, request: Any, response: HttpResponseBase, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self._attempt is not None and isinstance(response, Response):
            idempotency.keep(self._attempt, response)
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        response.headers.setdefault("Cache-Control", "private, no-cache" if "ETag" in response.headers else "no-store")
        if self._verdict is not None:
            response["X-RateLimit-Limit"] = str(self._verdict.limit)
            response["X-RateLimit-Remaining"] = str(self._verdict.remaining)
            response["X-RateLimit-Reset"] = str(self._verdict.reset_s)
        return response

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, NotModified):
            return Response(status=304, headers={"ETag": exc.etag})
        if isinstance(exc, idempotency.Replayed):
            return exc.response
        self._attempt = None
        return super().handle_exception(exc)

    def _throttle(self, request: Request, *, is_known: bool) -> None:
        scope = self.throttle_scope if is_known else "anonymous"
        who = str(request.user.pk) if is_known else client_ip(request._request)
        self._verdict = throttling.take(scope, who, is_read=request.method in SAFE_METHODS)
        if self._verdict is not None and not self._verdict.is_allowed:
            raise exceptions.Throttled(self._verdict.retry_after_s, _("Too many requests."))

    def _check_query(self, request: Request) -> None:
        unknown = set(request.query_params) - self.query_parameters
        if unknown:
            message = exceptions.ErrorDetail(_("This parameter is not known here."), "unknown")
            raise exceptions.ValidationError({name: [message] for name in sorted(unknown)})
        for name in request.query_params:
            values = request.query_params.getlist(name)
            if len(values) > 1 or "\x00" in values[0] or not values[0].isprintable():
                raise exceptions.ValidationError({name: [_("This value cannot be read.")]}, "invalid")


def no_content() -> Response:
    return Response(status=204)
