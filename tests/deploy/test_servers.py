import json
import os

import pytest

from deploy.local import servers
from deploy.local.paths import Missing

GIVEN = {"DATABASE_URL": "postgres://a@db/p", "DATABASE_OWNER_URL": "postgres://b@db/p", "REDIS_URL": "redis://r/0"}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch: pytest.MonkeyPatch):
    for name, path in {
        "DATA": "",
        "PIDS": "pids",
        "LOGS": "logs",
        "USERS": "in-use",
        "SERVERS": "servers.json",
    }.items():
        monkeypatch.setattr(servers, name, tmp_path / path)
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_running_takes_servers_that_are_given(elsewhere) -> None:
    with servers.running() as environment:
        assert {name: environment[name] for name in GIVEN} == GIVEN
    assert (list((elsewhere / "pids").iterdir()), (elsewhere / "servers.json").exists()) == ([], False)


def test_running_refuses_a_site_without_its_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_OWNER_URL")
    with pytest.raises(Missing, match="DATABASE_URL is set: set DATABASE_OWNER_URL too"), servers.running():
        pass


def test_plan_keeps_passwords_and_ports_for_its_owner_alone(elsewhere) -> None:
    first, second = servers._plan(), servers._plan()
    assert first == second == json.loads((elsewhere / "servers.json").read_text())
    assert (elsewhere / "servers.json").stat().st_mode & 0o777 == 0o600


def test_marks_of_commands_that_are_gone_do_not_count(elsewhere) -> None:
    servers._make_folders()
    (elsewhere / "in-use" / "4194305").touch()
    (elsewhere / "in-use" / str(os.getpid())).touch()
    assert servers._users() == []
