from django.db import migrations

from core.rls import Protect, TrackChanges, athlete_rule, function
from training.migrations import _sql

OWN = "athlete_id = any ((select training_own_athletes())::uuid[])"
SEEN = "athlete_id = any ((select training_visible_athletes())::uuid[])"
SHOWN = f"{SEEN} and (visible_to <> 'owner' or {OWN})"
EDITED = athlete_rule("edit_profile")


class Migration(migrations.Migration):
    dependencies = (("training", "0001_initial"), ("accounts", "0006_quick_sight"), ("core", "0004_plumbing_wall"))

    operations = (
        function(_sql.OWN_ATHLETES, "training_own_athletes()"),
        function(_sql.VISIBLE_ATHLETES, "training_visible_athletes()"),
        # sessions
        Protect("Activity", read=SHOWN, write=OWN),
        TrackChanges("Activity", kind="activity", owner="athlete_id"),
        Protect("Source", read=SHOWN, write=OWN),
        Protect("Stream", read=SHOWN, write=OWN),
        Protect("Analysis", read=SHOWN, write=OWN),
        Protect("Curve", read=SHOWN, write=OWN),
        Protect("Correction", read=SEEN, write=OWN),
        Protect("Gear", read=SEEN, write=OWN),
        TrackChanges("Gear", kind="gear", owner="athlete_id"),
        Protect("SourcePolicy", read="true"),
        # the ledger
        Protect("LoadDay", read=SHOWN, write=OWN),
        Protect("LoadChange", read=SHOWN, insert=OWN),
        Protect("PlannedDay", read=athlete_rule("view_plan"), write=athlete_rule("edit_plan")),
        Protect("Recomputation", read=f"{SEEN} or {EDITED}", insert=f"{OWN} or {EDITED}"),
        # files
        Protect("Original", read=OWN, write=OWN),
        Protect("Upload", read=OWN, write=OWN),
        Protect("UploadFile", read=OWN, write=OWN),
        Protect("UploadItem", read=OWN, write=OWN),
        Protect("ArchiveImport", read=OWN, write=OWN),
    )
