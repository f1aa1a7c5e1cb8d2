from accounts.models.audit import AuditEvent
from accounts.models.consent import Consent, ConsentKind
from accounts.models.flag import Flag
from accounts.models.grant import Access, Grant, Guardianship, Scope
from accounts.models.person import Person, Theme, Units, Weekday
from accounts.models.profile import Absence, AbsenceKind, AthleteProfile, Audience, AvailableDay, Sex, Sport
from accounts.models.team import (
    COACHING_ROLES,
    Invitation,
    JoinCode,
    JoinRequest,
    JoinRequestState,
    Membership,
    Role,
    Team,
)
from accounts.models.threshold import FitnessSeed, Threshold, ThresholdKind, ThresholdSport, ZoneMetric, ZoneSet
from accounts.models.token import ApiKey, ApiKeyScope, RefreshToken, TokenFamily
from accounts.models.user import StaffRole, User

__all__ = [
    "COACHING_ROLES",
    "Absence",
    "AbsenceKind",
    "Access",
    "ApiKey",
    "ApiKeyScope",
    "AthleteProfile",
    "Audience",
    "AuditEvent",
    "AvailableDay",
    "Consent",
    "ConsentKind",
    "FitnessSeed",
    "Flag",
    "Grant",
    "Guardianship",
    "Invitation",
    "JoinCode",
    "JoinRequest",
    "JoinRequestState",
    "Membership",
    "Person",
    "RefreshToken",
    "Role",
    "Scope",
    "Sex",
    "Sport",
    "StaffRole",
    "Team",
    "Theme",
    "Threshold",
    "ThresholdKind",
    "ThresholdSport",
    "TokenFamily",
    "Units",
    "User",
    "Weekday",
    "ZoneMetric",
    "ZoneSet",
]
