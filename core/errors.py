"""What the rules of the house refuse. The API turns these into the envelope, pages show them beside the form."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """A rule said no. `field` names the input that would have to change."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "VALIDATION_ERROR"

    def __init__(self, message: Text, *, field: str = "", detail: str = "invalid") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.detail = detail


class NotAllowed(DomainError):
    status = 403
    code = "AUTHORIZATION_ERROR"


class NotFound(DomainError):
    status = 404
    code = "NOT_FOUND"

    def __init__(self, message: Text = "") -> None:
        super().__init__(message or _("Nothing is here."))


class Conflict(DomainError):
    status = 409
    code = "CONFLICT"


class Gone(DomainError):
    status = 410
    code = "GONE"
