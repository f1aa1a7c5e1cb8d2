from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("accounts", "0003_drop_swapped_flags"),)

    operations = (migrations.RemoveField(model_name="user", name="is_superuser"),)
