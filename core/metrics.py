"""Figures this process counts for Prometheus."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("paceline_requests_total", "Requests", ["method", "route", "status"])
SECONDS = Histogram(
    "paceline_request_seconds",
    "Time to answer",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
WORK = Gauge("paceline_work_rows", "Work rows that are not done", ["kind", "state"])
BEAT = Gauge("paceline_beat_age_seconds", "Since the sweep was last run")
OUTBOUND = Counter("paceline_outbound_calls_total", "Calls to outside services", ["provider", "outcome"])


def observe(method: str, route: str, status: int, took_s: float) -> None:
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(route).observe(took_s)
