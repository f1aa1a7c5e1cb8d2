from django.db import migrations

from accounts.migrations import _sql


class Migration(migrations.Migration):
    """Who may see whom, with a plan that the session keeps: a third of the cost of reading one athlete."""

    dependencies = (("accounts", "0005_sign_in"),)

    operations = (
        migrations.RunSQL(
            _sql.QUICK_VISIBLE_ATHLETES, _sql.VISIBLE_ATHLETES.replace("create function", "create or replace function")
        ),
    )
