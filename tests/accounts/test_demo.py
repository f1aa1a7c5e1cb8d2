import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import call_command

from accounts.demo import seed_demo
from accounts.models import Absence, AuditEvent, Grant, Invitation, Membership, Person, Team, Threshold, User
from core.acting import as_system

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ROLES = ["head_coach", "coach", "athlete", "other_coach", "other_athlete", "solo", "staff"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def cheap_hashes(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_seed_demo_makes_a_login_for_each_role(cheap_hashes) -> None:
    logins = seed_demo(now=NOW)
    assert [login.role for login in logins] == ROLES
    for login in logins:
        user = User.objects.get(email=login.email)
        assert user.check_password(login.password)
        assert EmailAddress.objects.get(user=user).verified
    assert not Authenticator.objects.exists()


def test_seed_demo_makes_two_teams_that_know_nothing_of_each_other(cheap_hashes) -> None:
    seed_demo(now=NOW)
    with as_system("test"):
        assert dict(Team.objects.values_list("name", "founder__email")) == {
            "Nordwind Endurance": "ingrid@nordwind.example",
            "Harbour Swim & Run": "daniel@harbour.example",
        }
        assert Membership.objects.filter(team__name="Nordwind Endurance", roles=["athlete"]).count() == 9
        assert len(set(Person.objects.values_list("time_zone", flat=True))) >= 8
        assert Threshold.objects.filter(athlete__email="lena@nordwind.example", kind="ftp_w").count() == 3
        assert Absence.objects.count() == 3
        assert Grant.objects.count() == 11
        assert Invitation.objects.open(NOW).count() == 1


def test_seed_demo_leaves_solo_without_a_team(cheap_hashes) -> None:
    seed_demo(now=NOW)
    with as_system("test"):
        assert not Membership.objects.filter(user__email="robin@solo.example").exists()


def test_seed_demo_makes_a_super_admin_without_a_second_factor(cheap_hashes) -> None:
    seed_demo(now=NOW)
    staff = User.objects.get(is_staff=True)
    assert (staff.email, staff.staff_role) == ("alex@staff.example", "super_admin")


def test_seed_demo_twice_changes_nothing(cheap_hashes, settings, tmp_path: Path) -> None:
    settings.PACELINE_DEMO, settings.DATA_DIR = True, tmp_path
    call_command("seed_demo", stdout=StringIO())
    with as_system("test"):
        before = (User.objects.count(), AuditEvent.objects.count())
    written = (tmp_path / "demo-users.json").read_text()
    call_command("seed_demo")
    with as_system("test"):
        assert (User.objects.count(), AuditEvent.objects.count()) == before
    assert (tmp_path / "demo-users.json").read_text() == written
    assert [login["role"] for login in json.loads(written)] == ROLES


def test_seed_demo_without_the_setting_does_nothing(settings) -> None:
    settings.PACELINE_DEMO = False
    call_command("seed_demo")
    assert not User.objects.exists()


def test_seed_demo_keeps_away_from_a_database_in_use() -> None:
    User.objects.create_user("ann@example.com")
    assert seed_demo(now=NOW) == []
