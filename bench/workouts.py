"""What planning costs: parsing a text, the load of a structure, finding the steps in a session, judging it."""

import argparse
from collections.abc import Callable
from typing import Any

from bench.steps import cost_ms

PARSED, PLANNED, ALIGNED = 2.0, 2.0, 30.0  # at most, milliseconds
SIXTY_STEPS = "Warm up\n" + "- 15m 55-75% 90rpm easy spin\n" * 10 + "\n4x\n- 8m 95% 90rpm\n- 3m 50% easy\n" * 25
THREE_HOURS = "- 20m 60%\n\n12x\n- 3m 108%\n- 3m 55%\n\n6x\n- 8m 90%\n- 4m 60%\n\n- 12m 50%\n- 6m 45%\n- 4m 40%"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=15)


def run(arguments: argparse.Namespace) -> None:
    from tests.training.workouts.sessions import ATHLETE, planned_parts, ride  # noqa: PLC0415
    from training.workouts.aligning import align  # noqa: PLC0415
    from training.workouts.compliance import DoneSession, PlannedSession, judge  # noqa: PLC0415
    from training.workouts.language import parse, write  # noqa: PLC0415
    from training.workouts.planning import plan  # noqa: PLC0415
    from training.workouts.resolving import resolve  # noqa: PLC0415

    workout = parse(THREE_HOURS).workout
    steps = resolve(workout, ATHLETE, "ride")
    executed = ride(planned_parts(steps))
    planned = PlannedSession(duration_s=10_800, sport="ride", purpose="vo2", steps=steps)
    done = DoneSession(duration_s=executed.seconds, executed=executed)
    sixty = parse(SIXTY_STEPS)
    if sixty.errors or len(steps) != 40:
        raise SystemExit("the texts of this bench are not what they should be")
    costs: dict[str, tuple[Callable[[], Any], float | None]] = {
        "parse 60 steps": (lambda: parse(SIXTY_STEPS), PARSED),
        "write 60 steps": (lambda: write(sixty.workout), None),
        "plan 3 h": (lambda: plan(workout, ATHLETE, "ride"), PLANNED),
        "align 3 h, 40 steps": (lambda: align(steps, executed, ATHLETE, "ride"), ALIGNED),
        "judge the same": (lambda: judge(planned, done, state="done", thresholds=ATHLETE), None),
    }
    for name, (call, limit) in costs.items():
        cost = cost_ms(call, arguments.rounds)
        print(
            f"{name:<20} {cost:>7.2f} ms"
            + (f"  (at most {limit:g} ms: {'yes' if cost <= limit else 'NO'})" if limit else "")
        )
