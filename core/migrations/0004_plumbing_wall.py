from django.db import migrations

from core.rls import Protect, owner_rule

NOBODY = "false"


class Migration(migrations.Migration):
    dependencies = (("core", "0003_plumbing"),)

    operations = (
        Protect("IdempotencyKey", read=owner_rule("actor_id"), write=owner_rule("actor_id")),
        # Work and news belong to the house: only named system work reads or writes them.
        Protect("Event", read=NOBODY),
        Protect("Delivery", read=NOBODY),
        Protect("OutgoingMail", read=NOBODY),
        # States of the whole instance tell nothing about anyone.
        Protect("Heartbeat", read="true", insert="true", update="true"),
        Protect("Switch", read="true"),
        Protect("RateLimit", read="true"),
    )
