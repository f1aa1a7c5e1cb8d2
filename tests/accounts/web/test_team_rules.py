from django.test import Client
from django.urls import reverse

from accounts.models import Team
from core.acting import as_system

RULES = {"name": "North", "compliance_by": "load", "compliance_green_pct": "10", "compliance_yellow_pct": "30"}


def saved(team: Team) -> tuple[object, ...]:
    with as_system("test"):
        row = Team.objects.get(pk=team.pk)
    return row.compliance_by, row.compliance_green_pct, row.compliance_yellow_pct, row.athletes_may_swap


def test_head_coach_says_how_sessions_are_judged(as_coach: Client, team: Team) -> None:
    address = reverse("team_edit", args=[team.pk])
    assert 'name="compliance_green_pct" value="20"' in as_coach.get(address).content.decode()
    assert as_coach.post(address, RULES).status_code == 302
    assert saved(team) == ("load", 10, 30, False)


def test_limits_out_of_order_are_refused_beside_their_field(as_coach: Client, team: Team) -> None:
    answer = as_coach.post(reverse("team_edit", args=[team.pk]), {**RULES, "compliance_green_pct": "40"})
    assert answer.status_code in {200, 422}
    assert "Nearly as planned reaches farther" in answer.content.decode()
    assert saved(team) == ("first", 20, 50, True)
