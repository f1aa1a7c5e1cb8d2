"""What need not be kept for ever goes by itself."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.acting import as_system
from core.models import Change, Delivery, Event, IdempotencyKey, OutgoingMail, WorkState


def remove_outdated() -> None:
    now = timezone.now()
    with as_system("retention"), transaction.atomic():
        IdempotencyKey.objects.filter(created_at__lt=now - timedelta(hours=24)).delete()
        OutgoingMail.objects.filter(state=WorkState.DONE, finished_at__lt=now - timedelta(days=30)).delete()
        Delivery.objects.filter(state=WorkState.DONE, finished_at__lt=now - timedelta(days=30)).delete()
        Event.objects.filter(deliveries=None, at__lt=now - timedelta(days=30)).delete()
        Change.objects.filter(at__lt=now - timedelta(days=180)).delete()
