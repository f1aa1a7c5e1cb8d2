"""Headings that say what the steps under them are for."""

from training.workouts.structure import Intent

_IMPLIED: dict[str, Intent] = {
    "warmup": "warmup",
    "warmingup": "warmup",
    "cooldown": "cooldown",
    "coolingdown": "cooldown",
}


def implied_intent(heading: str) -> Intent:
    """Of the steps directly under a heading, up to the next blank line, repeat or heading."""
    letters = "".join(sign for sign in heading.casefold() if sign.isalpha())
    return _IMPLIED.get(letters, "active")
