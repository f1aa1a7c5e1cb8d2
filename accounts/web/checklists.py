"""What a person can do next, and what they have done."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Step:
    text: str | Promise
    url: str
    is_done: bool


def steps_of(visitor: Visitor, *, has_values: bool, has_viewers: bool) -> tuple[Step, ...]:
    return (
        Step(_("Say what you are called"), reverse("profile"), bool(visitor.athlete.name)),
        Step(_("Enter a first threshold"), reverse("thresholds"), has_values),
        Step(_("Join a team or found one"), reverse("teams"), bool(visitor.memberships)),
        Step(_("Let a coach see your training"), reverse("privacy"), has_viewers),
    )
