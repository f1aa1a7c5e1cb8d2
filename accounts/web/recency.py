"""How long ago the person at this session proved who they are."""

from django.http import HttpRequest

from accounts import signing_in


def has_proved_identity_lately(request: HttpRequest) -> bool:
    return signing_in.has_proved_identity_lately(request, request.user)
