"""Creating with an id the client chose: sent twice it is created once, and nobody learns whose id it is."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from core.api.refusals import constraint_of
from core.errors import Conflict

M = TypeVar("M", bound=models.Model)


class IdTaken(Conflict):
    def __init__(self) -> None:
        super().__init__(_("This id is taken."), field="id", detail="taken")


def create_once(*, own: models.QuerySet[M], sent: Mapping[str, Any], create: Callable[..., M]) -> tuple[M, bool]:
    """`create(**sent)`, or what an earlier request with the same id and content created. True when it is new.

    `own` are the rows that the sender may create: somebody else's row with that id is a conflict.
    """
    if "id" in sent and (there := own.filter(pk=sent["id"]).first()):
        return _same(there, sent), False
    try:
        with transaction.atomic():
            return create(**sent), True
    except IntegrityError as error:
        if constraint_of(error) != f"{own.model._meta.db_table}_pkey":
            raise
    there = own.filter(pk=sent["id"]).first()
    if there is None:
        raise IdTaken
    return _same(there, sent), False


def _same(there: M, sent: Mapping[str, Any]) -> M:
    if any(getattr(there, name) != value for name, value in sent.items() if hasattr(there, name)):
        raise IdTaken
    return there
