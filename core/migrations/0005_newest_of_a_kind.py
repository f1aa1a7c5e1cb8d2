from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("core", "0004_plumbing_wall"),)

    operations = (
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["owner_id", "kind", "xid", "seq"], name="change_kind_order"),
        ),
    )
