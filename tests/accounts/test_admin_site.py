import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, StaffRole, User
from core.acting import as_system
from tests.accounts.staffing import at_desk, login_of, staff_member

pytestmark = pytest.mark.django_db

INDEX = "/admin/"
USERS = "/admin/accounts/user/"


def act_on(client: Client, action: str, *people: User, **fields: str):
    return client.post(USERS, {"action": action, "_selected_action": [str(one.pk) for one in people], **fields})


def test_admin_to_anonymous_is_the_sign_in_of_the_site() -> None:
    answer = Client().get(INDEX, follow=False)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/?next=/admin/")
    assert Client().get("/admin/login/?next=/admin/")["Location"] == "/accounts/login/?next=%2Fadmin%2F"


def test_admin_to_people_is_forbidden() -> None:
    assert at_desk(login_of("ann@example.com")).get("/admin/login/").status_code == 403


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.ADMIN, StaffRole.SUPER_ADMIN])
def test_admin_opens_to_staff_with_a_second_factor(role: StaffRole) -> None:
    assert at_desk(staff_member(role)).get(INDEX).status_code == 200


@pytest.mark.parametrize("path", [INDEX, USERS, "/"])
def test_staff_without_a_second_factor_reach_only_its_enrolment(path: str) -> None:
    answer = at_desk(login_of("staff@example.com", StaffRole.SUPER_ADMIN)).get(path)
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))


def test_staff_without_a_second_factor_get_the_envelope_under_api() -> None:
    answer = at_desk(login_of("staff@example.com", StaffRole.SUPER_ADMIN)).get("/api/v1/me")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "AUTHORIZATION_ERROR")


def test_staff_without_a_second_factor_may_not_post_either() -> None:
    answer = at_desk(login_of("staff@example.com", StaffRole.SUPER_ADMIN)).post(USERS)
    assert answer.status_code == 403


def test_suspended_staff_are_kept_out() -> None:
    admin = staff_member(StaffRole.SUPER_ADMIN)
    client = at_desk(admin)
    User.objects.filter(pk=admin.pk).update(suspended_at="2026-11-21T09:00Z")
    assert client.get(INDEX).status_code == 302


@pytest.mark.parametrize(("host", "status"), [("admin.paceline.test", 200), ("www.paceline.test", 404)])
def test_admin_host_is_the_only_one_that_serves_the_admin(settings, host: str, status: int) -> None:
    settings.ADMIN_HOST, settings.ALLOWED_HOSTS = "admin.paceline.test", ["*"]
    assert at_desk(staff_member(StaffRole.ADMIN)).get(INDEX, headers={"host": host}).status_code == status


def test_writing_with_a_proof_older_than_fifteen_minutes_asks_for_it_again() -> None:
    ann = login_of("ann@example.com")
    answer = act_on(at_desk(staff_member(StaffRole.ADMIN), proved_seconds_ago=901), "suspend", ann, reason="spam")
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{reverse('account_reauthenticate')}?next=%2Fadmin%2Faccounts%2Fuser%2F",
    )
    ann.refresh_from_db()
    assert ann.suspended_at is None


def test_suspend_by_admin_closes_the_account_and_is_audited() -> None:
    ann, admin = login_of("ann@example.com"), staff_member(StaffRole.ADMIN)
    act_on(at_desk(admin), "suspend", ann, reason="spam")
    ann.refresh_from_db()
    assert ann.suspended_at is not None
    with as_system("test"):
        event = AuditEvent.objects.get(action="account.suspended")
    assert (event.actor_id, event.subject_id, event.details) == (admin.pk, ann.pk, {"reason": "spam"})


def test_suspend_without_a_reason_is_refused() -> None:
    ann = login_of("ann@example.com")
    act_on(at_desk(staff_member(StaffRole.ADMIN)), "suspend", ann)
    ann.refresh_from_db()
    assert ann.suspended_at is None


def test_suspend_of_a_peer_is_refused() -> None:
    peer = staff_member(StaffRole.ADMIN, "peer@example.com")
    act_on(at_desk(staff_member(StaffRole.ADMIN)), "suspend", peer, reason="quarrel")
    peer.refresh_from_db()
    assert peer.suspended_at is None


def test_suspend_by_support_is_not_offered() -> None:
    ann = login_of("ann@example.com")
    client = at_desk(staff_member(StaffRole.SUPPORT))
    act_on(client, "suspend", ann, reason="spam")
    ann.refresh_from_db()
    assert ann.suspended_at is None
    assert 'value="suspend"' not in client.get(USERS).content.decode()


