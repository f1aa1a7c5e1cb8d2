from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.web.guards import signed_in
from accounts.web.visitor import PageRequest
from training.models import ArchiveImport
from training.web.subjects import own_subject


@signed_in
@require_safe
def import_archive(request: PageRequest) -> HttpResponse:
    subject = own_subject(request)
    rows = ArchiveImport.objects.filter(athlete_id=subject.id).order_by("-created_at")[:10]
    context = {"subject": subject, "imports": list(rows), "is_own": subject.id == request.user.pk}
    return render(request, "training/import.html", context)


@signed_in
@require_safe
def show_import(request: PageRequest, pk: UUID) -> HttpResponse:
    subject = own_subject(request)
    row = get_object_or_404(ArchiveImport, athlete_id=subject.id, pk=pk)
    return render(request, "training/import_result.html", {"subject": subject, "row": row})
