"""The simulated Strava keeps to Strava's rules, or tests against it would prove nothing."""

import os
import subprocess
import sys
import time
from pathlib import Path

import requests

from tests.fakes.asking import get
from tests.fakes.callback import Callback
from tests.fakes.strava import Simulator, strava_simulator


def test_connections_and_edits_outlive_a_restart(tmp_path: Path) -> None:
    kept = tmp_path / "strava.json"
    with strava_simulator(history=20, kept_in=kept) as sim:
        given = sim.grant()
        edited, deleted = sim.activities()[:2]
        for action, told in (("edit", {"number": str(edited), "name": "New"}), ("delete", {"number": str(deleted)})):
            assert requests.post(f"{sim.base}/control/{action}", json=told, timeout=10).status_code == 200
    again = Simulator(kept_in=kept, app_secret=sim.app_secret)
    again.start()
    assert get(again, f"/activities/{edited}", given["access_token"]).json()["name"] == "New"
    assert get(again, f"/activities/{deleted}", given["access_token"]).status_code == 404
    again.stop()


def test_program_subscribes_the_site_by_itself_and_ends_when_told(tmp_path: Path, callback: Callback) -> None:
    site = callback.address.removesuffix("/webhooks/strava/secret")
    told = {"PACELINE_DATA": str(tmp_path), "STRAVA_WEBHOOK_SECRET": "secret", "STRAVA_VERIFY_TOKEN": "verify"}
    command = [sys.executable, "-m", "tests.fakes.strava", "--site", site]
    with subprocess.Popen(command, env={**os.environ, **told}, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        base = program.stdout.readline().split(": ")[1].strip()
        deadline = time.monotonic() + 10
        while not (state := requests.get(f"{base}control/state", timeout=10).json())["subscription"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert state["activities"]["count"] == 480
        program.terminate()
        assert program.wait(10) == 0


def test_control_takes_no_forms_of_other_pages(sim: Simulator) -> None:
    sim.grant()
    answer = requests.post(f"{sim.base}/control/revoke", data="{}", headers={"Content-Type": "text/plain"}, timeout=10)
    assert (answer.status_code, sim.strava.permissions.grants.keys()) == (404, {sim.athlete.id})
