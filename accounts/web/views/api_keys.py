from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.api_keys import create_key, revoke_key
from accounts.models import ApiKey
from accounts.web.days import end_of_day
from accounts.web.forms.api_keys import ApiKeyForm
from accounts.web.guards import signed_in
from accounts.web.recency import has_proved_identity_lately
from accounts.web.refusals import refusals_beside
from accounts.web.visitor import PageRequest


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def show_api_keys(request: PageRequest) -> HttpResponse:
    is_proved = has_proved_identity_lately(request)
    prove_url = f"{reverse('account_reauthenticate')}?next={request.path}"
    if request.method == "POST" and not is_proved:
        return redirect(prove_url)
    form = ApiKeyForm(request.POST or None)
    if form.is_valid():
        with refusals_beside(form):
            given = form.cleaned_data
            key, secret = create_key(
                user=request.user,
                name=given["name"],
                scopes=given["scopes"],
                expires_at=end_of_day(given["expires_on"]),
                now=timezone.now(),
            )
            return render(request, "accounts/api_key_created.html", {"key": key, "secret": secret})
    keys = list(ApiKey.objects.visible_to(request.user.pk).order_by("-created_at", "-id"))
    context = {"form": form, "keys": keys, "now": timezone.now(), "is_proved": is_proved, "prove_url": prove_url}
    return render(request, "accounts/api_keys.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_api_key(request: PageRequest, pk: UUID) -> HttpResponse:
    key = get_object_or_404(ApiKey.objects.visible_to(request.user.pk), pk=pk)
    if request.method == "POST":
        revoke_key(key=key, actor=request.user, now=timezone.now())
        messages.success(request, _("The key no longer works."))
        return redirect("api_keys")
    return render(request, "accounts/api_key_revoke.html", {"key": key})
