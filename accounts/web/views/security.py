from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.web.guards import signed_in
from accounts.web.visitor import PageRequest


@signed_in
@require_safe
def show_security(request: PageRequest) -> HttpResponse:
    user = request.user
    authenticators = list(Authenticator.objects.filter(user=user))
    counts = {kind: sum(one.type == kind for one in authenticators) for kind in Authenticator.Type.values}
    context = {
        "has_password": user.has_usable_password(),
        "emails": list(EmailAddress.objects.filter(user=user).order_by("-primary", "email")),
        "passkey_count": counts[Authenticator.Type.WEBAUTHN],
        "has_totp": bool(counts[Authenticator.Type.TOTP]),
        "recovery": next((one for one in authenticators if one.type == Authenticator.Type.RECOVERY_CODES), None),
        "session_count": UserSession.objects.filter(user=user).count(),
        "social_count": SocialAccount.objects.filter(user=user).count(),
    }
    return render(request, "accounts/security.html", context)
