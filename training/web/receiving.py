"""Pages that take files receive them as the API does: in pieces, where originals are kept, refused while they arrive."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from accounts.web.visitor import PageRequest
from training.receiving import FilesHandler

View = Callable[..., HttpResponse]


def receiving(handler: type[FilesHandler]) -> Callable[[View], View]:
    """The token is looked for in the body, so it is checked after the handler is set and before the view runs."""

    def decorated(view: View) -> View:
        guarded = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def received(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            receiver = handler(request)
            request.upload_handlers = [receiver]
            try:
                return guarded(request, *args, **kwargs)
            finally:
                receiver.close()

        return received

    return decorated
