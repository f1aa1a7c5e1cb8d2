"""gunicorn's settings: workers with threads, so that a slow sender holds up nobody.

No control socket in the home directory; access logs come from our own middleware."""

import gc
import os
from typing import Any

bind = os.environ.get("BIND", f"0.0.0.0:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 30
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000
reload = os.environ.get("WEB_RELOAD", "") == "1"
preload_app = not reload
control_socket_disable = True
limit_request_line = 8190


def pre_fork(server: Any, worker: Any) -> None:
    """What is loaded by now stays shared with the workers as long as the collector keeps its hands off."""
    gc.collect()
    gc.freeze()
