"""Strava's two budgets, each for a quarter of an hour and for a day, shared by all athletes of the app."""

from dataclasses import dataclass, field

from tests.fakes.strava.answers import too_many_calls
from tests.fakes.strava.clock import Clock

QUARTER_S, DAY_S = 900, 86_400
SPANS = (QUARTER_S, DAY_S)


@dataclass
class Budget:
    limit: list[int]
    used: list[int] = field(default_factory=lambda: [0, 0])
    begun: list[int] = field(default_factory=lambda: [0, 0])

    def roll(self, now: float) -> None:
        for place, span in enumerate(SPANS):
            window = int(now // span)
            if window != self.begun[place]:
                self.begun[place], self.used[place] = window, 0

    def count(self) -> bool:
        """A refused call counts too, in both windows."""
        self.used = [used + 1 for used in self.used]
        return all(used <= limit for used, limit in zip(self.used, self.limit, strict=True))


class Limits:
    def __init__(
        self, clock: Clock, overall: tuple[int, int] = (200, 2000), read: tuple[int, int] = (100, 1000)
    ) -> None:
        self.clock = clock
        self.budgets = {"overall": Budget(list(overall)), "read": Budget(list(read))}

    def set(self, overall: tuple[int, int] | None = None, read: tuple[int, int] | None = None) -> None:
        for name, pair in (("overall", overall), ("read", read)):
            if pair is not None:
                self.budgets[name].limit = list(pair)

    def use_up(self, name: str = "read", window: str = "short") -> None:
        budget = self.current()[name]
        place = 0 if window == "short" else 1
        budget.used[place] = budget.limit[place]

    def reset(self) -> None:
        for budget in self.budgets.values():
            budget.used = [0, 0]

    def current(self) -> dict[str, Budget]:
        for budget in self.budgets.values():
            budget.roll(self.clock.now())
        return self.budgets

    def take(self, method: str) -> None:
        budgets = self.current()
        concerned = ["overall", "read"] if method == "GET" else ["overall"]
        fits = [budgets[name].count() for name in concerned]  # both count, whatever the first says
        if not all(fits):
            raise too_many_calls()

    def headers(self) -> dict[str, str]:
        found = {}
        for name, budget in self.current().items():
            prefix = "X-RateLimit" if name == "overall" else "X-ReadRateLimit"
            found[f"{prefix}-Limit"] = ",".join(map(str, budget.limit))
            found[f"{prefix}-Usage"] = ",".join(map(str, budget.used))
        return found
