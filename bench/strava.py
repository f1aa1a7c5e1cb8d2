"""The connection to Strava beside a simulated one: webhooks answered, sessions arriving, histories fetched."""

import argparse

from bench.arrivals import measure_arrivals
from bench.backfills import measure_backfills
from bench.listings import measure_listings
from bench.simulated import at_work, connected_site
from bench.webhooks import RATES, measure_webhooks

PARTS = ("webhooks", "arrivals", "backfills", "listings")
SIZES, LISTED = (100, 300, 1_000), (2_000, 6_000, 20_000)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--rates", type=int, nargs="+", default=RATES, help="webhooks a second")
    parser.add_argument("--seconds", type=float, default=10, help="of each rate")
    parser.add_argument("--athletes", type=int, default=50, help="whose histories come in meanwhile")
    parser.add_argument("--history", type=int, default=30, help="activities of each of them")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="activities of a history with records")
    parser.add_argument("--listed", type=int, nargs="+", default=LISTED, help="activities of a history of totals")
    parser.add_argument("--port", type=int, default=8195)


def run(arguments: argparse.Namespace) -> None:
    if "webhooks" in arguments.parts:
        with connected_site("bench_webhooks", [0] * 10) as site, at_work(site, arguments.port):
            measure_webhooks(site, arguments.port, tuple(arguments.rates), arguments.seconds)
    if "arrivals" in arguments.parts:
        histories = [arguments.history] * arguments.athletes
        with connected_site("bench_arrivals", histories) as site, at_work(site, arguments.port):
            measure_arrivals(site)
    if "backfills" in arguments.parts:
        with connected_site("bench_backfills", arguments.sizes) as site, at_work(site, arguments.port):
            measure_backfills(site)
    if "listings" in arguments.parts:
        with connected_site("bench_listings", arguments.listed) as site:
            measure_listings(site)
