"""What all writers of workout files share: steps as rounds of resolved ones, and what a format cannot say."""

from collections.abc import Mapping
from dataclasses import dataclass

from training.science.session import Thresholds
from training.workouts.files.imported import Warned, Warnings
from training.workouts.resolving import Resolved, resolve
from training.workouts.structure import Step, Workout

FREE_SHARE = 0.5  # where a format needs a power for a free step
OPEN_S = 300.0  # where it needs an end for a step that goes on until the lap button


@dataclass(frozen=True, slots=True)
class Exported:
    content: bytes
    filename: str  # without a path, plain letters
    media_type: str
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A workout, and what a writer needs to know of the athlete."""

    workout: Workout
    thresholds: Thresholds
    sport: str
    title: str = ""
    description: str = ""
    purpose: str = ""

    def resolved(self) -> Mapping[tuple[int, ...], Resolved]:
        """Steps by their place in the structure."""
        return {step.path: step for step in resolve(self.workout, self.thresholds, self.sport)}


def filename(title: str, ending: str) -> str:
    """A name every file system takes."""
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in title.casefold())
    stem = "-".join(part for part in plain.split("-") if part)[:60]
    return f"{stem or 'workout'}.{ending}"


def duration_of(step: Resolved, warnings: Warnings) -> float:
    """Seconds in a format that knows nothing but time."""
    if step.duration_s:
        return max(1.0, float(round(step.duration_s)))
    if step.length.kind == "distance":
        warnings.add("no_speed", "A distance whose speed is not known was written as five minutes.")
    else:
        warnings.add("open_length", "A step that ends with the lap button was written as five minutes.")
    return OPEN_S


def shares_of(step: Resolved, plain: Step | None, warnings: Warnings) -> tuple[float, float] | None:
    """Shares of the threshold; None for a free step."""
    if step.metric is None:
        if plain and plain.target:
            warnings.add("max_effort", "As hard as one can cannot be written in this format.")
        return None
    if step.shares is None:
        warnings.add("no_threshold", "A target whose threshold is not known was written as a free step.")
        return None
    if step.metric != "power":
        warnings.add("other_metric", "Targets that are not power were written as the like share of threshold power.")
    return step.shares
