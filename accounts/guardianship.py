"""Athletes without an address of their own, looked after by a coach or parent until they claim the account."""

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import auditing
from accounts.access import derive_access, known_scopes
from accounts.joining import admit
from accounts.models import Guardianship, Person, Role, Scope, Team, User
from accounts.people import open_account
from accounts.teams import require_coaching
from core.acting import as_system
from core.crypto import seal
from core.errors import Conflict, Gone, NotFound
from core.events import emit

CLAIM_LASTS = timedelta(days=14)


@transaction.atomic
def create_ward(
    *, name: str, guardian: User, now: datetime, team: Team | None = None, time_zone: str = "UTC", locale: str = "en"
) -> Person:
    """A coach also takes them into the team; a parent looks after them outside of any."""
    if team is not None:
        require_coaching(guardian, team.pk)
    ward = User(email=None)
    ward.set_unusable_password()
    ward.save()
    with as_system("create ward"):
        person = open_account(ward, name=name, locale=locale, time_zone=time_zone)
        Guardianship.objects.create(athlete=ward, guardian=guardian)
    derive_access([ward.pk])
    auditing.record("ward.created", actor=guardian, subject=ward, team=team)
    if team is not None:
        admit(team=team, user=ward, role=Role.ATHLETE, scopes=known_scopes(Scope.values), now=now, actor=guardian)
    return person


@transaction.atomic
def invite_to_claim(*, ward: User, email: str, actor: User, now: datetime) -> str:
    """A link, sent to the athlete's own address, that makes the account theirs. A newer link replaces an older one."""
    guardianship = Guardianship.objects.filter(athlete=ward, guardian=actor).first()
    if guardianship is None:
        raise NotFound
    if ward.email is not None:
        raise Conflict(_("This account has been claimed."))
    token = secrets.token_urlsafe(32)
    with as_system("invite to claim"):
        Guardianship.objects.filter(pk=guardianship.pk).update(
            claim_hash=_hash(token), claim_email=email.strip().lower(), claim_expires_at=now + CLAIM_LASTS
        )
    url = f"{settings.PUBLIC_URL}/claim/{token}"
    auditing.record("ward.claim_invited", actor=actor, subject=ward)
    emit("accounts.claim_invited", guardianship_id=guardianship.pk, sealed_url=seal(url, str(guardianship.pk)))
    return url


def look_up_claim(token: str, *, now: datetime) -> Guardianship:
    with as_system("look up claim"):
        found = (
            Guardianship.objects.select_related("athlete__person", "guardian__person")
            .filter(claim_hash=_hash(token))
            .first()
        )
    if found is None:
        raise NotFound(_("There is no such link."))
    if found.claim_expires_at is None or found.claim_expires_at <= now or found.athlete.email is not None:
        raise Gone(_("This link was used or has expired."))
    return found


@transaction.atomic
def claim(*, token: str, password: str, now: datetime, keeps_guardian: bool = False) -> User:
    """The link came to the athlete's own address, so the address is theirs and so is the account."""
    with as_system("claim"):
        Guardianship.objects.select_for_update().filter(claim_hash=_hash(token)).first()
        guardianship = look_up_claim(token, now=now)
        ward = guardianship.athlete
        if User.objects.filter(email__iexact=guardianship.claim_email).exists():
            raise Conflict(_("This address has an account of its own already."))
        ward.email = guardianship.claim_email
        ward.set_password(password)
        ward.save(update_fields=["email", "password"])
        EmailAddress.objects.create(user=ward, email=ward.email, verified=True, primary=True)
        _let_go(ward, keeps_guardian=keeps_guardian)
    auditing.record("ward.claimed", actor=ward, subject=ward, keeps_guardian=keeps_guardian)
    emit("accounts.claimed", athlete_id=ward.pk, guardian_id=guardianship.guardian_id)
    return ward


def _let_go(ward: User, *, keeps_guardian: bool) -> None:
    rows = Guardianship.objects.filter(athlete=ward)
    if keeps_guardian:
        rows.update(claim_hash=None, claim_email="", claim_expires_at=None)
    else:
        rows.delete()
    derive_access([ward.pk])


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
