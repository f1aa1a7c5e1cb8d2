from django.db import migrations

from core.rls import Protect, athlete_rule

OWN = "athlete_id = any ((select training_own_athletes())::uuid[])"
MY_TEAMS = "team_id = any ((select accounts_teams(null))::uuid[])"
OF_MY_TEAM = f"(team_id is null or {MY_TEAMS} or {OWN})"


class Migration(migrations.Migration):
    dependencies = (("training", "0007_waivers"),)

    operations = (
        Protect("PlanWaiver", read=athlete_rule("view_plan"), write=f"{athlete_rule('edit_plan')} and {OF_MY_TEAM}"),
    )