def test_end_sessions_signs_the_person_out() -> None:
    ann = login_of("ann@example.com")
    phone = at_desk(ann)
    UserSession.objects.create(user=ann, ip="203.0.113.7", user_agent="phone", session_key=phone.session.session_key)
    act_on(at_desk(staff_member(StaffRole.SUPPORT)), "end_sessions", ann)
    assert "_auth_user_id" not in phone.session


@pytest.mark.parametrize(("role", "is_shown"), [(StaffRole.SUPPORT, False), (StaffRole.ADMIN, True)])
@pytest.mark.parametrize("page", ["list", "detail"])
def test_addresses_are_masked_for_support(role: StaffRole, is_shown: bool, page: str) -> None:
    ann = login_of("ann.lee@example.com")
    client = at_desk(staff_member(role))
    text = client.get(USERS if page == "list" else f"{USERS}{ann.pk}/change/").content.decode()
    assert ("ann.lee@example.com" in text) is is_shown
    assert "a…@example.com" in text


@pytest.mark.parametrize(("query", "count"), [("ann.lee@example.com", 1), ("ann", 0)])
def test_support_finds_people_by_the_whole_address_only(query: str, count: int) -> None:
    login_of("ann.lee@example.com")
    answer = at_desk(staff_member(StaffRole.SUPPORT)).get(USERS, {"q": query})
    assert len(answer.context_data["cl"].result_list) == count


def test_looking_at_a_person_is_audited_with_the_staff_member_as_actor() -> None:
    ann, support = login_of("ann@example.com"), staff_member(StaffRole.SUPPORT)
    at_desk(support).get(f"{USERS}{ann.pk}/change/")
    with as_system("test"):
        event = AuditEvent.objects.get(action="staff.viewed")
    assert (event.actor_id, event.subject_id, event.details["kind"]) == (support.pk, ann.pk, "accounts.user")


def test_changing_a_person_is_audited_with_the_fields() -> None:
    ann, admin = login_of("ann@example.com"), staff_member(StaffRole.ADMIN)
    form = {
        "name": "Anna",
        "locale": "de",
        "time_zone": "UTC",
        "units": "metric",
        "theme": "dark",
        "week_starts_on": "0",
    }
    answer = at_desk(admin).post(f"/admin/accounts/person/{ann.pk}/change/", form)
    assert answer.status_code == 302
    with as_system("test"):
        event = AuditEvent.objects.get(action="staff.changed")
    assert (event.subject_id, set(event.details["fields"])) == (ann.pk, {"Name", "Language", "Theme"})


def test_role_of_staff_is_changed_by_super_admin_only() -> None:
    ann = login_of("ann@example.com")
    form = {"staff_role": "support"}
    at_desk(staff_member(StaffRole.ADMIN)).post(f"{USERS}{ann.pk}/change/", form)
    ann.refresh_from_db()
    assert ann.staff_role == ""
    at_desk(staff_member(StaffRole.SUPER_ADMIN, "boss@example.com")).post(f"{USERS}{ann.pk}/change/", form)
    ann.refresh_from_db()
    assert (ann.staff_role, ann.is_staff) == ("support", True)


def test_export_is_audited_and_free_of_formulas() -> None:
    evil = login_of("=cmd@example.com")
    client = at_desk(staff_member(StaffRole.ADMIN))
    answer = act_on(client, "export", evil, reason="asked by the team")
    assert answer.content.decode().splitlines()[1].startswith("'=cmd@example.com,")
    with as_system("test"):
        assert AuditEvent.objects.get(action="staff.exported").subject_id == evil.pk


def test_verify_finds_whole_chains_whole() -> None:
    client = at_desk(staff_member(StaffRole.ADMIN))
    client.get(f"{USERS}{login_of('ann@example.com').pk}/change/")
    answer = client.post("/admin/accounts/auditevent/verify/", follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["All chains are whole."]


def test_secrets_of_authenticators_are_on_no_page() -> None:
    admin = staff_member(StaffRole.SUPER_ADMIN)
    found = admin.authenticator_set.get()
    text = at_desk(admin).get(f"/admin/mfa/authenticator/{found.pk}/change/").content.decode()
    assert "tell-nobody" not in text
