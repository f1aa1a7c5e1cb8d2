"""What a membership lets its holder open; others find nothing there."""

from uuid import UUID

from django.http import Http404

from accounts.models import Membership, Role
from accounts.web.visitor import PageRequest


def member_or_404(request: PageRequest, team_id: UUID) -> Membership:
    membership = request.visitor.membership_of(team_id)
    if membership is None:
        raise Http404
    return membership


def coaching_or_404(request: PageRequest, team_id: UUID) -> Membership:
    membership = member_or_404(request, team_id)
    if not membership.is_coaching():
        raise Http404
    return membership


def leading_or_404(request: PageRequest, team_id: UUID) -> Membership:
    membership = member_or_404(request, team_id)
    if Role.HEAD_COACH not in membership.roles:
        raise Http404
    return membership
