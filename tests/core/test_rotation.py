from base64 import urlsafe_b64encode
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.models import OutgoingMail
from tests.cast import as_house

pytestmark = pytest.mark.django_db

OLD = f"old:{urlsafe_b64encode(b'o' * 32).decode()}"
NEW = f"new:{urlsafe_b64encode(b'n' * 32).decode()}"


@pytest.fixture
def row(settings: Any, monkeypatch: pytest.MonkeyPatch) -> OutgoingMail:
    monkeypatch.setattr("core.rotation.BATCH", 2)
    settings.FIELD_KEYS = [OLD]
    with as_house():
        rows = [OutgoingMail.objects.create(to="a@example.org", subject="s", message=f"text {n}") for n in range(5)]
    return rows[-1]


def kids() -> set[str]:
    with as_house(), connection.cursor() as cursor:
        cursor.execute("select distinct split_part(message, ':', 1) from core_outgoingmail")
        return {kid for (kid,) in cursor.fetchall()}


def test_rotation_seals_all_rows_under_the_new_key(row: OutgoingMail, settings: Any) -> None:
    settings.FIELD_KEYS = [NEW, OLD]
    call_command("rotate_keys")
    assert kids() == {"new"}
    settings.FIELD_KEYS = [NEW]
    with as_house():
        assert OutgoingMail.objects.get(pk=row.pk).message == "text 4"


def test_rotation_names_values_whose_key_is_gone_and_leaves_them(row: OutgoingMail, settings: Any) -> None:
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(CommandError, match="5 values"):
        call_command("rotate_keys")
    assert kids() == {"old"}


def test_rotation_finds_nothing_to_do_the_second_time(row: OutgoingMail, settings: Any, capsys: Any) -> None:
    settings.FIELD_KEYS = [NEW, OLD]
    call_command("rotate_keys")
    capsys.readouterr()
    call_command("rotate_keys")
    assert "core.OutgoingMail.message: 0 sealed again" in capsys.readouterr().out


def test_emptied_value_reads_as_empty(row: OutgoingMail) -> None:
    from core.fields import Sealed  # noqa: PLC0415

    with as_house():
        OutgoingMail.objects.update(message=Sealed(""))
        assert OutgoingMail.objects.get(pk=row.pk).message == ""
