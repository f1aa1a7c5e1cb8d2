from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.web.guards import for_everyone


@for_everyone
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def set_first_password(request: HttpRequest, user_id: UUID, token: str) -> HttpResponse:
    """Behind the link that the operator's console prints; using it changes what the link is made of."""
    user = User.objects.filter(pk=user_id, is_active=True, suspended_at=None).first()
    if user is None or not default_token_generator.check_token(user, token):
        raise Http404
    form = SetPasswordForm(user, request.POST or None)
    if form.is_valid():
        get_adapter(request).set_password(user, form.cleaned_data["new_password1"])
        messages.success(request, _("The password is set. Sign in with it."))
        return redirect("account_login")
    return render(request, "accounts/first_password.html", {"form": form, "email": user.email})
