import django.contrib.postgres.fields
from django.db import migrations, models

from core.rls import Protect

OWN = "athlete_id = any ((select training_own_athletes())::uuid[])"


class Migration(migrations.Migration):
    """What was asked for at Strava; and the ways there are seen by nobody but who set out, and the house."""

    dependencies = (("strava", "0005_deletion"),)

    operations = (
        migrations.AddField(
            model_name="authorizationstate",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="connection",
            name="asked_scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), default=list, size=None
            ),
        ),
        Protect("AuthorizationState", read=OWN, write=OWN),
    )
