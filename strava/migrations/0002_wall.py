from django.db import migrations

from core.rls import Protect, TrackChanges

OWN = "athlete_id = any ((select training_own_athletes())::uuid[])"


class Migration(migrations.Migration):
    """Events and states are looked up before anybody is acting: they stand on the list of open tables."""

    dependencies = (("strava", "0001_initial"), ("training", "0002_wall"))

    operations = (
        Protect("Connection", read=OWN, write=OWN),
        TrackChanges("Connection", kind="strava_connection", owner="athlete_id"),
        Protect("KnownActivity", read=OWN, write=OWN),
        Protect("Fetch", read=OWN, write=OWN),
        Protect("Backfill", read=OWN, write=OWN),
        Protect("BudgetWindow", read="true"),
    )
