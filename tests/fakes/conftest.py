import threading
from collections.abc import Iterator

import pytest

from tests.fakes.callback import Callback
from tests.fakes.strava import Simulator, strava_simulator


@pytest.fixture
def callback() -> Iterator[Callback]:
    found = Callback()
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()
    thread.join()


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with strava_simulator(history=0) as found:
        yield found
