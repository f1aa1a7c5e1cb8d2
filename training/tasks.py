"""What Celery runs for training. Each run is short, so that mail and news get their turn in between.

Runs that leave something behind call the next one themselves: a chain. A few chains are enough, however many uploads
arrive; a marker in the cache says which of them live. Should it be lost, the schedule begins a new one.
"""

from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from core.tasks import wake

BUDGET_S = 3.0
CHAINS = 2
MARKER_S = 20


@shared_task
def read_uploads(chain: int | None = None) -> None:
    from core.work import run_due  # noqa: PLC0415
    from training.intake import LEASE, read_file  # noqa: PLC0415
    from training.models import UploadFile  # noqa: PLC0415

    run_chain(
        "reading",
        chain,
        read_uploads,
        lambda: run_due(UploadFile, call=read_file, budget_s=BUDGET_S, lease=LEASE, limit=1000),
        lambda: UploadFile.objects.all().due().exists(),
    )


@shared_task
def unpack_archives(chain: int | None = None) -> None:
    from core.work import run_due  # noqa: PLC0415
    from training.archive_steps import LEASE, go_on  # noqa: PLC0415
    from training.models import ArchiveImport  # noqa: PLC0415

    run_chain(
        "unpacking",
        chain,
        unpack_archives,
        lambda: run_due(ArchiveImport, call=go_on, budget_s=BUDGET_S, lease=LEASE),
        lambda: ArchiveImport.objects.all().due().exists(),
    )


@shared_task
def recompute(chain: int | None = None) -> None:
    from core.work import run_due  # noqa: PLC0415
    from training.models import Recomputation  # noqa: PLC0415
    from training.recomputing import LEASE, run  # noqa: PLC0415

    run_chain(
        "recomputing",
        chain,
        recompute,
        lambda: run_due(Recomputation, call=run, budget_s=BUDGET_S, lease=LEASE),
        lambda: Recomputation.objects.all().due().exists(),
    )


@shared_task
def follow_policies(chain: int | None = None) -> None:
    from core.work import run_due  # noqa: PLC0415
    from training.models import PolicyChange  # noqa: PLC0415
    from training.repolicing import run  # noqa: PLC0415

    run_chain(
        "policies",
        chain,
        follow_policies,
        lambda: run_due(PolicyChange, call=run, budget_s=BUDGET_S),
        lambda: PolicyChange.objects.all().due().exists(),
    )


@shared_task
def follow_stragglers() -> None:
    from training.repolicing import follow_stragglers as follow  # noqa: PLC0415

    follow(now=timezone.now())


@shared_task
def run_bulk_jobs(chain: int | None = None) -> None:
    from core.work import run_due  # noqa: PLC0415
    from training.bulk import LEASE, run  # noqa: PLC0415
    from training.models import BulkJob  # noqa: PLC0415

    run_chain(
        "bulk",
        chain,
        run_bulk_jobs,
        lambda: run_due(BulkJob, call=run, budget_s=BUDGET_S, lease=LEASE),
        lambda: BulkJob.objects.all().due().exists(),
    )


@shared_task
def sweep() -> None:
    """The guarantee behind every nudge: who finds nothing to do costs one question."""
    from django.db import transaction  # noqa: PLC0415

    from core.acting import as_system  # noqa: PLC0415
    from training.models import ArchiveImport, BulkJob, PolicyChange, Recomputation, UploadFile  # noqa: PLC0415

    kinds = (
        (UploadFile, read_uploads),
        (ArchiveImport, unpack_archives),
        (Recomputation, recompute),
        (BulkJob, run_bulk_jobs),
        (PolicyChange, follow_policies),
    )
    with as_system("work rows"), transaction.atomic():
        due = [task for model, task in kinds if model.objects.all().due().exists()]
    for task in due:
        wake(task)


@shared_task
def decide_days() -> None:
    from training.due_days import decide_days as decide  # noqa: PLC0415

    decide(now=timezone.now())


@shared_task
def clean_originals() -> None:
    from training.originals import clean_originals as clean  # noqa: PLC0415

    clean(now=timezone.now())


@shared_task
def clean_plan_acts() -> None:
    from training.plan_retention import remove_outdated  # noqa: PLC0415

    remove_outdated(now=timezone.now())


def run_chain(name: str, chain: int | None, task: Any, run: Callable[[], int], is_more: Callable[[], bool]) -> None:
    mine = _free_chain(name) if chain is None else chain
    if mine is None:
        return
    marker = f"{name}:{mine}"
    cache.set(marker, 1, MARKER_S)
    if run() and _asked(is_more) and wake(task, mine):
        cache.set(marker, 1, MARKER_S)
    else:
        cache.delete(marker)


def _free_chain(name: str) -> int | None:
    return next((number for number in range(CHAINS) if cache.add(f"{name}:{number}", 1, MARKER_S)), None)


def _asked(is_more: Callable[[], bool]) -> bool:
    from django.db import transaction  # noqa: PLC0415

    from core.acting import as_system  # noqa: PLC0415

    with as_system("work rows"), transaction.atomic():
        return is_more()
