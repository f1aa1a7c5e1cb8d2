from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("training", "0005_plan_wall"),)

    operations = (
        migrations.RemoveIndex(model_name="activity", name="activity_restricted"),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["athlete"],
                name="activity_restricted",
                condition=models.Q(
                    models.Q(("visible_to", "team"), _negated=True),
                    ("ai_allowed", False),
                    ("combinable", False),
                    _connector="OR",
                ),
            ),
        ),
    )
