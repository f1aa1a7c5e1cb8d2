"""What row-level security costs: the same rows with and without the policy of athlete-owned tables."""

import argparse
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import environ
import psycopg

from bench.scratch import scratch_database
from core.rls import athlete_rule, owner_rule

SIZES = (20_000, 200_000, 2_000_000)
ROWS_EACH, ROSTER = 500, 500
COACH = UUID(int=1)
REPEATS = 60

OPEN, WALLED = "bench_open", "bench_walled"
MINE = "athlete_id in (select athlete_id from accounts_access where viewer_id = %(coach)s and scopes @> '{{view_activities}}'::varchar[])"
QUERIES = {
    "one athlete": "select * from {table} where athlete_id = %(athlete)s order by on_day desc limit 50",
    "feed, 30 days": f"select * from {{table}} where {MINE} and on_day > %(since)s order by on_day desc, id desc limit 50",
    "roster sums": f"select athlete_id, sum(load), count(*) from {{table}} where {MINE} and on_day > %(week)s group by 1",
    "WHERE forgotten": "select * from {table} where on_day > %(since)s order by on_day desc, id desc limit 50",
}


@dataclass(frozen=True, slots=True)
class Cost:
    open_ms: float
    walled_ms: float

    def is_within(self, name: str) -> bool:
        if name == "WHERE forgotten":
            return self.walled_ms <= 10
        return self.walled_ms - self.open_ms <= max(self.open_ms * 0.1, 0.1)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)


def run(arguments: argparse.Namespace) -> None:
    with scratch_database("bench_wall") as environment:
        from config import settings  # noqa: PLC0415 - set up by the scratch database

        roles = settings.DATABASE_ROLES
        with _connected(environment["DATABASE_OWNER_URL"]) as owner, _connected(environment["DATABASE_URL"]) as site:
            owner.execute(f'set role "{roles["owner"]}"')
            for size in arguments.sizes:
                _fill(owner, size, roles)
                _report(size, _measure(site, max(size // ROWS_EACH, 1)))


def _connected(address: str) -> psycopg.Connection[Any]:
    found = environ.Env.db_url_config(address)
    login = {"host": found["HOST"], "port": found["PORT"] or None, "user": found["USER"], "password": found["PASSWORD"]}
    return psycopg.connect(dbname=found["NAME"], autocommit=True, **login)


def _fill(owner: psycopg.Connection[Any], size: int, roles: dict[str, str]) -> None:
    athletes = max(size // ROWS_EACH, 1)
    for statement in (
        f"drop table if exists {OPEN}, {WALLED}",
        "truncate accounts_access, accounts_user cascade",
        "insert into accounts_user (id, password, is_active, is_staff, staff_role, date_joined)"
        f" select lpad(to_hex(n), 32, '0')::uuid, '', true, false, '', now() from generate_series(1, {athletes} + 1) n",
        "insert into accounts_access (viewer_id, athlete_id, scopes, from_at)"
        f" select '{COACH}', lpad(to_hex(n + 1), 32, '0')::uuid, '{{view_plan,view_activities,view_wellness}}', now() - interval '1 day'"
        f" from generate_series(1, least({athletes}, {ROSTER})) n",
        f"create table {OPEN} as select n::bigint as id, lpad(to_hex(2 + n % {athletes}), 32, '0')::uuid as athlete_id,"
        # Five sessions a week, arriving in the order of time as they do in life.
        f" date '2026-11-21' - (n / {athletes} * 7 / 5)::int as on_day, (random() * 120)::real as load, repeat('x', 200) as rest"
        f" from generate_series(0, {size} - 1) n order by on_day, random()",
        f"create table {WALLED} as table {OPEN}",
        *_indexes(OPEN),
        *_indexes(WALLED),
        *_policies(roles),
        f'grant select on {OPEN}, {WALLED} to "{roles["app"]}"',
        f"vacuum analyze {OPEN}",
        f"vacuum analyze {WALLED}",
        "analyze accounts_access",
    ):
        owner.execute(statement)


def _indexes(table: str) -> tuple[str, ...]:
    return (f"create index {table}_of_athlete on {table} (athlete_id, on_day desc)",)


def _policies(roles: dict[str, str]) -> tuple[str, ...]:
    rule = athlete_rule("view_activities")
    return (
        f"alter table {WALLED} enable row level security",
        f"alter table {WALLED} force row level security",
        f'create policy app_select on {WALLED} for select to "{roles["app"]}" using ({rule})',
        f'create policy app_update on {WALLED} for update to "{roles["app"]}" using ({owner_rule("athlete_id")})',
        f'create policy owner_all on {WALLED} to "{roles["owner"]}" using (true)',
    )


def _measure(site: psycopg.Connection[Any], athletes: int) -> dict[str, Cost]:
    today = date(2026, 11, 21)
    values = {
        "coach": COACH,
        "athlete": UUID(int=2 + athletes // 2 if athletes <= ROSTER else 2 + ROSTER // 2),
        "since": today - timedelta(days=30),
        "week": today - timedelta(days=7),
    }
    costs = {}
    with site.transaction():
        site.execute("select set_config('app.actor', %s, true)", [str(COACH)])
        for name, query in QUERIES.items():
            texts = [query.format(table=table) for table in (OPEN, WALLED)]
            costs[name] = Cost(*_alternate(site, texts, values))
    return costs


def _alternate(site: psycopg.Connection[Any], texts: Sequence[str], values: dict[str, Any]) -> list[float]:
    took: list[list[float]] = [[] for _text in texts]
    for _number in range(REPEATS):
        for place, text in enumerate(texts):
            began = time.perf_counter()
            site.execute(text, values).fetchall()
            took[place].append((time.perf_counter() - began) * 1000)
    # The lower quartile: what the query costs when nobody else wants the processor.
    return [statistics.quantiles(times, n=4)[0] for times in took]


def _report(size: int, costs: dict[str, Cost]) -> None:
    print(f"\n{size:>9,} rows         open ms  walled ms   ratio")
    for name, cost in costs.items():
        verdict = "" if cost.is_within(name) else "  over budget"
        print(
            f"  {name:<18} {cost.open_ms:>8.2f} {cost.walled_ms:>10.2f} {cost.walled_ms / cost.open_ms:>7.2f}×{verdict}"
        )
