"""Closing an account to its owner for a while, and ending what is signed in."""

from datetime import datetime
from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import auditing, staff, tokens
from accounts.models import ApiKey, User
from core.errors import DomainError
from core.events import emit


@transaction.atomic
def suspend(*, person: User, reason: str, actor: User, now: datetime) -> None:
    staff.require(staff.SUSPEND, staff=actor, person=person)
    person.suspended_at = now
    person.save(update_fields=["suspended_at"])
    _sign_out(person, reason="suspended", now=now)
    auditing.record("account.suspended", actor=actor, subject=person, reason=reason)


@transaction.atomic
def unsuspend(*, person: User, actor: User) -> None:
    staff.require(staff.SUSPEND, staff=actor, person=person)
    person.suspended_at = None
    person.save(update_fields=["suspended_at"])
    auditing.record("account.unsuspended", actor=actor, subject=person)


@transaction.atomic
def end_sessions(*, person: User, actor: User, now: datetime) -> None:
    staff.require(staff.END_SESSIONS, staff=actor, person=person)
    _sign_out(person, reason="ended_by_staff", now=now)
    auditing.record("account.sessions_ended", actor=actor, subject=person)


@transaction.atomic
def revoke_all_keys(*, person: User, actor: User, now: datetime) -> None:
    staff.require(staff.REVOKE_KEYS, staff=actor, person=person)
    count = ApiKey.objects.filter(user=person, revoked_at=None).update(revoked_at=now)
    auditing.record("account.keys_revoked", actor=actor, subject=person, count=count)


def _sign_out(person: User, *, reason: str, now: datetime) -> None:
    keys = list(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store(key).delete()
    UserSession.objects.filter(user=person).delete()
    tokens.end_families_of(person, reason=reason, now=now)


@transaction.atomic
def revoke_key(*, key: ApiKey, actor: User, now: datetime) -> None:
    staff.require(staff.REVOKE_KEYS, staff=actor, person=key.user)
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    auditing.record("account.keys_revoked", actor=actor, subject=key.user, count=1)


@transaction.atomic
def remind_to_verify(*, person: User, actor: User) -> None:
    """A code would live in the session of whoever asked for it, so the mail leads to signing in, which sends one."""
    staff.require(staff.RESEND_VERIFICATION, staff=actor, person=person)
    if EmailAddress.objects.filter(user=person, verified=True).exists():
        raise DomainError(_("The address is confirmed already."))
    emit("accounts.verification_wanted", user_id=person.pk)
    auditing.record("account.verification_reminded", actor=actor, subject=person)
