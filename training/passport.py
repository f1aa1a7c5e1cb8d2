"""What may be done with a value: it follows from the source the value was computed from."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Reader(StrEnum):
    """For whom numbers are read. Each sees only what the passports allow."""

    OWNER = "owner"
    COACH = "coach"
    TEAM = "team"
    AI = "ai"


# From the strictest to the widest.
CIRCLES = ("owner", "coach", "team")


@dataclass(frozen=True, slots=True)
class Passport:
    visible_to: str = "team"
    ai_allowed: bool = True
    combinable: bool = True

    @property
    def is_restricted(self) -> bool:
        return self != UNRESTRICTED


UNRESTRICTED = Passport()


def strictest(passports: Iterable[Passport]) -> Passport:
    """What was computed from several values may do only what all of them may."""
    found = list(passports)
    return Passport(
        visible_to=min((one.visible_to for one in found), key=CIRCLES.index, default="team"),
        ai_allowed=all(one.ai_allowed for one in found),
        combinable=all(one.combinable for one in found),
    )
