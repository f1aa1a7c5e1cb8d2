"""Rules of the house that a reviewer would otherwise have to remember."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "core", "accounts", "notifications")

# Where work is done that no single person may see whole, and why.
SYSTEM_WORK = {
    "accept_invitation": "the guest is not yet a member",
    "admit to team": "both sides have said yes, the new member can see neither row yet",
    "audit": "people may not read what they append",
    "claim": "the link is the proof, nobody is signed in",
    "create ward": "the new athlete is nobody's yet",
    "decide join request": "the one who asked may not write the answer, nor the coach the question",
    "derive access": "access rows are derived, never written by people",
    "doctor": "looks at roles, keys and work of the whole instance",
    "end membership": "ends grants of the athlete and the row of the member",
    "end of impersonation": "the staff member is no longer who the session says",
    "events": "news belongs to the house",
    "first super admin": "there is nobody yet who could",
    "found_team": "the founder is not yet a member",
    "hand over": "ends grants of the athlete; the athlete is told",
    "invite to claim": "keeps a hash beside the guardianship",
    "join code": "who asks is not yet a member",
    "key rotation": "seals again whatever is sealed, whoever it belongs to",
    "lock team": "counts head coaches under a lock",
    "look up claim": "the link is the proof, nobody is signed in",
    "look up invitation": "the guest is not yet a member",
    "mail": "mail belongs to the house",
    "maintenance": "a state of the whole instance",
    "metrics": "counts, no rows",
    "retention": "removes what is outdated, whoever it belonged to",
    "seed_demo": "builds whole teams on an empty database",
    "staff admin": "after the permission check of the staff member, who is the actor",
    "work rows": "work belongs to the house",
}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text())


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name:
                yield path, node


def test_each_piece_of_system_work_stands_on_the_reasoned_list() -> None:
    found = {node.args[0].value for _path, node in calls("as_system") if isinstance(node.args[0], ast.Constant)}
    assert found - set(SYSTEM_WORK) == set()
    assert set(SYSTEM_WORK) - found == set()


def test_reasons_of_system_work_are_written_out() -> None:
    assert [str(path) for path, node in calls("as_system") if not isinstance(node.args[0], ast.Constant)] == []


def test_no_rule_of_ours_hangs_on_a_model_signal() -> None:
    banned = re.compile(r"django\.db\.models\.signals|from django\.db\.models import signals")
    assert [str(path) for path, _tree in sources() if banned.search(path.read_text())] == []


def test_tasks_are_only_woken_after_commit() -> None:
    assert [str(path) for path, _call in calls("delay")] == []
    assert {path.name for path, _call in calls("apply_async")} == {"tasks.py"}


def test_nobody_reads_a_clock_without_a_time_zone() -> None:
    banned = re.compile(r"datetime\.(utcnow|now)\(\)|date\.today\(\)")
    assert [str(path) for path, _tree in sources() if banned.search(path.read_text())] == []


def test_only_the_settings_read_the_environment() -> None:
    readers = {path.relative_to(ROOT).as_posix() for path, _tree in sources() if "os.environ" in path.read_text()}
    allowed = {"config/gunicorn.py", "config/celery.py", "config/wsgi.py", "config/development.py"}
    assert readers - allowed == set()


def test_rows_with_an_athlete_can_be_asked_who_sees_them() -> None:
    derived = {"Access", "Guardianship"}  # read by the rules of access themselves
    for model in apps.get_app_config("accounts").get_models():
        if any(field.name == "athlete" for field in model._meta.fields) and model.__name__ not in derived:
            assert hasattr(model._default_manager.all(), "visible_to"), model


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("app", APPS)
def test_files_stay_short(app: str) -> None:
    long = {
        path.name: count
        for path in (ROOT / app).rglob("*.py")
        if (count := len(path.read_text().splitlines())) > 300 and path.name != "settings.py"
    }
    assert {name for name in long if not re.match(r"\d{4}_", name)} == set()


def test_functions_stay_short() -> None:
    long = [
        f"{path.name}:{node.lineno} {node.name}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 50
    ]
    assert long == []
