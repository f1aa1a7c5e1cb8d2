import gc
import os
from typing import Any

import structlog
from celery import Celery
from celery.signals import (
    before_task_publish,
    setup_logging,
    task_postrun,
    task_prerun,
    worker_before_create_process,
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# They import every page and endpoint, which no task needs; deployment checks them.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

VISIBILITY_TIMEOUT_S = 300

app = Celery("paceline")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    broker_transport_options={
        "visibility_timeout": VISIBILITY_TIMEOUT_S,
        "socket_timeout": 10,
        "socket_connect_timeout": 1,
        "socket_keepalive": True,
        "retry_on_timeout": True,
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_pool_limit=2,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=VISIBILITY_TIMEOUT_S - 60,
    task_soft_time_limit=VISIBILITY_TIMEOUT_S - 90,
    task_publish_retry=False,
    worker_prefetch_multiplier=1,
    worker_soft_shutdown_timeout=15,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    beat_max_loop_interval=5,
)
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Celery would put its own handlers over ours."""


@worker_before_create_process.connect
def share_memory(**_: object) -> None:
    """What is there before a process forks stays shared with it as long as the collector keeps its hands off."""
    gc.collect()
    gc.freeze()


@before_task_publish.connect
def pass_request_id_on(headers: dict[str, Any] | None = None, **_: object) -> None:
    if headers is not None:
        headers["request_id"] = structlog.contextvars.get_contextvars().get("request_id")


@task_prerun.connect
def begin_clean(task: Any = None, task_id: str = "", **_: object) -> None:
    from core import acting, tasks  # noqa: PLC0415 - need settings

    acting.forget()
    tasks.begins(task.name)
    structlog.contextvars.clear_contextvars()
    request_id = getattr(task.request, "request_id", None) or task_id
    structlog.contextvars.bind_contextvars(request_id=request_id, task=task.name)


@task_postrun.connect
def end_clean(**_: object) -> None:
    from core import acting  # noqa: PLC0415 - needs settings

    acting.forget()
    structlog.contextvars.clear_contextvars()
