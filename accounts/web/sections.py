"""Sections that apps above this one bring to the home page, told in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.module_loading import import_string

from accounts.web.subjects import Subject
from accounts.web.visitor import PageRequest


@dataclass(frozen=True, slots=True)
class Section:
    template: str
    context: dict[str, Any] = field(default_factory=dict)


Build = Callable[[PageRequest, Subject], Section]
_OF_ATHLETES: list[str] = []


def bring(path: str) -> None:
    """The path of a Build: only processes that show pages import it."""
    if path not in _OF_ATHLETES:
        _OF_ATHLETES.append(path)


def of_athletes(request: PageRequest, subject: Subject) -> list[Section]:
    builds: list[Build] = [import_string(path) for path in _OF_ATHLETES]
    return [build(request, subject) for build in builds]
