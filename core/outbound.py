"""Calls to outside services: bounded in time and size, retried where that is harmless, never inside a transaction."""

import time
from typing import Any

import httpx
import stamina
import structlog
from django.db import connection

from core import breaker
from core.metrics import OUTBOUND

logger = structlog.get_logger(__name__)

BUDGET_S = 20.0
MAX_BYTES = 20 * 1024 * 1024
IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})


class OutboundError(Exception):
    """The service could not be reached, or did not answer as it should."""


class Busy(OutboundError):
    """The service asks to be left alone for a while."""

    def __init__(self, message: str, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Outbound:
    """The client of one provider at one base address. Tests point `base_url` at their stand-in."""

    def __init__(self, provider: str, base_url: str, *, headers: dict[str, str] | None = None) -> None:
        self.provider = provider
        timeout = httpx.Timeout(10.0, connect=3.0)
        self.client = httpx.Client(base_url=base_url, headers=headers, timeout=timeout, follow_redirects=False)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        if connection.in_atomic_block:
            raise RuntimeError(f"A call to {self.provider} inside a transaction would hold its locks for as long.")
        breaker.check(self.provider)
        attempts = 3 if method in IDEMPOTENT else 1
        try:
            for attempt in stamina.retry_context(on=_is_passing, attempts=attempts, timeout=BUDGET_S, wait_jitter=1.0):
                with attempt:
                    return self._once(method, path, **options)
        except httpx.HTTPError as error:
            raise OutboundError(f"{self.provider}: {type(error).__name__}") from error
        raise AssertionError("unreachable")

    def _once(self, method: str, path: str, **options: Any) -> httpx.Response:
        began = time.monotonic()
        try:
            with self.client.stream(method, path, **options) as response:
                _read_bounded(response, began)
        except httpx.HTTPError:
            self._note("failed", began)
            breaker.failed(self.provider)
            raise
        if response.status_code >= 500:
            self._note("failed", began, response.status_code)
            breaker.failed(self.provider)
            response.raise_for_status()
        self._note("refused" if response.status_code >= 400 else "ok", began, response.status_code)
        breaker.succeeded(self.provider)
        if response.status_code == 429:
            raise Busy(f"{self.provider}: too many requests", _retry_after_s(response))
        return response

    def _note(self, outcome: str, began: float, status: int | None = None) -> None:
        OUTBOUND.labels(self.provider, outcome).inc()
        took = round((time.monotonic() - began) * 1000, 1)
        logger.info("outbound", provider=self.provider, outcome=outcome, status=status, ms=took)


def _read_bounded(response: httpx.Response, began: float) -> None:
    """A body that never ends, or drips, must not hold a worker."""
    chunks, size = [], 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > MAX_BYTES or time.monotonic() - began > BUDGET_S:
            raise httpx.ReadError("The answer is too large or too slow.")
        chunks.append(chunk)
    response._content = b"".join(chunks)  # httpx offers no bounded read


def _is_passing(error: Exception) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code >= 500
    return isinstance(error, httpx.TransportError)


def _retry_after_s(response: httpx.Response) -> float:
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isdigit() else 60.0
