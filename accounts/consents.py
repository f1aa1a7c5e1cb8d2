"""Versioned consents: which texts there are, who said yes to which version, and when a yes was taken back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import auditing
from accounts.models import Consent, ConsentKind, User
from core.errors import Conflict, DomainError

# The version in force of each text. Changing a text means a new version here; old yeses keep theirs.
VERSIONS = {
    ConsentKind.TERMS: "2026-11",
    ConsentKind.HEALTH_DATA: "2026-11",
    ConsentKind.COACH_SHARING: "2026-11",
    ConsentKind.AI: "2026-11",
    ConsentKind.MARKETING: "2026-11",
}


@transaction.atomic
def give(*, user: User, kind: str, text_version: str, now: datetime) -> Consent:
    if text_version != version_of(kind):
        raise Conflict(_("The text has changed; please read it again."))
    standing = Consent.objects.filter(user=user, kind=kind).standing().first()
    if standing is not None and standing.text_version == text_version:
        found: Consent = standing
        return found
    if standing is not None:
        _close(standing, now)
    consent = Consent.objects.create(user=user, kind=kind, text_version=text_version, given_at=now)
    auditing.record("consent.given", actor=user, subject=user, kind=kind, version=text_version)
    return consent


@transaction.atomic
def withdraw(*, user: User, kind: str, now: datetime) -> None:
    version_of(kind)
    standing = Consent.objects.filter(user=user, kind=kind).standing().first()
    if standing is not None:
        _close(standing, now)
        auditing.record("consent.withdrawn", actor=user, subject=user, kind=kind)


def has_given(user: User, kind: str) -> bool:
    return Consent.objects.filter(user=user, kind=kind, withdrawn_at=None).exists()


def version_of(kind: str) -> str:
    if kind not in ConsentKind.values:
        raise DomainError(_("There is no such consent."), field="kind", detail="invalid_choice")
    return VERSIONS[ConsentKind(kind)]


def _close(consent: Consent, now: datetime) -> None:
    consent.withdrawn_at = now
    consent.save(update_fields=["withdrawn_at"])
