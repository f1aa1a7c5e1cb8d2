"""Asking again until there is an answer: for what others than the test itself bring about."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

T = TypeVar("T")


def settled(read: Callable[[], T], seconds: float = 60) -> T:
    """A writer in any database of the cluster, such as the site beside the tests, holds the change log back."""
    deadline = time.monotonic() + seconds
    while not (found := read()):
        if time.monotonic() > deadline:
            pytest.fail(f"no answer within {seconds:g} s")
        time.sleep(0.05)
    return found
