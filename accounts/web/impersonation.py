from typing import cast

from django import forms
from django.contrib.auth import BACKEND_SESSION_KEY, login, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from hijack.signals import no_update_last_login
from hijack.views import keep_session_age
from structlog.contextvars import unbind_contextvars

from accounts import impersonation
from accounts.models import User
from accounts.web.visitor import PageRequest
from core.acting import acting_as, as_system

SESSION_KEY = "impersonation"
HISTORY_KEY = "hijack_history"


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the audit log, where the person concerned can read it."),
        min_length=impersonation.SHORTEST_REASON,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def begin(request: PageRequest, person: User, context: dict[str, object]) -> HttpResponse:
    """The admin's form page; what it is given as `context` belongs to the frame around it."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            begun = impersonation.begin_impersonation(
                staff_member=request.user, person=person, reason=form.cleaned_data["reason"], now=timezone.now()
            )
        except impersonation.ImpersonationError as error:
            form.add_error(None, str(error))
        else:
            _switch(request, person, history=[str(request.user.pk)])
            request.session[SESSION_KEY] = begun.as_session()
            return redirect("home")
    return render(request, "admin/accounts/user/impersonate.html", {**context, "form": form, "person": person})


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    if current_impersonation(request) is None:
        return redirect("home")
    switch_back(request, cause="released")
    return redirect("admin:index")


def current_impersonation(request: HttpRequest) -> impersonation.Impersonation | None:
    kept = request.session.get(SESSION_KEY)
    return impersonation.Impersonation.from_session(kept) if kept and request.session.get(HISTORY_KEY) else None


def switch_back(request: HttpRequest, *, cause: str) -> None:
    unbind_contextvars("impersonator_id")
    person = cast(User, request.user)
    staff_member = User.objects.filter(pk=request.session[HISTORY_KEY][-1]).first()
    with acting_as(staff_member), as_system("end of impersonation"), transaction.atomic():
        impersonation.end_impersonation(staff_member=staff_member, person=person, cause=cause)
    if staff_member is None:
        logout(request)
    else:
        _switch(request, staff_member, history=[])


def _switch(request: HttpRequest, user: User, *, history: list[str]) -> None:
    backend = request.session[BACKEND_SESSION_KEY]
    with no_update_last_login(), keep_session_age(request.session):
        login(request, user, backend=backend)
    request.session[HISTORY_KEY] = history
