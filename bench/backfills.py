"""Histories with all records: calls to Strava, processor time and memory of the worker, at three sizes."""

import time
from math import ceil
from typing import Any

from bench.scratch import name_of
from bench.serving import cpu_of_family, peak_mb, postgres_cpu_ms
from bench.simulated import Site

LIMIT_S = 60.0
PAGE, OF_EACH = 200, 2
OPEN = "state in ('waiting', 'leased')"


def measure_backfills(site: Site) -> None:
    print(f"\n{'history of':<12} {'lists':>6} {'details':>8} {'streams':>8} {'worker s':>9} {'a 1,000':>8} {'PostgreSQL s':>13}"
          f" {'took s':>7} {'peak MB':>8}")  # fmt: skip
    for somebody in site.people:
        _measure(site, somebody)


def _measure(site: Site, somebody: dict[str, Any]) -> None:
    size = len(site.sim.activities(somebody["athlete"]))
    site.sim.forget_calls()
    database = name_of(site.environment)
    before = cpu_of_family(site.worker), postgres_cpu_ms(database) or 0.0
    began = time.perf_counter()
    site.begin([somebody])
    wait_until_fetched(site)
    took = time.perf_counter() - began
    worker, at_database = cpu_of_family(site.worker) - before[0], (postgres_cpu_ms(database) or 0.0) - before[1]
    lists, details, streams = calls(site)
    _require_all(site, somebody, size)
    print(f"{size:<12,} {lists:>6} {details:>8} {streams:>8} {worker / 1000:>9.1f} {worker / size:>8.1f} {at_database / 1000:>13.1f}"
          f" {took:>7.1f} {peak_mb(site.worker):>8.0f}{_verdict(size, lists, details + streams, worker / size)}")  # fmt: skip


def calls(site: Site) -> tuple[int, int, int]:
    paths = [call.path for call in site.sim.calls]
    streams = sum(path.endswith("/streams") for path in paths)
    lists = sum(path.endswith("/athlete/activities") for path in paths)
    return lists, sum("/activities/" in path for path in paths) - streams, streams


def wait_until_fetched(site: Site) -> None:
    time.sleep(1)
    while any(
        site.number(f"select count(*) from {table} where {OPEN}") for table in ("strava_backfill", "strava_fetch")
    ):
        time.sleep(0.25)


def _require_all(site: Site, somebody: dict[str, Any], size: int) -> None:
    typed = sum(site.sim.entry(one).manual for one in site.sim.activities(somebody["athlete"]))
    found = site.number(
        "select count(*) from training_source where athlete_id = %(user)s and kind = 'strava'", **somebody
    )
    whole = site.number(
        "select count(*) from training_source where athlete_id = %(user)s and record_count > 0", **somebody
    )
    if (found, whole) != (size, size - typed):
        raise SystemExit(f"{found} of {size} activities came, {whole} of {size - typed} with records")


def _verdict(size: int, lists: int, others: int, each_ms: float) -> str:
    """A page may be short anywhere, so a last list finds that nothing is older; typed sessions save more than that."""
    pages = ceil(size / PAGE)
    is_sparing = lists + others <= pages + OF_EACH * size
    words = f"  (calls: {'within' if is_sparing else 'TOO MANY, beyond'} 1 for {PAGE} and {OF_EACH} each, lists {lists - pages:+}"
    return f"{words}; at most {LIMIT_S:g} s for 1,000: {'yes' if each_ms <= LIMIT_S else 'NO'})"
