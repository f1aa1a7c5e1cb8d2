from django.db import migrations

OWN = "athlete_id = any ((select training_own_athletes())::uuid[])"
SEEN = "athlete_id = any ((select training_visible_athletes())::uuid[])"
SHOWN = f"{SEEN} and (visible_to <> 'owner' or {OWN})"
LOOKED_ON = "(select coalesce(current_setting('app.onlooker', true), '') = 'on')"
TABLES = ("activity", "source", "stream", "analysis", "curve", "loadday", "loadchange")


def read_by(rule: str) -> list[str]:
    return [f"alter policy app_select on training_{table} using ({rule})" for table in TABLES]


class Migration(migrations.Migration):
    """Staff who look through an athlete's eyes are not the athlete: what is not for the team they do not see."""

    dependencies = (("training", "0012_gear_names"),)

    operations = (
        migrations.RunSQL(read_by(f"{SHOWN} and (visible_to = 'team' or not {LOOKED_ON})"), reverse_sql=read_by(SHOWN)),
    )
