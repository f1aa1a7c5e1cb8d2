from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from accounts import audit_chain
from accounts.models import StaffRole, User
from config import open_tables
from config.doctor import Finding, Level, database, examine, keys, services
from config.management.commands import doctor
from config.schedules import SCHEDULES
from core import redis
from core.acting import as_system
from core.models import OutgoingMail

pytestmark = pytest.mark.django_db


def findings(examination) -> list[Finding]:
    if examination is database.roles:
        return list(examination())
    with as_system("test"):
        return list(examination())


def levels(examination) -> list[str]:
    return [finding.level.value for finding in findings(examination)]


def told(examination) -> str:
    return " | ".join(f"{finding.message} → {finding.remedy}" for finding in findings(examination))


@pytest.mark.parametrize(
    "examination", [keys.configuration, keys.keys, database.roles, database.default_privileges, database.migrations, database.clock,
                    database.wall, database.audit_log, services.disk],
)  # fmt: skip
def test_healthy_part_is_ok(examination) -> None:
    assert set(levels(examination)) == {"ok"}


def test_login_other_than_the_site_role_fails(settings) -> None:
    settings.DATABASE_ROLES = {**settings.DATABASE_ROLES, "app": "somebody_else"}
    assert "instead of somebody_else" in told(database.roles)


def test_missing_role_fails(settings) -> None:
    settings.DATABASE_ROLES = {**settings.DATABASE_ROLES, "system": "no_such_role"}
    assert "the role no_such_role does not exist → run: script/manage provision" in told(database.roles)


def test_table_off_the_list_and_outside_the_wall_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(open_tables.OPEN_TABLES, "django_session")
    assert "django_session is not behind row-level security" in told(database.wall)


def test_privileges_that_a_new_table_would_lack_fail(settings) -> None:
    settings.DATABASE_ROLES = {**settings.DATABASE_ROLES, "system": settings.DATABASE_ROLES["login"]}
    assert "new tables would stay closed" in told(database.default_privileges)


def test_tampered_audit_log_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_chain, "find_breaks", lambda limit: [audit_chain.Break(chain=3, position=7)])
    assert "chain 3, position 7" in told(database.audit_log)


@pytest.mark.parametrize(("apart", "level"), [(1, "ok"), (5, "warn"), (90, "fail")])
def test_clock_apart_is_told(monkeypatch: pytest.MonkeyPatch, apart: int, level: str) -> None:
    class Late(database.datetime):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz) + timedelta(seconds=apart)

    monkeypatch.setattr(database, "datetime", Late)
    assert levels(database.clock) == [level]


def test_nobody_in_charge_is_a_warning_until_somebody_is() -> None:
    assert levels(database.staff) == ["warn"]
    User.objects.create_user("boss@example.com", is_staff=True, staff_role=StaffRole.SUPER_ADMIN)
    assert levels(database.staff) == ["ok"]


def test_value_sealed_with_a_lost_key_fails(settings) -> None:
    with as_system("test"):
        OutgoingMail.objects.create(to="ann@example.com", subject="Hello", message="secret")
    settings.FIELD_KEYS = ["other:" + "A" * 43 + "="]
    assert "sealed with keys that are gone: k1" in told(keys.keys)


def test_value_sealed_with_an_old_key_is_a_warning(settings) -> None:
    with as_system("test"):
        OutgoingMail.objects.create(to="ann@example.com", subject="Hello", message="secret")
    settings.FIELD_KEYS = ["k2:" + "A" * 43 + "=", *settings.FIELD_KEYS]
    assert levels(keys.keys) == ["warn"]


def test_schedules_are_missed_until_seeded_and_beat_until_heard() -> None:
    assert levels(services.schedules) == ["fail"] * (len(SCHEDULES) + 1)
    with as_system("test"):
        call_command("seed_schedules")
    assert levels(services.schedules) == ["ok", "fail"]


@pytest.mark.parametrize(
    ("late", "level"), [(None, "fail"), (timedelta(seconds=5), "ok"), (timedelta(minutes=10), "fail")]
)
def test_heartbeat_is_held_to_its_time(late: timedelta | None, level: str) -> None:
    assert services._heartbeat(late).level == level


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"maxmemory-policy": "noeviction", "appendonly": "yes", "save": ""}, ["ok"]),
        ({"maxmemory-policy": "noeviction", "appendonly": "no", "save": ""}, ["ok", "warn"]),
        ({"maxmemory-policy": "allkeys-lru", "appendonly": "yes", "save": ""}, ["fail"]),
    ],
)
def test_redis_is_held_to_its_settings(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], expected: list[str]
) -> None:
    monkeypatch.setattr(redis, "ask", lambda question: question(SimpleNamespace(config_get=lambda _name: said)))
    assert levels(services.redis_server) == expected


def test_redis_that_is_away_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_question):
        raise redis.Away

    monkeypatch.setattr(redis, "ask", away)
    assert levels(services.redis_server) == ["fail"]


def test_mail_server_that_does_not_answer_fails(settings) -> None:
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert "does not answer" in told(services.mail)


def test_examination_that_breaks_down_is_told_and_the_others_run() -> None:
    def broken():
        raise KeyError("table")

    (finding,) = examine("keys", broken)
    assert (finding.level, "KeyError" in finding.message) == (Level.FAIL, True)


def test_doctor_exits_with_one_when_something_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = Finding(Level.FAIL, "broken", "mend it")
    monkeypatch.setattr(doctor, "EXAMINATIONS", {"thing": lambda: [bad]})
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", stdout=out)
    assert ended.value.code == 1
    assert out.getvalue().split("\n")[:2] == ["fail  thing           broken", "                      → mend it"]


def test_doctor_exits_with_zero_when_there_are_only_warnings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "EXAMINATIONS", {"thing": lambda: [Finding(Level.WARN, "meh", "look")]})
    call_command("doctor", stdout=StringIO())
