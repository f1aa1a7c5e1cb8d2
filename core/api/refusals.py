"""What the database refused, in the words of the model that declared the rule."""

from functools import cache

import structlog
from django.apps import apps
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from django.db.models import BaseConstraint, CheckConstraint
from django.utils.translation import gettext as _

from core.api.envelope import ApiError, Detail

logger = structlog.get_logger(__name__)

RETRY_AFTER_S = 2
_MALFORMED = {"23502", "23514"}  # not null, check
_NO_PRIVILEGE = "42501"


def explain(error: Exception) -> ApiError | None:
    """The answer to a database error; None for one that is a fault of ours."""
    if isinstance(error, IntegrityError):
        return _broken_rule(error)
    if isinstance(error, DataError):
        return ApiError(400, _("A value does not fit."))
    if isinstance(error, (OperationalError, InterfaceError)):
        logger.warning("database is away", error=type(error).__name__)
        return ApiError(503, _("The service is not available just now."), Retry_After=str(RETRY_AFTER_S))
    if isinstance(error, ProgrammingError) and sqlstate_of(error) == _NO_PRIVILEGE:
        logger.error("the wall refused a write", error=str(error))
        return ApiError(403, _("This is not yours to do."))
    return None


def constraint_of(error: DatabaseError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def sqlstate_of(error: DatabaseError) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


def _broken_rule(error: IntegrityError) -> ApiError:
    name = constraint_of(error)
    logger.info("constraint", constraint=name)
    is_malformed = sqlstate_of(error) in _MALFORMED
    general = _("A value is not allowed.") if is_malformed else _("This contradicts something that is already there.")
    rule = _declared().get(name)
    if rule is None:
        return ApiError(400 if is_malformed else 409, general)
    message = general if rule.violation_error_message == rule.default_violation_error_message else _message(rule)
    detail: Detail = {"field": _field_of(rule), "code": name, "message": message}
    return ApiError(400 if isinstance(rule, CheckConstraint) else 409, message, details=[detail])


def _message(rule: BaseConstraint) -> str:
    return str(rule.get_violation_error_message())


def _field_of(rule: BaseConstraint) -> str:
    fields: tuple[str, ...] = getattr(rule, "fields", ())
    return fields[0] if len(fields) == 1 else ""


@cache
def _declared() -> dict[str, BaseConstraint]:
    return {rule.name: rule for model in apps.get_models() for rule in model._meta.constraints}
