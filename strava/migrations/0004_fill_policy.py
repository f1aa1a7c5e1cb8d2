from django.conf import settings
from django.db import migrations

# As they were on the day of this migration; strava.policies has those of today.
PRESETS = {
    "athlete_only": ("owner", False, False, False, 6),
    "coach_view": ("coach", False, True, True, None),
    "full": ("team", True, True, True, None),
}
NAMES = ("visible_to", "ai_allowed", "combinable", "geo_stored", "keep_days")


def fill(apps, schema_editor):  # type: ignore[no-untyped-def]
    """What the operator chose; without a choice the table stays empty, and what comes is closed."""
    chosen = PRESETS.get(settings.STRAVA_DATA_POLICY)
    if chosen is None:
        return
    values = dict(zip(NAMES, chosen, strict=True), attribution="Powered by Strava")
    apps.get_model("training", "SourcePolicy").objects.get_or_create(kind="strava", defaults=values)


def leave(apps, schema_editor):  # type: ignore[no-untyped-def]
    """A row that somebody decided about is theirs; filled again it would be the same."""


class Migration(migrations.Migration):
    dependencies = (("strava", "0003_fetch_order"), ("training", "0011_policies"))

    operations = (migrations.RunPython(fill, leave),)
