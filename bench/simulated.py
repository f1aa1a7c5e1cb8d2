"""The site with its worker, its clock and the simulated Strava beside them, in a scratch database."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from bench.reads import bearer
from bench.scratch import manage, owner_connection, run_inside, scratch_database
from bench.serving import Server, serving, ticking, working
from tests.fakes.strava import Simulator
from tests.fakes.strava.answers import Refusal

AT_EASE = ((1_000_000, 10_000_000), (1_000_000, 10_000_000))
"""Limits that nobody reaches: what is measured is our own work."""
EVENTS_AT_ONCE = 1000


@dataclass
class Site:
    environment: dict[str, str]
    sim: Simulator
    owner: "psycopg.Connection[Any]"
    people: list[dict[str, Any]]
    server: Server | None = None
    worker: int = 0

    def number(self, question: str, **values: Any) -> int:
        row = self.owner.execute(question, values).fetchone()
        return int(row[0]) if row else 0

    def begin(self, people: Sequence[dict[str, Any]]) -> None:
        run_inside(self.environment, "bench.connected", "--begin", *(one["user"] for one in people))


@contextmanager
def connected_site(name: str, histories: Sequence[int]) -> Iterator[Site]:
    """Nothing runs yet but the simulator: one athlete for each number, with so many activities there."""
    with scratch_database(name) as scratch, owner_connection(scratch) as owner:
        manage(scratch, "seed_schedules")
        sim = _simulator(histories)
        try:
            environment = {**scratch, **sim.settings(), "STRAVA_DATA_POLICY": "full"}
            grants = [sim.grant(athlete) | {"athlete": athlete.id} for athlete in sim.athletes]
            people = run_inside(environment, "bench.connected", "--connect", json.dumps(grants))
            yield Site(environment, sim, owner, people)
        finally:
            sim.stop()


def _simulator(histories: Sequence[int]) -> Simulator:
    sim = Simulator()
    sim.capacity = len(histories)
    for number, count in enumerate(histories):
        sim.activities(sim.add_athlete(f"Athlete {number}", count, seed=number))  # made when first asked for
    sim.limits(*AT_EASE)
    sim.start()
    return sim


@contextmanager
def at_work(site: Site, port: int) -> Iterator[Site]:
    """Web as it is deployed, a worker and the clock; the simulator tells of what happens."""
    headers = bearer(site.people[0])
    as_deployed = serving("config.wsgi", port, site.environment, headers, "config/gunicorn.py")
    with as_deployed as server, working(site.environment) as worker, ticking(site.environment):
        site.server, site.worker = server, worker
        _subscribe(site, f"http://127.0.0.1:{port}{hook(site)}")
        yield site


def _subscribe(site: Site, address: str) -> None:
    """The first answer of a site may take longer than Strava waits."""
    for _attempt in range(5):
        try:
            site.sim.subscribe(address, site.sim.verify_token)
        except Refusal:
            time.sleep(1)
        else:
            return
    raise SystemExit("the site does not answer the simulated Strava")


def hook(site: Site) -> str:
    return f"/webhooks/strava/{site.sim.webhook_secret}"
