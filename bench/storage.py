"""What an hour's ride with eight channels takes in the database, without the file itself: rows, indexes, overflow."""

import argparse

import psycopg

from bench.imports import BEGAN, made, wait_for
from bench.reads import bearer
from bench.scratch import owner_connection, run_inside, scratch_database
from bench.serving import serving, working

LIMIT_KB = 40
PASSING = frozenset(
    {"core_event", "core_delivery", "core_change", "training_upload", "training_uploadfile", "training_uploaditem"}
)
"""What the nightly cleaning removes after a month or a half-year."""
VALUES = "select sum(octet_length(packed))::float, sum(record_count) from training_stream join training_source s on s.id = source_id"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--port", type=int, default=8190)


def run(arguments: argparse.Namespace) -> None:
    with scratch_database("bench_storage") as environment, owner_connection(environment) as owner:
        (somebody,) = run_inside(environment, "bench.athletes", "--sizes", "8")
        before = _sizes(owner)
        headers = bearer(somebody)
        with serving("config.wsgi", arguments.port, environment, headers) as server, working(environment):
            wait_for(server, headers, server.send_files(headers, made("fit", arguments.files, BEGAN)))
        after = _sizes(owner)
        grown = {name: (size - before.get(name, 0)) / arguments.files for name, size in after.items()}
        stored, values = owner.execute(VALUES).fetchone() or (0.0, 1)
    for name, size in sorted(grown.items(), key=lambda pair: -pair[1]):
        if size >= 1:
            print(f"{name:<28} {size:>8,.0f} bytes")
    kept = sum(size for name, size in grown.items() if name not in PASSING)
    print(f"{'together':<28} {sum(grown.values()) / 1000:>8.1f} kB an activity")
    print(f"{'kept for good':<28} {kept / 1000:>8.1f} kB an activity (at most {LIMIT_KB})")
    print(f"{'packed channels':<28} {stored / float(values):>8.2f} bytes a value")


def _sizes(owner: "psycopg.Connection[tuple[object, ...]]") -> dict[str, int]:
    """As they grow: nothing is cleaned up in between."""
    rows = owner.execute(
        "select relname, pg_total_relation_size(oid) from pg_class"
        " where relkind = 'r' and relnamespace = 'public'::regnamespace"
    ).fetchall()
    return {str(name): int(str(size)) for name, size in rows}
