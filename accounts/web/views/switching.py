from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.web.guards import signed_in
from accounts.web.visitor import ACTING_FOR, TEAM, PageRequest


@signed_in
@require_POST
def switch_account(request: PageRequest) -> HttpResponse:
    """Act for somebody one looks after, or as oneself again."""
    chosen = request.POST.get("person", "")
    if not chosen or chosen == str(request.user.pk):
        request.session.pop(ACTING_FOR, None)
        return redirect("home")
    ward = next((one for one in request.visitor.wards if str(one.pk) == chosen), None)
    if ward is None:
        raise Http404
    request.session[ACTING_FOR] = chosen
    messages.info(request, _("You now act for %(name)s.") % {"name": ward.name})
    return redirect("home")


@signed_in
@require_POST
def switch_team(request: PageRequest) -> HttpResponse:
    chosen = request.POST.get("team", "")
    if not any(str(team.pk) == chosen for team in request.visitor.teams):
        raise Http404
    request.session[TEAM] = chosen
    return redirect("home")
