"""`strava_subscription create|list|delete|check`: the one webhook subscription an app can have."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import breaker
from core.outbound import OutboundError
from core.work import Later
from strava import subscriptions
from strava.checks import is_on
from strava.errors import Refused


class Command(BaseCommand):
    help = "Makes, shows, ends or checks the app's webhook subscription at Strava."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=("create", "list", "delete", "check"))
        parser.add_argument("id", nargs="?", type=int, help="of the one to delete; without it, all")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_on():
            raise CommandError("STRAVA_APP_ID is not set: the connection to Strava is off.")
        try:
            getattr(self, f"_{options['act']}")(options["id"])
        except (Refused, OutboundError, breaker.Open, Later) as error:
            raise CommandError(str(error)) from None

    def _create(self, _id: int | None) -> None:
        self.stdout.write(f"Subscription {subscriptions.create()} is made.")

    def _list(self, _id: int | None) -> None:
        found = subscriptions.subscriptions()
        for one in found:
            self.stdout.write(f"{one.get('id')}  {_without_secret(one)}  {one.get('created_at', '')}")
        if not found:
            self.stdout.write("There is no subscription: nothing is told by webhook. Make one with: create")

    def _delete(self, which: int | None) -> None:
        numbers = [which] if which is not None else [int(one["id"]) for one in subscriptions.subscriptions()]
        for number in numbers:
            subscriptions.delete(number)
            self.stdout.write(f"Subscription {number} is deleted.")

    def _check(self, _id: int | None) -> None:
        """An error unless there is exactly the one that leads here."""
        found = subscriptions.subscriptions()
        here = [one for one in found if one.get("callback_url") == subscriptions.callback_address()]
        if not here:
            told = ", ".join(_without_secret(one) for one in found) or "there is none"
            raise CommandError(f"No subscription leads here ({told}). Mend with: delete, then create.")
        self.stdout.write(f"Subscription {here[0].get('id')} leads here.")


def _without_secret(one: dict[str, Any]) -> str:
    """The end of the address is what keeps strangers out."""
    return str(one.get("callback_url", "")).rpartition("/")[0] + "/…"
