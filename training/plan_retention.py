"""Acts in calendars can be taken back for so long; then what they remember goes."""

from datetime import datetime, timedelta

from django.db import transaction

from core.acting import as_system
from core.models import WorkState
from training.models import BulkJob, PlanAct

ACTS_KEPT = timedelta(days=180)
JOBS_KEPT = timedelta(days=90)


def remove_outdated(*, now: datetime) -> None:
    """Plans that were put into calendars by a job can be taken out for ever: their applications stay."""
    with as_system("retention"), transaction.atomic():
        BulkJob.objects.filter(state__in=[WorkState.DONE, WorkState.DEAD], finished_at__lt=now - JOBS_KEPT).delete()
        PlanAct.objects.filter(done_at__lt=now - ACTS_KEPT).delete()
