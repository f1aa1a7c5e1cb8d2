"""From the moment a session is saved at Strava until its figures can be read here, and files sent in between."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.arriving import share_of
from bench.backfills import wait_until_fetched
from bench.imports import made, wait_for
from bench.reads import bearer
from bench.simulated import Site

IDLE_S, BUSY_S, UPLOAD_S = 5.0, 60.0, 5.0
IDLE, LONGEST_S = 15, 120.0
_VISIBLE = """
select count(*) from training_source s
    join training_activity a on a.leader_id = s.id join training_analysis on training_analysis.activity_id = a.id
where s.kind = 'strava' and s.external_id = %(id)s and s.record_count > 0 and a.load is not null
    and exists (select from training_curve c where c.activity_id = a.id)
"""
_WAITING = "select count(*) from strava_fetch where part = 'detail' and state in ('waiting', 'leased')"


def measure_arrivals(site: Site) -> None:
    print()
    _arrival(site, site.people[0])  # warm
    _upload(site, site.people[0], 0)
    idle = [_arrival(site, somebody) for somebody in site.people[1 : IDLE + 1]]
    _report("a session, idle", idle, IDLE_S)
    sent = [_upload(site, somebody, 1) for somebody in site.people[1 : IDLE + 1]]
    _report("a file, idle", sent, UPLOAD_S)
    _during_backfill(site)
    wait_until_fetched(site)


def _during_backfill(site: Site) -> None:
    began = time.perf_counter()
    site.begin(site.people)
    sessions, files = [], []
    for somebody in site.people[IDLE + 1 :]:
        sessions.append(_arrival(site, somebody))
        files.append(_upload(site, somebody, 2))
        if not site.number(_WAITING):
            break
    left = site.number(_WAITING)
    told = f"{len(site.people)} histories begun {time.perf_counter() - began:.0f} s before the last, {left} records still to come"
    _report("a session, meanwhile", sessions, BUSY_S, told)
    _report("a file, meanwhile", files, UPLOAD_S)


def _arrival(site: Site, somebody: dict[str, Any]) -> float:
    """By a webhook of the simulator, as a person who saves a ride would cause it."""
    start = datetime.now(UTC) - timedelta(hours=2)
    began = time.perf_counter()
    strava_id = site.sim.create_activity("Ride", athlete=somebody["athlete"], start=start, minutes=60, km=30)
    while not site.number(_VISIBLE, id=str(strava_id)):
        if time.perf_counter() - began > LONGEST_S:
            raise SystemExit("a session did not arrive")
        time.sleep(0.02)
    return time.perf_counter() - began


def _upload(site: Site, somebody: dict[str, Any], number: int) -> float:
    if site.server is None:
        raise RuntimeError("files are sent to a server")
    files = made("fit", 1, datetime(2010, 1, 1, 8, tzinfo=UTC) + timedelta(days=number))
    headers = bearer(somebody)
    began = time.perf_counter()
    wait_for(site.server, headers, site.server.send_files(headers, files))
    return time.perf_counter() - began


def _report(name: str, seconds: list[float], limit: float, more: str = "") -> None:
    p50, p95 = share_of(seconds, 0.5), share_of(seconds, 0.95)
    verdict = f"(p95 at most {limit:g} s: {'yes' if p95 <= limit else 'NO'})"
    print(f"{name:<22} p50 {p50:>6.2f} s  p95 {p95:>6.2f} s  of {len(seconds):>3}  {verdict}  {more}")
