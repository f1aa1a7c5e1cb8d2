"""The plan in other calendar programs: addresses that can be revoked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_as_messages
from accounts.web.visitor import PageRequest
from training.feeds import feed_address, live_feeds, open_feed, revoke_feed


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def show_feeds(request: PageRequest) -> HttpResponse:
    """A new address is shown once, in the answer that makes it."""
    athlete_id, address = request.visitor.athlete.pk, ""
    if request.method == "POST":
        with refusals_as_messages(request):
            _feed, token = open_feed(athlete_id=athlete_id, actor=request.user, now=timezone.now())
            address = feed_address(token)
    feeds = list(live_feeds(athlete_id).order_by("-created_at", "-id"))
    return render(request, "training/feeds.html", {"feeds": feeds, "address": address})


@signed_in
@require_POST
def close_feed(request: PageRequest, pk: UUID) -> HttpResponse:
    feed = get_object_or_404(live_feeds(request.visitor.athlete.pk), pk=pk)
    revoke_feed(feed=feed, actor=request.user, now=timezone.now())
    messages.success(request, _("Nothing is read at this address any more."))
    return redirect("feeds")
