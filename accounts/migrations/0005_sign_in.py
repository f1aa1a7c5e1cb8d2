from django.db import migrations

from accounts.migrations import _sign_in
from core.rls import function


class Migration(migrations.Migration):
    dependencies = (("accounts", "0004_no_superusers"), ("sessions", "0001_initial"))

    operations = (
        function(_sign_in.BY_TOKEN, "accounts_sign_in_by_token(uuid, uuid)"),
        function(_sign_in.BY_KEY, "accounts_sign_in_by_key(bytea)"),
    )
