from django.db import migrations, models


class Migration(migrations.Migration):
    """How each step of a workout was done, beside the judgement on the whole."""

    dependencies = (("training", "0009_slim_indexes"),)

    operations = (
        migrations.AddField(
            model_name="workout",
            name="alignment",
            field=models.JSONField(db_default={}, default=dict),
        ),
    )
