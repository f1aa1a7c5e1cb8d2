import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from accounts.demo import DemoLogin, seed_demo


class Command(BaseCommand):
    help = "Fills an empty database with a demo team. Does nothing when there is anybody, or without PACELINE_DEMO."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PACELINE_DEMO:
            return
        # Written before the commit: a database with a demo team never lacks its passwords.
        with transaction.atomic():
            logins = seed_demo(now=timezone.now())
            if logins:
                write(settings.DATA_DIR / "demo-users.json", logins)
        for login in logins:
            self.stdout.write(f"{login.role:<14} {login.email:<30} {login.password}")


def write(path: Path, logins: list[DemoLogin]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps([asdict(login) for login in logins], indent=1))
