from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from core.text import clean_block, clean_line

M = TypeVar("M", bound=models.Model)


class Strict:
    """Keys nobody knows, and known ones that may not be written, are mistakes the sender wants to hear of."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            wrong = self._wrong_keys(data)
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(data)  # type: ignore[misc]

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


class LineField(serializers.CharField):
    """A name or title: one line, no characters that mislead."""

    def to_internal_value(self, data: Any) -> str:
        return clean_line(super().to_internal_value(data))


class BlockField(serializers.CharField):
    def to_internal_value(self, data: Any) -> str:
        return clean_block(super().to_internal_value(data))


class StrictModelSerializer(Strict, serializers.ModelSerializer[M]):
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: LineField,
        models.TextField: BlockField,
    }
