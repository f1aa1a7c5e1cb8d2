"""A folder of session files, taken in as if it had been dropped on the upload page."""

import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import Sport, User
from core.acting import acting_as
from core.work import run_due
from training.models import Upload, UploadFile
from training.uploads import PROCESSING, QUEUED, Outcome, outcomes_of, take_files

BATCH = 100
ENDINGS = (".fit", ".tcx", ".gpx", ".fit.gz", ".tcx.gz", ".gpx.gz", ".zip")


class Command(BaseCommand):
    help = "Imports every FIT, TCX, GPX and zip file below a folder for a person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("path", type=Path)
        parser.add_argument("--sport", choices=Sport.values, default="", help="for files that do not say it")
        parser.add_argument("--now", action="store_true", help="read the files here, without workers")

    def handle(self, *args: Any, email: str, path: Path, sport: str, now: bool, **options: Any) -> None:
        athlete = User.objects.filter(email__iexact=email).first()
        if athlete is None:
            raise CommandError(f"Nobody here has the address {email}.")
        if not path.exists():
            raise CommandError(f"{path} is not there.")
        files = iter(self._fit(path))
        outcomes: list[Outcome] = []
        while batch := list(islice(files, BATCH)):
            outcomes += self._import(athlete, batch, sport, is_now=now)
            self.stdout.write(f"{len(outcomes)} sessions and files so far")
        self._sum_up(outcomes)

    def _fit(self, path: Path) -> Iterator[Path]:
        paths = [path] if path.is_file() else sorted(path.rglob("*"))
        for each in paths:
            if each.is_symlink() or not each.is_file() or not each.name.lower().endswith(ENDINGS):
                continue
            if each.stat().st_size > settings.MAX_UPLOAD_BYTES:
                self.stderr.write(f"{each}: larger than 25 MB")
            else:
                yield each

    def _import(self, athlete: User, paths: Sequence[Path], sport: str, *, is_now: bool) -> list[Outcome]:
        with acting_as(athlete), ExitStack() as opened:
            files = [File(opened.enter_context(path.open("rb")), name=path.name) for path in paths]
            upload = take_files(athlete_id=athlete.pk, files=files, sport=sport, actor=athlete, now=timezone.now())
        return self._wait(athlete, upload, _read_here if is_now else lambda: time.sleep(1))

    def _wait(self, athlete: User, upload: Upload, go_on: Callable[[], Any]) -> list[Outcome]:
        while True:
            go_on()
            with acting_as(athlete), transaction.atomic():
                outcomes = outcomes_of([upload])[upload.pk]
            if not any(outcome.state in {QUEUED, PROCESSING} for outcome in outcomes):
                return outcomes

    def _sum_up(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.error:
                self.stderr.write(f"{outcome.state}: {outcome.error}")
        counts = Counter("duplicate" if outcome.duplicate_of else outcome.state for outcome in outcomes)
        self.stdout.write(", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "Nothing found.")


def _read_here() -> None:
    """Whatever waits, so also the files of others; a row another worker holds is waited for."""
    from training.intake import LEASE, read_file  # noqa: PLC0415 - brings the science along

    if not run_due(UploadFile, call=read_file, lease=LEASE, limit=1000):
        time.sleep(0.2)
