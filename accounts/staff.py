"""What each staff role may do. Rights come from this table and nowhere else: not from groups, not from `is_superuser`."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.backends import BaseBackend
from django.utils.translation import gettext_lazy as _

from accounts import auditing
from accounts.models import StaffRole, User
from core.errors import NotAllowed

APPOINT_STAFF = "accounts.appoint_staff"
IMPERSONATE = "accounts.impersonate"
SUSPEND = "accounts.suspend"
END_SESSIONS = "accounts.end_sessions"
REVOKE_KEYS = "accounts.revoke_keys"
RESEND_VERIFICATION = "accounts.resend_verification"
SEE_PERSONAL_DATA = "accounts.see_personal_data"
EXPORT = "accounts.export"
REPLAY_WORK = "core.replay"

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class StaffError(NotAllowed):
    """A staff member asked for something their role does not allow."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Patterns of permission names; what is refused beats what is allowed."""

    allowed: tuple[str, ...]
    refused: tuple[str, ...] = ()

    def include(self, permission: str) -> bool:
        return _matches(permission, self.allowed) and not _matches(permission, self.refused)


RIGHTS: dict[str, Rights] = {
    StaffRole.SUPER_ADMIN: Rights(("*",)),
    StaffRole.ADMIN: Rights(("*",), refused=(APPOINT_STAFF,)),
    StaffRole.SUPPORT: Rights(
        (
            *(
                f"accounts.view_{name}"
                for name in (
                    "user",
                    "person",
                    "team",
                    "membership",
                    "invitation",
                    "joinrequest",
                    "grant",
                    "consent",
                    "flag",
                )
            ),
            "core.view_delivery",
            "core.view_event",
            "usersessions.view_usersession",
            END_SESSIONS,
            RESEND_VERIFICATION,
        )
    ),
}
_RANKS = {StaffRole.NONE: 0, StaffRole.SUPPORT: 1, StaffRole.ADMIN: 2, StaffRole.SUPER_ADMIN: 3}


class StaffBackend(BaseBackend):
    """Answers permission questions for staff; signing in is allauth's."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return is_in_office(user_obj) and RIGHTS[user_obj.staff_role].include(perm)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return is_in_office(user_obj) and any(
            fnmatchcase(f"{app_label}.", pattern.partition(".")[0] + ".") or pattern == "*"
            for pattern in RIGHTS[user_obj.staff_role].allowed
        )

    def get_user(self, user_id: Any) -> User | None:
        return User.objects.filter(pk=user_id).first()


def is_in_office(user: Any) -> bool:
    """Staff who are neither switched off nor suspended; everybody else has no rights at all."""
    return bool(
        user.is_authenticated
        and user.is_active
        and user.is_staff
        and user.suspended_at is None
        and user.staff_role in RIGHTS
    )


def has_second_factor(user: User) -> bool:
    has_one: bool = Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()
    return has_one


def must_enrol(user: Any) -> bool:
    """Staff without a second factor reach nothing but its enrolment. Costs others no query."""
    return bool(user.is_authenticated and user.is_staff and not has_second_factor(user))


def may_enter_admin(user: Any) -> bool:
    is_hijacked = bool(getattr(user, "is_hijacked", False))
    return is_in_office(user) and not is_hijacked and has_second_factor(user)


def may_act_on(staff: User, person: User) -> bool:
    """Staff act on people; on other staff only those who rank above them do."""
    ranks_above: bool = _RANKS[StaffRole(staff.staff_role)] > _RANKS[StaffRole(person.staff_role)]
    return bool(staff.pk != person.pk and (ranks_above or not person.is_staff))


def require(permission: str, *, staff: User, person: User | None = None) -> None:
    if not StaffBackend().has_perm(staff, permission) or (person is not None and not may_act_on(staff, person)):
        raise StaffError(_("Your role does not allow this."))


def appoint_staff(*, staff: User, person: User, role: StaffRole) -> None:
    require(APPOINT_STAFF, staff=staff)
    if staff.pk == person.pk:
        raise StaffError(_("Nobody changes their own role."))
    _appoint(person, role)
    auditing.record("staff.appointed", actor=staff, subject=person, role=role.value)


def appoint_first_super_admin(*, person: User, is_forced: bool = False) -> None:
    """The operator at the console makes the first one; the others are appointed by staff."""
    others = User.objects.filter(staff_role=StaffRole.SUPER_ADMIN, is_active=True).exclude(pk=person.pk)
    if not is_forced and others.exists():
        raise StaffError(_("There is a super admin already, who can appoint others."))
    _appoint(person, StaffRole.SUPER_ADMIN)
    auditing.record("staff.appointed", actor=None, subject=person, role=StaffRole.SUPER_ADMIN.value)


def _appoint(person: User, role: StaffRole) -> None:
    person.staff_role = role
    person.is_staff = role != StaffRole.NONE
    person.save(update_fields=["staff_role", "is_staff"])


def _matches(permission: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(permission, pattern) for pattern in patterns)
