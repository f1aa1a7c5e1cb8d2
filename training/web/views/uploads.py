from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_as_messages
from accounts.web.visitor import PageRequest
from training.receiving import FilesHandler
from training.uploads import outcomes_of, state_of, take_files, uploads_of
from training.web.receiving import receiving
from training.web.subjects import own_subject


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@receiving(FilesHandler)
def upload_files(request: PageRequest) -> HttpResponse:
    subject = own_subject(request)
    if request.method == "POST":
        with refusals_as_messages(request):
            upload = take_files(
                athlete_id=subject.id, files=request.FILES.getlist("file"), actor=request.user, now=timezone.now()
            )
            return redirect("upload_result", pk=upload.pk)
    context = {"subject": subject, "is_own": subject.id == request.user.pk}
    return render(request, "training/upload.html", context)


@signed_in
@require_safe
def show_upload(request: PageRequest, pk: UUID) -> HttpResponse:
    subject = own_subject(request)
    upload = get_object_or_404(uploads_of(subject.id), pk=pk)
    outcomes = outcomes_of([upload])[upload.pk]
    settled = sum(one.state not in {"queued", "processing"} for one in outcomes)
    context: dict[str, Any] = {
        "subject": subject,
        "upload": upload,
        "outcomes": outcomes,
        "state": state_of(one.state for one in outcomes),
        "settled": settled,
        "is_settled": settled == len(outcomes),
    }
    part = request.htmx and not request.htmx.history_restore_request
    return render(request, "training/_upload_result.html" if part else "training/upload_result.html", context)
