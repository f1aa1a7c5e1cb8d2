from datetime import UTC, datetime, timedelta

import pytest
import structlog
from django.test import Client
from django.utils import timezone

from accounts import impersonation
from accounts.models import AuditEvent, StaffRole, User
from core.acting import as_system
from tests.accounts.staffing import at_desk, login_of, staff_member

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
REASON = "Cannot find the calendar, ticket 4711"
pytestmark = pytest.mark.django_db


def begin(client: Client, person: User, reason: str = REASON):
    return client.post(f"/admin/accounts/user/{person.pk}/impersonate/", {"reason": reason})


def whose(client: Client) -> str:
    return client.session["_auth_user_id"]


def acts() -> list[tuple[str, object, object]]:
    with as_system("test"):
        rows = AuditEvent.objects.filter(action__startswith="staff.impersonation").order_by("at")
        return [(event.action, event.actor_id, event.subject_id) for event in rows]


@pytest.mark.parametrize(
    ("by", "target", "may"),
    [
        ("super_admin", "", True),
        ("admin", "", True),
        ("support", "", False),
        ("super_admin", "support", False),
        ("", "", False),
    ],
)
def test_impersonation_is_for_admins_and_never_into_staff(by: str, target: str, may: bool) -> None:
    who = staff_member(StaffRole(by))
    person = login_of("ann@example.com", StaffRole(target))
    assert impersonation.may_impersonate(hijacker=who, hijacked=person) is may


def test_impersonation_without_a_second_factor_is_refused() -> None:
    admin = login_of("admin@example.com", StaffRole.ADMIN)
    assert not impersonation.may_impersonate(hijacker=admin, hijacked=login_of("ann@example.com"))


def test_impersonation_without_a_reason_does_not_begin() -> None:
    admin, ann = staff_member(StaffRole.ADMIN), login_of("ann@example.com")
    client = at_desk(admin)
    assert begin(client, ann, reason="why not").status_code == 200
    assert (whose(client), acts()) == (str(admin.pk), [])


def test_impersonation_needs_a_fresh_proof_of_identity() -> None:
    admin, ann = staff_member(StaffRole.ADMIN), login_of("ann@example.com")
    client = at_desk(admin, proved_seconds_ago=901)
    assert begin(client, ann).status_code == 302
    assert whose(client) == str(admin.pk)


def test_impersonation_into_staff_is_forbidden() -> None:
    client = at_desk(staff_member(StaffRole.SUPER_ADMIN))
    assert begin(client, login_of("support@example.com", StaffRole.SUPPORT)).status_code == 403


def test_impersonation_begins_and_ends_in_the_audit_log() -> None:
    admin, ann = staff_member(StaffRole.ADMIN), login_of("ann@example.com")
    client = at_desk(admin)
    assert begin(client, ann).status_code == 302
    assert whose(client) == str(ann.pk)
    assert client.post("/impersonation/end").status_code == 302
    assert whose(client) == str(admin.pk)
    assert acts() == [("staff.impersonation_began", admin.pk, ann.pk), ("staff.impersonation_ended", admin.pk, ann.pk)]


def test_impersonation_reads_but_does_not_write() -> None:
    client = at_desk(staff_member(StaffRole.ADMIN))
    begin(client, login_of("ann@example.com"))
    assert client.get("/").status_code == 200
    assert client.post("/").status_code == 403
    assert client.patch("/api/v1/me").status_code == 403


@pytest.mark.parametrize(
    "path", ["/accounts/2fa/", "/accounts/password/change/", "/accounts/email/", "/_allauth/app/v1/account/email"]
)
def test_impersonation_keeps_out_of_the_security_of_the_account(path: str) -> None:
    client = at_desk(staff_member(StaffRole.ADMIN))
    begin(client, login_of("ann@example.com"))
    assert client.get(path).status_code == 403


def test_impersonation_does_not_open_the_admin() -> None:
    client = at_desk(staff_member(StaffRole.ADMIN))
    begin(client, login_of("ann@example.com"))
    assert client.get("/admin/").status_code == 302


def test_impersonation_ends_by_itself_after_half_an_hour() -> None:
    admin, ann = staff_member(StaffRole.ADMIN), login_of("ann@example.com")
    client = at_desk(admin)
    begin(client, ann)
    session = client.session
    session["impersonation"] = {**session["impersonation"], "ends_at": timezone.now().isoformat()}
    session.save()
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert whose(client) == str(admin.pk)
    assert acts()[-1] == ("staff.impersonation_ended", admin.pk, ann.pk)


def test_impersonation_lasts_thirty_minutes() -> None:
    admin, ann = staff_member(StaffRole.ADMIN), login_of("ann@example.com")
    with as_system("test"):
        begun = impersonation.begin_impersonation(staff_member=admin, person=ann, reason=REASON, now=NOW)
    assert not begun.is_over(NOW + timedelta(minutes=29, seconds=59))
    assert begun.is_over(NOW + timedelta(minutes=30))


def test_impersonation_of_a_staff_member_who_is_gone_signs_out() -> None:
    admin, ann = staff_member(StaffRole.ADMIN), login_of("ann@example.com")
    client = at_desk(admin)
    begin(client, ann)
    with as_system("test"):
        admin.delete()
    client.post("/impersonation/end")
    assert "_auth_user_id" not in client.session


def test_impersonation_names_both_in_whatever_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    admin, ann = staff_member(StaffRole.ADMIN), login_of("ann@example.com")
    client = at_desk(admin)
    begin(client, ann)
    seen = []
    monkeypatch.setattr(
        "accounts.web.middleware.load_visitor",
        lambda *_: seen.append(structlog.contextvars.get_contextvars()) or stop(),
    )
    with pytest.raises(KeyError):
        client.get("/")
    assert seen[0]["impersonator_id"] == str(admin.pk)


def stop() -> None:
    raise KeyError
