from django.db import migrations


class Migration(migrations.Migration):
    """waffle makes its own flag tables although ours replace them; nothing reads them."""

    dependencies = (("accounts", "0002_wall"), ("waffle", "0004_update_everyone_nullbooleanfield"))

    operations = (
        migrations.RunSQL(
            "drop table if exists waffle_flag_users, waffle_flag_groups, waffle_flag",
            "create table waffle_flag (id bigint); create table waffle_flag_groups (id bigint);"
            " create table waffle_flag_users (id bigint)",
        ),
    )
