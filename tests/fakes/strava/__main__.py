"""The simulated Strava as `script/server` runs it: keeps its state in a file and subscribes the site by itself."""

import argparse
import os
import signal
import threading
import time
from pathlib import Path

from tests.fakes.strava.answers import Refusal
from tests.fakes.strava.simulator import Simulator

AT_EASE = ((2000, 20_000), (1000, 10_000))
"""Limits of an app that has grown: a history of two years comes in at once. The control page makes them tight."""


def main() -> None:
    told = _arguments()
    found = Simulator(port=told.port, app_id=os.environ.get("STRAVA_APP_ID", "54321"), kept_in=told.state,
                      app_secret=os.environ.get("STRAVA_APP_SECRET", "development"))  # fmt: skip
    if not found.is_restored:
        _fill(found)
    found.retry_pause_s = 5
    found.start()
    print(f"simulated Strava: {found.base}/", flush=True)  # noqa: T201
    threading.Thread(target=_subscribe, args=(found, _callback(told.site)), daemon=True).start()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()
    found.server.control.save()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.strava", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, default=Path(os.environ.get("PACELINE_DATA", ".data")) / "strava-simulator.json",
                        help="file that keeps connections and edits over a restart")  # fmt: skip
    parser.add_argument("--site", default="", help="address of the site that hears of events")
    return parser.parse_args()


def _fill(found: Simulator) -> None:
    found.add_athlete("Anna", 480, lastname="Berger", seed=1, shape="season")
    found.add_athlete("Ben", 160, lastname="Osei", seed=2, days=365, ftp=310, weight=82.0, shape="season")
    found.add_athlete("Chiara", 12, lastname="Longo", seed=3, days=30)
    found.limits(*AT_EASE)
    found.server.control.save()


def _callback(site: str) -> str:
    return f"{site}/webhooks/strava/{os.environ.get('STRAVA_WEBHOOK_SECRET', '')}" if site else ""


def _subscribe(found: Simulator, callback: str) -> None:
    """Tries until the site answers; a subscription for another address is replaced."""
    while callback:
        kept = found.subscription
        if kept is not None and kept.callback_url == callback:
            return
        found.unsubscribe()
        try:
            found.subscribe(callback, os.environ.get("STRAVA_VERIFY_TOKEN", ""))
            found.server.control.save()
        except Refusal:
            time.sleep(3)


if __name__ == "__main__":
    main()
