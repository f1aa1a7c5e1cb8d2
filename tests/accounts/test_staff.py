from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser

from accounts import staff
from accounts.models import AuditEvent, StaffRole, User
from core.acting import as_system

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def member(role: StaffRole, email: str = "") -> User:
    return User.objects.create_user(email or f"{role}@example.com", is_staff=bool(role), staff_role=role)


@pytest.mark.parametrize(
    ("permission", "holders"),
    [
        ("accounts.view_user", {"support", "admin", "super_admin"}),
        ("accounts.view_threshold", {"admin", "super_admin"}),
        ("accounts.change_person", {"admin", "super_admin"}),
        ("accounts.view_auditevent", {"admin", "super_admin"}),
        (staff.SEE_PERSONAL_DATA, {"admin", "super_admin"}),
        (staff.IMPERSONATE, {"admin", "super_admin"}),
        (staff.SUSPEND, {"admin", "super_admin"}),
        (staff.END_SESSIONS, {"support", "admin", "super_admin"}),
        (staff.APPOINT_STAFF, {"super_admin"}),
        ("billing.change_price", {"admin", "super_admin"}),
        ("billing.view_price", {"admin", "super_admin"}),
    ],
)
def test_permission_belongs_to_the_roles_of_the_table(permission: str, holders: set[str]) -> None:
    assert {role.value for role in StaffRole if member(role).has_perm(permission)} == holders


@pytest.mark.parametrize("change", [{"suspended_at": NOW}, {"is_active": False}])
def test_staff_out_of_office_have_no_rights(change: dict[str, object]) -> None:
    admin = member(StaffRole.SUPER_ADMIN)
    User.objects.filter(pk=admin.pk).update(**change)
    admin.refresh_from_db()
    assert not admin.has_perm("accounts.view_user")
    assert not admin.has_module_perms("accounts")


def test_nobody_is_a_superuser() -> None:
    assert User(email="a@example.com", is_staff=True, staff_role="super_admin").is_superuser is False
    assert "is_superuser" not in {field.name for field in User._meta.get_fields()}


@pytest.mark.parametrize(("role", "is_held_back"), [("", False), ("support", True), ("super_admin", True)])
def test_staff_must_enrol_a_second_factor(role: str, is_held_back: bool) -> None:
    assert staff.must_enrol(member(StaffRole(role), "a@example.com")) is is_held_back


def test_anonymous_need_not_enrol(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert not staff.must_enrol(AnonymousUser())


@pytest.mark.parametrize(("kind", "is_enough"), [("totp", True), ("webauthn", True), ("recovery_codes", False)])
def test_second_factor_is_totp_or_passkey_but_not_recovery_codes(kind: str, is_enough: bool) -> None:
    admin = member(StaffRole.ADMIN)
    Authenticator.objects.create(user=admin, type=kind, data={})
    assert staff.may_enter_admin(admin) is is_enough


@pytest.mark.parametrize(
    ("acting", "target", "may"),
    [
        ("support", "", True),
        ("admin", "", True),
        ("admin", "support", True),
        ("admin", "admin", False),
        ("support", "admin", False),
    ],
)
def test_staff_act_only_on_those_below_them(acting: str, target: str, may: bool) -> None:
    assert (
        staff.may_act_on(member(StaffRole(acting), "a@example.com"), member(StaffRole(target), "b@example.com")) is may
    )


def test_appoint_staff_by_super_admin_changes_role_and_is_audited() -> None:
    boss, ann = member(StaffRole.SUPER_ADMIN), member(StaffRole.NONE, "ann@example.com")
    with as_system("test"):
        staff.appoint_staff(staff=boss, person=ann, role=StaffRole.SUPPORT)
        event = AuditEvent.objects.get()
    ann.refresh_from_db()
    assert (ann.is_staff, ann.staff_role) == (True, "support")
    assert (event.action, event.actor_id, event.subject_id, event.details) == (
        "staff.appointed",
        boss.pk,
        ann.pk,
        {"role": "support"},
    )


def test_appoint_staff_by_admin_is_refused() -> None:
    with pytest.raises(staff.StaffError):
        staff.appoint_staff(
            staff=member(StaffRole.ADMIN), person=member(StaffRole.NONE, "ann@example.com"), role=StaffRole.ADMIN
        )


def test_appoint_staff_of_oneself_is_refused() -> None:
    boss = member(StaffRole.SUPER_ADMIN)
    with pytest.raises(staff.StaffError):
        staff.appoint_staff(staff=boss, person=boss, role=StaffRole.NONE)


def test_first_super_admin_is_appointed_once() -> None:
    ann, ben = member(StaffRole.NONE, "ann@example.com"), member(StaffRole.NONE, "ben@example.com")
    with as_system("test"):
        staff.appoint_first_super_admin(person=ann)
        with pytest.raises(staff.StaffError):
            staff.appoint_first_super_admin(person=ben)
    ann.refresh_from_db()
    assert (ann.is_staff, ann.staff_role) == (True, "super_admin")


def test_name_of_a_login_shows_no_whole_address() -> None:
    assert str(User(email="ann.lee@example.com")) == "a…@example.com"
