from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from core.api.fields import (
    BlockField,
    DayField,
    IdField,
    InstantField,
    LineField,
    NamesField,
    NumberField,
    TruthField,
    WholeField,
)

M = TypeVar("M", bound=models.Model)


# Docstrings of serializers would be told to the public by the schema.
class Strict:
    # Keys nobody knows, and known ones that may not be written, are mistakes the sender wants to hear of.

    def to_internal_value(self, data: Any) -> Any:
        wrong = self._wrong_keys(data) if isinstance(data, Mapping) else {}
        if not wrong:
            return super().to_internal_value(data)  # type: ignore[misc]
        raise serializers.ValidationError({**self._other_faults(data), **wrong})

    def _other_faults(self, data: Mapping[str, Any]) -> dict[str, Any]:
        try:
            super().to_internal_value(data)  # type: ignore[misc]
        except serializers.ValidationError as error:
            return dict(error.detail) if isinstance(error.detail, dict) else {}
        return {}

    def _wrong_keys(self, data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
        fields: Mapping[str, serializers.Field[Any, Any, Any, Any]] = self.fields  # type: ignore[attr-defined]
        wrong = {}
        for key in data:
            if key not in fields:
                wrong[str(key)] = [ErrorDetail(_("This key is not known here."), "unknown")]
            elif fields[key].read_only:
                wrong[str(key)] = [ErrorDetail(_("This key cannot be written."), "read_only")]
        return wrong


class StrictSerializer(Strict, serializers.Serializer[Any]):
    pass


class StrictModelSerializer(Strict, serializers.ModelSerializer[M]):
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: LineField,
        models.TextField: BlockField,
        models.BooleanField: TruthField,
        models.FloatField: NumberField,
        models.IntegerField: WholeField,
        models.PositiveIntegerField: WholeField,
        models.PositiveSmallIntegerField: WholeField,
        models.SmallIntegerField: WholeField,
        models.UUIDField: IdField,
        models.DateField: DayField,
        models.DateTimeField: InstantField,
    }

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        field_class, options = super().build_standard_field(field_name, model_field)
        if model_field.null and model_field.choices:  # one way of saying "none" is enough
            options.pop("allow_blank", None)
        return field_class, options


# The query parameters of an address; unknown ones are refused and the known ones stand in the schema.
# `may_select` and `may_include` are the names that `?fields=` and `?include=` take, with commas between them.
class Query(StrictSerializer):
    may_select: ClassVar[tuple[str, ...]] = ()
    may_include: ClassVar[tuple[str, ...]] = ()
    is_text = True

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        found = super().get_fields()
        for name, allowed in (("fields", self.may_select), ("include", self.may_include)):
            if allowed:
                found[name] = NamesField(allowed)
        return found


class ListQuery(Query):
    limit = WholeField(min_value=1, max_value=100, default=20)
    cursor = serializers.CharField(required=False, help_text="`next_cursor` of the page before.")
