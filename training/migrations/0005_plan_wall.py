from django.db import migrations

from core.rls import Protect, TrackChanges, athlete_rule, owner_rule

OWN = "athlete_id = any ((select training_own_athletes())::uuid[])"
SEEN = athlete_rule("view_plan")
EDITED = athlete_rule("edit_plan")
MY_TEAMS = "team_id = any ((select accounts_teams(null))::uuid[])"
OF_MY_TEAM = f"(team_id is null or {MY_TEAMS} or {OWN})"
MINE = owner_rule("owner_id")
SHARED = f"{MINE} or {MY_TEAMS}"
COACHED = f"{MINE} or team_id = any ((select accounts_teams('{{coach,head_coach}}'))::uuid[])"
ASKED = owner_rule("asked_by_id")


class Migration(migrations.Migration):
    dependencies = (("training", "0004_plan"),)

    operations = (
        # the calendar: seen with the plan, changed by the athlete and the planner's team
        Protect("Workout", read=SEEN, write=f"{EDITED} and {OF_MY_TEAM}"),
        TrackChanges("Workout", kind="workout", owner="athlete_id"),
        Protect("CalendarNote", read=f"{SEEN} and {OF_MY_TEAM}", write=f"{EDITED} and {OF_MY_TEAM}"),
        TrackChanges("CalendarNote", kind="calendar_note", owner="athlete_id"),
        Protect("GoalEvent", read=SEEN, write=EDITED),
        TrackChanges("GoalEvent", kind="event", owner="athlete_id"),
        Protect("Season", read=SEEN, write=EDITED),
        TrackChanges("Season", kind="season", owner="athlete_id"),
        Protect("SeasonPhase", read=SEEN, write=EDITED),
        Protect("CalendarFeed", read=OWN, write=OWN),
        Protect("PlanApplication", read=SEEN, write=f"{EDITED} and {OF_MY_TEAM}"),
        TrackChanges("PlanApplication", kind="plan_application", owner="athlete_id"),
        # the library: one's own, shared inside a team, changed by its coaches
        Protect("LibraryFolder", read=SHARED, write=COACHED),
        TrackChanges("LibraryFolder", kind="library_folder", owner="owner_id", team="team_id"),
        Protect("LibraryWorkout", read=SHARED, write=COACHED),
        TrackChanges("LibraryWorkout", kind="library_workout", owner="owner_id", team="team_id"),
        Protect("Plan", read=SHARED, write=COACHED),
        TrackChanges("Plan", kind="plan", owner="owner_id", team="team_id"),
        Protect("PlanEdition", read=SHARED, write=COACHED),
        # acts and jobs belong to whoever asked
        Protect("PlanAct", read=ASKED, write=ASKED),
        Protect("BulkJob", read=ASKED, write=ASKED),
    )
