"""A simulated Strava for tests and development: see `simulator.strava_simulator` and `python -m tests.fakes.strava`."""

from tests.fakes.strava.simulator import Simulator, strava_simulator

__all__ = ["Simulator", "strava_simulator"]
