"""`source_policy set strava <preset> [--dry-run]`, and `show`: who may see what comes from Strava."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts import auditing
from core.acting import as_system
from strava.policies import PRESETS, current_policy, preset_of, set_policy
from training.models import PolicyChange
from training.policy_effects import Effects, effects_of


class Command(BaseCommand):
    help = "Shows or sets the rules for what comes from Strava; --dry-run tells what would vanish."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=("show", "set"))
        parser.add_argument("source", choices=("strava",))
        parser.add_argument("preset", nargs="?", choices=tuple(PRESETS))
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "show":
            return self._show()
        if not options["preset"]:
            raise CommandError(f"Which one? {', '.join(PRESETS)}")
        with as_system("source policy"), transaction.atomic():
            self._tell(effects_of(PRESETS[options["preset"]].row(), now=timezone.now()))
        if options["dry_run"]:
            self.stdout.write("Nothing was changed.")
            return None
        return self._set(options["preset"])

    def _show(self) -> None:
        row = current_policy()
        if row is None:
            self.stdout.write("Nobody decided yet: what comes from Strava is shown to the athlete alone.")
            return
        self.stdout.write(f"The table says: {preset_of(row) or 'rules of its own'}.")
        self.stdout.write(f"STRAVA_DATA_POLICY says: {settings.STRAVA_DATA_POLICY or 'nothing'}.")
        with as_system("source policy"), transaction.atomic():
            work = PolicyChange.objects.filter(kind=row.kind).order_by("-created_at").first()
        if work is not None:
            self.stdout.write(f"The last change is {work.get_state_display().lower()}: {work.done} of {work.total}.")

    def _tell(self, effects: Effects) -> None:
        for count, text in effects.said("Strava"):
            self.stdout.write(f"{count:>8}  {text}")

    def _set(self, preset: str) -> None:
        with as_system("source policy"), transaction.atomic():
            set_policy(preset)
            auditing.record("strava.policy_set", actor=None, preset=preset)
        self.stdout.write(f"It is {preset} from now on; what is there follows in the background.")
        if preset != settings.STRAVA_DATA_POLICY:
            self.stdout.write(f"Set STRAVA_DATA_POLICY={preset} as well, so that nobody is misled by it.")
