import pytest

from accounts.models import AuditEvent
from core.acting import as_system
from core.models import Event
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
JSON = "application/json"
USUAL = {
    "compliance_green_pct": 20, "compliance_yellow_pct": 50, "compliance_by": "first", "athletes_may_swap": True,
}  # fmt: skip


@pytest.fixture
def cast():
    return make_cast()


def patch(cast, persona, body):
    return cast.as_(persona).patch(f"/api/v1/teams/{cast.teams['alpha'].pk}", body, content_type=JSON)


def test_head_coach_changes_how_the_team_judges(cast):
    told = cast.as_("athlete").get(f"/api/v1/teams/{cast.teams['alpha'].pk}").json()
    assert told.items() >= USUAL.items()
    changed = patch(cast, "head_coach", {"compliance_green_pct": 15, "compliance_by": "load"})
    assert changed.status_code == 200, changed.content
    assert changed.json().items() >= {**USUAL, "compliance_green_pct": 15, "compliance_by": "load"}.items()
    assert patch(cast, "coach", {"compliance_green_pct": 10}).status_code == 403
    with as_system("test"):
        assert Event.objects.filter(kind="accounts.team_judges_anew").count() == 1
        assert AuditEvent.objects.filter(action="team.rule_changed").count() == 1


def test_name_is_no_rule(cast):
    patch(cast, "head_coach", {"name": "Alpha Racing"})
    with as_system("test"):
        assert not Event.objects.filter(kind="accounts.team_judges_anew").exists()
        assert not AuditEvent.objects.filter(action="team.rule_changed").exists()


@pytest.mark.parametrize(
    "body",
    [
        {"compliance_green_pct": 50}, {"compliance_green_pct": 0}, {"compliance_yellow_pct": 100},
        {"compliance_by": "mood"}, {"athletes_may_swap": "maybe"},
    ],
)  # fmt: skip
def test_rules_that_make_no_sense_are_refused(cast, body):
    assert patch(cast, "head_coach", body).status_code == 400
