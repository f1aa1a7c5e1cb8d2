from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("training", "0011_policies"),)

    operations = (
        migrations.AddField(
            model_name="gear",
            name="named_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=20, verbose_name="named by"),
        ),
    )
