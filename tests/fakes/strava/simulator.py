"""`with strava_simulator(history=50) as sim:` a Strava of one's own on a free port, for as long as the block lasts."""

import http.client
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.fakes.strava import keeping
from tests.fakes.strava.actions import Actions
from tests.fakes.strava.athletes import Athlete
from tests.fakes.strava.control import Control
from tests.fakes.strava.server import Server
from tests.fakes.strava.state import Strava


class Simulator(Actions):
    def __init__(
        self,
        *,
        port: int = 0,
        app_id: str = "54321",
        app_secret: str = "",
        kept_in: Path | None = None,
    ) -> None:
        super().__init__(Strava(app_id, app_secret or secrets.token_hex(20)))
        self.webhook_secret, self.verify_token = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self.kept_in = kept_in
        self.is_restored = kept_in is not None and keeping.load(self.strava, kept_in)
        self.server = Server(port, self.strava, Control(self.strava, kept_in))

    app_id = property(lambda self: self.strava.app_id)
    app_secret = property(lambda self: self.strava.app_secret)
    base = property(lambda self: self.server.base)
    oauth_base = property(lambda self: self.server.base)
    api_base = property(lambda self: self.server.base + "/api/v3")

    @property
    def capacity(self) -> int:
        return self.strava.permissions.capacity

    @capacity.setter
    def capacity(self, athletes: int) -> None:
        self.strava.permissions.capacity = athletes

    @property
    def token_life_s(self) -> int:
        return self.strava.permissions.token_life_s

    @token_life_s.setter
    def token_life_s(self, seconds: int) -> None:
        self.strava.permissions.token_life_s = seconds

    @property
    def retry_pause_s(self) -> float:
        return self.strava.webhooks.retry_pause_s

    @retry_pause_s.setter
    def retry_pause_s(self, seconds: float) -> None:
        self.strava.webhooks.retry_pause_s = seconds

    def settings(self) -> dict[str, str]:
        return {
            "STRAVA_APP_ID": self.app_id, "STRAVA_APP_SECRET": self.app_secret, "STRAVA_API_BASE": self.api_base,
            "STRAVA_OAUTH_BASE": self.oauth_base, "STRAVA_WEBHOOK_SECRET": self.webhook_secret,
            "STRAVA_VERIFY_TOKEN": self.verify_token,
        }  # fmt: skip

    def start(self) -> None:
        self.server.start()
        self.strava.webhooks.start()

    def stop(self) -> None:
        self.server.stop()
        self.strava.webhooks.stop()

    def authorize(
        self, address: str, athlete: Athlete | int | None = None, untick: Iterable[str] = (), *, deny: bool = False
    ) -> str:
        """Walks over the consent page as a browser does; the address it is sent back to, or "" if it is refused."""
        parts = urlsplit(address)
        status, location, page = self._ask("GET", f"{parts.path}?{parts.query}")
        if status != 200:
            return location
        boxes = re.findall(r'name="(allow:[^"]+)"', page)
        ticked = {name: "1" for name in boxes if name.removeprefix("allow:") not in set(untick)}
        decision = {"decision": "deny" if deny else "allow", "athlete": str(self._number(athlete))}
        return self._ask("POST", "/oauth/accept_application", dict(parse_qsl(parts.query)) | ticked | decision)[1]

    def _ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=10)
        try:
            kind = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
            connection.request(method, path, urlencode(form) if form else None, kind)
            response = connection.getresponse()
            return response.status, response.headers.get("Location", ""), response.read().decode()
        finally:
            connection.close()


@contextmanager
def strava_simulator(
    history: int = 0, *, seed: int = 1, days: int = 730, until: float | None = None, **about: Any
) -> Iterator[Simulator]:
    found = Simulator(**about)
    found.add_athlete("Anna", history, lastname="Berger", seed=seed, days=days, until=until)
    found.start()
    try:
        yield found
    finally:
        found.stop()
