from typing import Any

from django.db import models


class Versioned(models.Model):
    """Rows with an ETag: a trigger counts `version` up, so no way of writing can forget it."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_update = not self._state.adding
        super().save(*args, **kwargs)
        if is_update:
            self.refresh_from_db(fields=["version"])
