"""Addresses that come from outside: links people paste, and the page a form was sent from."""

import re

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

INVITATION = "invitation_token"
LONGEST_CODE = 16
_IN_LINK = re.compile(r"/join/([^/?#\s]+)")


def token_in(text: str) -> str:
    """The last part of an invitation's link, or the text itself."""
    match = _IN_LINK.search(text)
    return match[1] if match else text.strip()


def is_invitation(token: str) -> bool:
    return len(token) > LONGEST_CODE


def where_from(request: HttpRequest) -> str:
    address = request.POST.get("next") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return reverse("home")
