from django.db import migrations, models


class Migration(migrations.Migration):
    """How a team judges what was done, and whether its athletes may swap workouts."""

    dependencies = (("accounts", "0006_quick_sight"),)

    operations = (
        migrations.AddField(
            model_name="team",
            name="athletes_may_swap",
            field=models.BooleanField(db_default=True, default=True, verbose_name="athletes may swap workouts"),
        ),
        migrations.AddField(
            model_name="team",
            name="compliance_by",
            field=models.CharField(
                choices=[
                    ("first", "What was planned first: duration, distance, load"),
                    ("duration", "Duration"),
                    ("distance", "Distance"),
                    ("load", "Load"),
                ],
                db_default="first",
                default="first",
                max_length=10,
                verbose_name="judged by",
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="compliance_green_pct",
            field=models.PositiveSmallIntegerField(db_default=20, default=20, verbose_name="as planned within"),
        ),
        migrations.AddField(
            model_name="team",
            name="compliance_yellow_pct",
            field=models.PositiveSmallIntegerField(db_default=50, default=50, verbose_name="nearly as planned within"),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("compliance_green_pct__gte", 1),
                    ("compliance_yellow_pct__gt", models.F("compliance_green_pct")),
                    ("compliance_yellow_pct__lte", 99),
                ),
                name="team_compliance_in_order",
                violation_error_message="Nearly as planned reaches farther than as planned, both from 1 to 99 %.",
            ),
        ),
    )
