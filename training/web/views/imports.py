from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_as_messages
from accounts.web.visitor import PageRequest
from core.errors import DomainError
from core.models import WorkState
from training.archive_reports import in_words
from training.archives import counts_of, eta_s, take_archive
from training.models import ArchiveImport, ArchiveState
from training.naming import sport_name
from training.receiving import ArchiveHandler
from training.web.receiving import receiving
from training.web.subjects import own_subject

LATEST = 10
_NO_FILE = _("Choose the archive first.")
SERVICES = {"strava": "Strava", "garmin": "Garmin", "trainingpeaks": "TrainingPeaks"}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@receiving(ArchiveHandler)
def import_archive(request: PageRequest) -> HttpResponse:
    subject = own_subject(request)
    if request.method == "POST":
        with refusals_as_messages(request):
            file = request.FILES.get("file")
            if not isinstance(file, UploadedFile):
                raise DomainError(_NO_FILE, field="file")
            row = take_archive(athlete_id=subject.id, file=file, actor=request.user, now=timezone.now())
            return redirect("import_result", pk=row.pk)
    rows = ArchiveImport.objects.filter(athlete_id=subject.id).defer("described", "report").order_by("-created_at")
    context = {
        "subject": subject,
        "imports": [{"row": row, "state": _state_of(row)} for row in rows[:LATEST]],
        "is_own": subject.id == request.user.pk,
    }
    return render(request, "training/import.html", context)


@signed_in
@require_safe
def show_import(request: PageRequest, pk: UUID) -> HttpResponse:
    """Asked again every few seconds by itself until there is a report."""
    subject = own_subject(request)
    row = get_object_or_404(ArchiveImport.objects.defer("described"), athlete_id=subject.id, pk=pk)
    context = {"subject": subject, "units": subject.units, "row": row, **_progress(row)}
    is_part = request.htmx and not request.htmx.history_restore_request
    return render(request, "training/_import_result.html" if is_part else "training/import_result.html", context)


def _progress(row: ArchiveImport) -> dict[str, Any]:
    counts = counts_of([row])[row.pk]
    state = _state_of(row)
    report = in_words(row.report) if "imported" in row.report else None
    return {
        "state": state,
        "is_over": state in {ArchiveState.DONE, ArchiveState.FAILED},
        "counts": counts,
        "eta_s": eta_s(row, counts["read"], timezone.now()),
        "service": SERVICES.get(row.service, ""),
        "report": report,
        "totals": [{**one, "name": sport_name(one["sport"])} for one in report["totals"]] if report else [],
        "error": row.report.get("error", ""),
    }


def _state_of(row: ArchiveImport) -> str:
    return str(ArchiveState.FAILED if row.state == WorkState.DEAD else row.phase)
