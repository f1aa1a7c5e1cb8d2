"""The first steps of a new account. What is done is read from what exists, so they resume on any device."""

from dataclasses import dataclass, field, replace

from django.contrib.sessions.backends.base import SessionBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SESSION_KEY = "welcome"
ATHLETE, COACH = "athlete", "coach"

TITLES: dict[str, str | Promise] = {
    "you": _("About you"),
    "consents": _("Your data"),
    "sports": _("Your sports"),
    "thresholds": _("Your thresholds"),
    "team": _("Your team"),
}
STEPS = {ATHLETE: ("you", "consents", "sports", "thresholds", "team"), COACH: ("you", "consents", "team")}


@dataclass(frozen=True, slots=True)
class Progress:
    role: str = ATHLETE
    done: frozenset[str] = field(default_factory=frozenset)
    has_team: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(step for step in STEPS[self.role] if step != "team" or not self.has_team)

    @property
    def current(self) -> str | None:
        return next((step for step in self.steps if step not in self.done), None)

    def before(self, step: str) -> str | None:
        position = self.steps.index(step)
        return self.steps[position - 1] if position else None

    def may_open(self, step: str) -> bool:
        """Back to what is done, or the next; not past what is still to do."""
        current = self.current
        return step in self.steps and (current is None or self.steps.index(step) <= self.steps.index(current))


def progress_in(session: SessionBase, *, has_team: bool) -> Progress:
    kept = session.get(SESSION_KEY, {})
    role = kept.get("role") if kept.get("role") in STEPS else ATHLETE
    return Progress(role=role, done=frozenset(kept.get("done", ())), has_team=has_team)


def keep(session: SessionBase, progress: Progress, *, role: str, done: str) -> Progress:
    changed = replace(progress, role=role, done=progress.done | {done})
    session[SESSION_KEY] = {"role": changed.role, "done": sorted(changed.done)}
    return changed


def forget(session: SessionBase) -> None:
    session.pop(SESSION_KEY, None)
