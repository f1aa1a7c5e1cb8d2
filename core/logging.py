"""Logs: one JSON object a line in production, readable lines in development; never a secret in either."""

import logging
import re
from typing import Any

import structlog

REDACTED = "[redacted]"
_SECRET_KEY = re.compile(r"pass(word)?|secret|token|authorization|cookie|api_?key|code$|private", re.IGNORECASE)
_SECRET_TEXT = re.compile(
    r"(?P<kept>/webhooks/strava/|(?:^|[?&])[\w.-]*(?:token|code|key|secret|state)=|Bearer\s+|/join/|/claim/|/first-password/[\w-]+/"
    r"|postgres(?:ql)?://[^:\s]+:|redis://[^:\s]*:)"
    r"(?P<secret>[^\s&\"'@/]+)|\b(?:pk|rt)_[\w-]{8,}|\beyJ[\w-]+\.[\w-]+\.[\w-]+",
    re.IGNORECASE,
)


def configure(settings: dict[str, Any]) -> None:
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_last(is_json=settings["is_json"]))
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings["level"])
    for name in ("django.request", "django.server", "httpx", "celery", "kombu", "amqp"):
        logging.getLogger(name).setLevel("ERROR")
    logging.captureWarnings(capture=True)


def _last(*, is_json: bool) -> list[Any]:
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if is_json:
        return [remove, structlog.processors.format_exc_info, scrub, structlog.processors.JSONRenderer()]
    return [remove, structlog.processors.format_exc_info, scrub, structlog.dev.ConsoleRenderer(colors=False)]


def scrub(logger: Any, method: str, event: Any) -> Any:
    return {key: _scrubbed(key, value) for key, value in event.items()}


def mask(text: str) -> str:
    """Addresses and messages without what must not be written down."""
    return _SECRET_TEXT.sub(lambda found: f"{found['kept'] or ''}{REDACTED}", text)


def _scrubbed(key: str, value: Any) -> Any:
    if _SECRET_KEY.search(str(key)) and value:
        return REDACTED
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {inner: _scrubbed(inner, content) for inner, content in value.items()}
    if isinstance(value, (list, tuple)):
        return [_scrubbed("", content) for content in value]
    return value
