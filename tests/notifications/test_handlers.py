from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.guardianship import create_ward, invite_to_claim
from accounts.invitations import accept_invitation, invite
from accounts.models import Person, User
from accounts.teams import found_team
from core import events
from core.acting import acting_as, as_system
from core.events import emit
from core.models import Delivery
from core.work import run_due
from notifications import handlers
from tests.accounts.app_client import account

pytestmark = pytest.mark.django_db


def deliver() -> list[tuple[list[str], str]]:
    """Every letter that waits, as (to, subject)."""
    mail.outbox.clear()
    run_due(Delivery, events.deliver)
    with as_system("test"):
        assert not Delivery.objects.exclude(state="done").exists()
    return [(message.to, message.subject) for message in mail.outbox]


def speaking(user: User, locale: str, name: str = "") -> User:
    with as_system("test"):
        Person.objects.filter(pk=user.pk).update(locale=locale, name=name)
    return user


def team_of(coach: User) -> Any:
    with acting_as(coach):
        return found_team(name="Hill Club", founder=coach, now=timezone.now())


def test_replayed_token_warns_its_owner() -> None:
    emit("accounts.token_replayed", user_id=account().pk)
    assert deliver() == [(["rider@example.com"], "An app was signed out of your account")]
    assert "/settings/security" in mail.outbox[0].body


def test_person_without_an_address_gets_no_letter() -> None:
    user = User.objects.create_user(None)
    emit("accounts.token_replayed", user_id=user.pk)
    assert deliver() == []


def test_invitation_goes_to_the_address_with_its_link_and_back() -> None:
    coach = speaking(account("coach@example.com"), "en", "Coco %(team)s\n<b>")
    team = team_of(coach)
    with acting_as(coach):
        _row, token = invite(team=team, role="athlete", actor=coach, now=timezone.now(), email="new@example.com")
    assert deliver() == [(["new@example.com"], "An invitation to Hill Club")]
    assert f"/join/{token}" in mail.outbox[0].body
    assert "Coco %(team)s <b> invites you" in mail.outbox[0].body
    athlete = speaking(account("new@example.com"), "en", "Ann")
    with acting_as(athlete):
        accept_invitation(token=token, actor=athlete, now=timezone.now())
    assert deliver() == [(["coach@example.com"], "Ann joined Hill Club")]


def test_claim_link_goes_to_the_junior() -> None:
    guardian = speaking(account("parent@example.com"), "en", "Pat")
    with acting_as(guardian):
        ward = create_ward(name="Kim", guardian=guardian, now=timezone.now())
        url = invite_to_claim(
            ward=User.objects.get(pk=ward.pk), email="kim@example.com", actor=guardian, now=timezone.now()
        )
    assert deliver() == [(["kim@example.com"], "Your training diary is waiting for you")]
    assert url in mail.outbox[0].body


def test_every_letter_is_for_an_event_that_accounts_tells() -> None:
    told = {
        kind for kind, found in events._handlers.items() if any(name.startswith(handlers.__name__) for name in found)
    }
    assert {kind.partition(".")[0] for kind in told} == {"accounts"}
