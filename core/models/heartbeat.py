from django.db import models


class Heartbeat(models.Model):
    """When a part of the house was last heard of."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Switch(models.Model):
    """A state of the whole instance that must outlive restarts, such as maintenance."""

    name = models.CharField(max_length=40, primary_key=True)
    is_on = models.BooleanField(default=False)
    message = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name
