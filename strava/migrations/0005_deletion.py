import core.fields
import core.ids
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from core.rls import Protect

OWN = "athlete_id = any ((select training_own_athletes())::uuid[])"
STATES = [("waiting", "Waiting"), ("leased", "Being done"), ("done", "Done"), ("dead", "Given up")]


def move(apps, schema_editor):  # type: ignore[no-untyped-def]
    """What was to be deleted, with the keys that were to be ended, in a table of its own."""
    backfills, links = apps.get_model("strava", "Backfill"), apps.get_model("strava", "Connection")
    old = backfills.objects.filter(kind="purge")
    for row in old.exclude(state="done"):
        made = apps.get_model("strava", "Deletion")(athlete_id=row.athlete_id, created_at=row.created_at)
        link = links.objects.filter(athlete_id=row.athlete_id, state="disconnected").first()
        if link is not None:
            made.strava_athlete_id, made.expires_at = link.strava_athlete_id, link.expires_at
            made.access_token, made.refresh_token = link.access_token, link.refresh_token
            link.access_token = link.refresh_token = link.expires_at = None
            link.save()
        made.save()
    old.delete()


def move_back(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Keys that no connection holds any more cannot be ended afterwards; the data goes all the same."""
    backfills = apps.get_model("strava", "Backfill")
    for row in apps.get_model("strava", "Deletion").objects.filter(Q(deleted_at=None) & ~Q(state="done")):
        backfills.objects.get_or_create(
            athlete_id=row.athlete_id, kind="purge", state="waiting", defaults={"before_at": row.created_at}
        )


class Migration(migrations.Migration):
    dependencies = (
        ("strava", "0004_fill_policy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.AddField(
            model_name="connection",
            name="compared_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="compared with the whole list"),
        ),
        migrations.AddField(
            model_name="knownactivity",
            name="seen_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Deletion",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(choices=STATES, default="waiting", max_length=10, verbose_name="state"),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                (
                    "run_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="due"),
                ),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("lease_token", models.UUIDField(blank=True, editable=False, null=True)),
                ("last_error", models.TextField(blank=True, default="", verbose_name="last error")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="created"),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                ("strava_athlete_id", models.BigIntegerField(null=True, verbose_name="id at Strava")),
                ("access_token", core.fields.EncryptedTextField(null=True)),
                ("refresh_token", core.fields.EncryptedTextField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("removed", models.PositiveIntegerField(default=0, verbose_name="sessions deleted")),
                ("deleted_at", models.DateTimeField(blank=True, null=True, verbose_name="deleted")),
                (
                    "athlete",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "deletion of Strava data",
                "verbose_name_plural": "deletions of Strava data",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "leased"])),
                        fields=["run_at"],
                        name="strava_deletion_due",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None)), fields=["athlete"], name="strava_deletion_of_athlete"
                    ),
                ],
            },
        ),
        Protect("Deletion", read=OWN),
        migrations.RunPython(move, move_back),
    )
