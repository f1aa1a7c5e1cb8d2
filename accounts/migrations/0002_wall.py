from django.db import migrations

from accounts.migrations import _sql
from core.rls import Protect, TrackChanges, athlete_rule, function, owner_rule

MEMBER = "any ((select accounts_teams(null))::uuid[])"
COACHING = "any ((select accounts_teams('{coach,head_coach}'))::uuid[])"
LEADING = "any ((select accounts_teams('{head_coach}'))::uuid[])"
WARD = "athlete_id = any ((select accounts_wards())::uuid[])"
OWN_OR_WARD = f"{owner_rule('athlete_id')} or {WARD}"
SEEN = "athlete_id = any ((select accounts_visible_athletes(null))::uuid[])"
EDITED = athlete_rule("edit_profile")


class Migration(migrations.Migration):
    dependencies = (("accounts", "0001_initial"), ("core", "0002_wall"))

    operations = (
        function(_sql.VISIBLE_ATHLETES, "accounts_visible_athletes(text)"),
        function(_sql.TEAMS, "accounts_teams(text[])"),
        function(_sql.WARDS, "accounts_wards()"),
        function(_sql.KNOWN_PEOPLE, "accounts_known_people()"),
        migrations.RunSQL(_sql.VISIBLE_OWNERS, _sql.VISIBLE_OWNERS_BEFORE),
        migrations.RunSQL(_sql.VISIBLE_TEAMS, _sql.VISIBLE_TEAMS_BEFORE),
        # people and teams
        Protect(
            "Person",
            read="user_id = any ((select accounts_known_people())::uuid[])",
            write=f"{owner_rule('user_id')} or user_id = any ((select accounts_wards())::uuid[])",
        ),
        TrackChanges("Person", kind="person", owner="user_id"),
        Protect("Team", read=f"id = {MEMBER}", update=f"id = {LEADING}"),
        TrackChanges("Team", kind="team", team="id", has_history=True),
        Protect(
            "Membership",
            read=f"team_id = {MEMBER}",
            update=f"team_id = {LEADING}",
            delete=f"team_id = {LEADING} or {owner_rule('user_id')}",
        ),
        TrackChanges(
            "Membership", kind="membership", owner="user_id", team="team_id", is_versioned=False, has_history=True
        ),
        Protect("JoinCode", read=f"team_id = {COACHING}", write=f"team_id = {LEADING}"),
        Protect(
            "JoinRequest",
            read=f"{owner_rule('user_id')} or team_id = {COACHING}",
            insert=owner_rule("user_id"),
            update=f"{owner_rule('user_id')} or team_id = {COACHING}",
        ),
        TrackChanges("JoinRequest", kind="join_request", owner="user_id", team="team_id", is_versioned=False),
        # who may see whom
        Protect("Grant", read=f"{OWN_OR_WARD} or team_id = {COACHING}", write=OWN_OR_WARD),
        TrackChanges("Grant", kind="grant", owner="athlete_id", has_history=True),
        Protect("Access", read=f"{owner_rule('viewer_id')} or {owner_rule('athlete_id')}"),
        Protect("Guardianship", read=f"{owner_rule('athlete_id')} or {owner_rule('guardian_id')}"),
        # what belongs to an athlete
        Protect("AthleteProfile", read=SEEN, write=EDITED),
        TrackChanges("AthleteProfile", kind="profile", owner="athlete_id", has_history=True),
        Protect("AvailableDay", read=SEEN, write=EDITED),
        TrackChanges("AvailableDay", kind="available_day", owner="athlete_id", is_versioned=False),
        Protect("Absence", read=SEEN, write=EDITED),
        TrackChanges("Absence", kind="absence", owner="athlete_id"),
        Protect("Threshold", read=SEEN, write=EDITED),
        TrackChanges("Threshold", kind="threshold", owner="athlete_id", has_history=True),
        Protect("ZoneSet", read=SEEN, write=EDITED),
        TrackChanges("ZoneSet", kind="zones", owner="athlete_id", has_history=True),
        Protect("FitnessSeed", read=SEEN, write=EDITED),
        TrackChanges("FitnessSeed", kind="fitness_seed", owner="athlete_id"),
        # consents and the audit log
        Protect("Consent", read=owner_rule("user_id"), insert=owner_rule("user_id"), update=owner_rule("user_id")),
        TrackChanges("Consent", kind="consent", owner="user_id", is_versioned=False, has_history=True),
        Protect(
            "AuditEvent",
            read=owner_rule("subject_id"),
            insert="actor_id is not distinct from (select core_actor())",
            is_append_only=True,
        ),
        function(_sql.AUDIT_HASH, "accounts_audit_hash(accounts_auditevent)"),
        function(_sql.CHAIN_AUDIT, "accounts_chain_audit()"),
        function(_sql.KEEP_AUDIT, "accounts_keep_audit()"),
        migrations.RunSQL(_sql.AUDIT_TRIGGERS, _sql.AUDIT_TRIGGERS_BACKWARDS),
    )
