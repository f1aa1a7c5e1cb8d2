from django.db import migrations

from core.migrations import _sql
from core.rls import Protect, function, owner_rule

SEEN = (
    "owner_id = any ((select core_visible_owners())::uuid[]) or team_id = any ((select core_visible_teams())::uuid[])"
)


class Migration(migrations.Migration):
    dependencies = (("core", "0001_initial"),)

    operations = (
        function(_sql.ACTOR, "core_actor()"),
        function(_sql.VISIBLE_OWNERS, "core_visible_owners()"),
        function(_sql.VISIBLE_TEAMS, "core_visible_teams()"),
        function(_sql.COUNT_VERSION, "core_count_version()"),
        function(_sql.TRACK, "core_track()"),
        Protect("Change", read=SEEN),
        Protect("PastRow", read=owner_rule("owner_id")),
        Protect("Epoch", read="true"),
        migrations.RunSQL(
            "insert into core_epoch (id, began_at) values (gen_random_uuid(), now())", migrations.RunSQL.noop
        ),
    )
