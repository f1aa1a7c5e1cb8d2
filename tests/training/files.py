"""Small files of sessions, made up on the spot, and workers for what is sent."""

import gzip
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from core.work import run_due
from training.intake import read_file
from training.models import UploadFile

BEGAN = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def gpx(*, began: datetime = BEGAN, minutes: float = 5, kind: str = "cycling", north: float = 48.0) -> bytes:
    """A point each second on a straight line to the north, about 5 m/s."""
    points = "".join(
        f'<trkpt lat="{north + second * 4.5e-5:.7f}" lon="11.5"><ele>{500 + second % 60}</ele>'
        f"<time>{began + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
        for second in range(int(minutes * 60))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="Test" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk><name>A line</name><type>{kind}</type><trkseg>{points}</trkseg></trk></gpx>"
    ).encode()


def nth_gpx(number: int, *, minutes: float = 1, kind: str = "cycling") -> bytes:
    """One session a day, none like the other."""
    return gpx(began=BEGAN + timedelta(days=number), minutes=minutes, kind=kind, north=48 + number / 100)


def zipped(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    into = BytesIO()
    with zipfile.ZipFile(into, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return into.getvalue()


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def read_waiting(limit: int = 1000) -> int:
    """What a worker does when it is woken."""
    return run_due(UploadFile, call=read_file, limit=limit, budget_s=120)
