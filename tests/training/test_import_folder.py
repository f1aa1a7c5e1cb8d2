"""`import_folder`: a folder of files, without a browser."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.cast import as_house, make_person
from tests.training.files import gzipped, nth_gpx, zipped
from training.models import Activity

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("originals_disk")]


def run(*arguments: str) -> tuple[str, str]:
    out, errors = StringIO(), StringIO()
    call_command("import_folder", *arguments, "--now", stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()


def test_folder_is_imported_with_all_below_it(tmp_path: Path) -> None:
    make_person("Ann")
    (tmp_path / "rides" / "old").mkdir(parents=True)
    (tmp_path / "rides" / "1.gpx").write_bytes(nth_gpx(1, kind=""))
    (tmp_path / "rides" / "old" / "2.GPX.gz").write_bytes(gzipped(nth_gpx(2)))
    (tmp_path / "rides" / "old" / "3.zip").write_bytes(zipped({"3.gpx": nth_gpx(3)}))
    (tmp_path / "rides" / "again.gpx").write_bytes(nth_gpx(1, kind=""))
    (tmp_path / "rides" / "bad.fit").write_bytes(b"garbage")
    (tmp_path / "rides" / "notes.txt").write_bytes(b"text")
    out, errors = run("ann@example.org", str(tmp_path / "rides"), "--sport", "ski")
    assert out.splitlines()[-1] == "3 done, 1 duplicate, 1 failed"
    assert "bad.fit: " in errors
    assert "notes.txt" not in errors
    with as_house():
        assert sorted(Activity.objects.values_list("sport", flat=True)) == ["ride", "ride", "ski"]


def test_nobody_and_nowhere_are_said(tmp_path: Path) -> None:
    make_person("Ann")
    with pytest.raises(CommandError, match="Nobody"):
        run("ben@example.org", str(tmp_path))
    with pytest.raises(CommandError, match="not there"):
        run("ann@example.org", str(tmp_path / "nowhere"))
    assert run("ann@example.org", str(tmp_path))[0] == "Nothing found.\n"
