from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from accounts.demo import seed_demo
from core.acting import as_system
from tests.training.comparing import settle
from training import demo, demo_plan
from training.models import CalendarNote, GoalEvent, SeasonPhase, Workout

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def lena(settings, monkeypatch):
    """The athlete that the demo shows first, with a few weeks only."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    few = (replace(demo.ATHLETES[0], weeks=2),)
    for module in (demo, demo_plan):
        monkeypatch.setattr(module, "ATHLETES", few)
    seed_demo(now=NOW)
    demo.seed_sessions(now=NOW)
    return few[0]


def test_demo_shows_what_became_of_a_plan_and_what_is_to_come(lena):
    assert demo_plan.seed_plans(now=NOW) == 40
    settle()
    with as_system("test"):
        rows = list(Workout.objects.filter(athlete__email=lena.email))
        states = Counter(row.state for row in rows)
        scores = [row.compliance["score"] for row in rows if row.state == "done"]
        assert set(states) >= {"planned", "done"}
        assert states["done"] >= 7
        assert sum(score >= 75 for score in scores) > len(scores) / 2
        assert any(row.alignment["steps"] for row in rows if row.state == "done")
        assert (any(row.locked for row in rows), any(row.hidden_until for row in rows)) == (True, True)
        assert {event.priority for event in GoalEvent.objects.all()} == {"A", "B", "C"}
        assert {note.kind for note in CalendarNote.objects.all()} == {"note", "rest"}
        assert [phase.kind for phase in SeasonPhase.objects.order_by("from_on")] == ["base", "build", "taper", "race"]


def test_plan_that_is_there_is_left_alone(lena):
    demo_plan.seed_plans(now=NOW)
    assert demo_plan.seed_plans(now=NOW) == 0
