"""A rule that says no is shown where the person can do something about it; what was begun is undone."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.web.links import where_from
from core.errors import DomainError, NotFound
from core.web import errors


@contextmanager
def refusals_beside(form: forms.Form) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except NotFound:
        raise Http404 from None
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))


@contextmanager
def refusals_as_messages(request: HttpRequest) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except NotFound:
        raise Http404 from None
    except DomainError as refusal:
        messages.error(request, str(refusal.message))


def answer_refusal(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """For what no form of a page could have caught: the page comes back and says why."""
    if isinstance(refusal, NotFound):
        return errors.not_found(request, refusal)
    if request.method != "POST":
        return errors.forbidden(request, refusal)
    messages.error(request, str(refusal.message))
    return redirect(where_from(request))
