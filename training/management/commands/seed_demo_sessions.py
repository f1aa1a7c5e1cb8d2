from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from training.demo import seed_sessions
from training.demo_library import seed_library
from training.demo_plan import seed_plans


class Command(BaseCommand):
    help = "Gives the people of the demo team sessions and a plan, where they have none."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PACELINE_DEMO:
            return
        count = seed_sessions(now=timezone.now())
        seed_plans(now=timezone.now())
        seed_library(now=timezone.now())
        if count and options["verbosity"]:
            self.stdout.write(f"{count} sessions for the demo team.")
