"""A rule that says no is shown where the person can do something about it; what was begun is undone."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest

from core.errors import DomainError, NotFound


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
