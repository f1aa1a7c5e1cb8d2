"""Webhooks at a steady pace: how soon they are answered while a worker is at them, and whether each was kept."""

import json
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

from bench.arriving import Arrived, arrive, post
from bench.serving import serving
from bench.simulated import Site, hook

LIMIT_MS = 50.0
RATES = (50, 100, 200)
FLOOR_PATH = "/events"
_ids = count(7_000_000_000)


def measure_webhooks(site: Site, port: int, rates: tuple[int, ...], seconds: float) -> None:
    """Half of them about strangers, half about people whom we have to ask Strava for."""
    print(f"{'webhooks':<22} {'p50 ms':>8} {'p99 ms':>8} {'max ms':>8} {'kept':>7}")
    with _bare(site, port + 1) as bare:
        _round(site, bare.port, FLOOR_PATH, 20, 2)
        _round(site, port, hook(site), 20, 2)  # warm
        for rate in rates:
            told = _round(site, bare.port, FLOOR_PATH, rate, seconds)
            _report(f"bare, {rate}/s", told, _kept(site, "bench_event"))
            before = _kept(site, "strava_inboxevent")
            told = _round(site, port, hook(site), rate, seconds)
            kept = _kept(site, "strava_inboxevent") - before
            if kept != len(told.seconds) or told.wrong:
                raise SystemExit(f"{kept} of {len(told.seconds)} events were kept; {told.wrong[:5]}")
            _report(f"ours, {rate}/s", told, kept, LIMIT_MS if rate == max(rates) else None)
            _settled(site)


def _bare(site: Site, port: int) -> Any:
    site.owner.execute("create table if not exists bench_event (told jsonb)")
    apart = {**site.environment, "BENCH_USER": site.people[0]["user"]}
    apart["DATABASE_URL"] = site.environment["DATABASE_OWNER_URL"]
    apart.pop("DJANGO_SETTINGS_MODULE", None)
    return serving("bench.bare:application", port, apart, {})


def _round(site: Site, port: int, path: str, rate: int, seconds: float) -> Arrived:
    site.owner.execute("truncate bench_event")
    return arrive(port, _events(site, path, int(rate * seconds)), rate)


def _events(site: Site, path: str, amount: int) -> Iterator[bytes]:
    subscription = site.sim.subscription.id if site.sim.subscription else 0
    for number in range(amount):
        owner = site.people[number // 2 % len(site.people)]["athlete"] if number % 2 else 1 + number
        told = {"object_type": "activity", "object_id": next(_ids), "aspect_type": "create", "owner_id": owner,
                "event_time": int(time.time()), "subscription_id": subscription, "updates": {}}  # fmt: skip
        yield post(path, json.dumps(told).encode())


def _kept(site: Site, table: str) -> int:
    return site.number(f"select count(*) from {table}")


def _settled(site: Site) -> None:
    """Until the worker has looked into all of them."""
    began = time.perf_counter()
    while site.number("select count(*) from strava_inboxevent where state in ('waiting', 'leased')"):
        time.sleep(0.2)
    print(f"{'':<22} all looked into {time.perf_counter() - began:.1f} s later")


def _report(name: str, told: Arrived, kept: int, limit: float | None = None) -> None:
    p50, p99 = told.share_ms(0.5), told.share_ms(0.99)
    verdict = f"  (p99 at most {limit:g} ms: {'yes' if p99 <= limit else 'NO'})" if limit else ""
    print(f"{name:<22} {p50:>8.1f} {p99:>8.1f} {max(told.seconds) * 1000:>8.1f} {kept:>7}{verdict}")
