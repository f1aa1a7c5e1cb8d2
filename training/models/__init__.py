from training.models.activity import (
    Activity,
    ActivityQuerySet,
    Analysis,
    Correction,
    CorrectionKind,
    Curve,
    CurveMetric,
    Gear,
    LoadMethod,
    SubSport,
)
from training.models.ledger import ChangeCause, LoadChange, LoadDay, PlannedDay, Recomputation
from training.models.original import Original
from training.models.passported import Circle, Passported, PassportedQuerySet
from training.models.source import Source, SourceKind, SourcePolicy, Stream
from training.models.upload import ArchiveImport, ArchiveState, ItemState, Upload, UploadFile, UploadItem

__all__ = [
    "Activity",
    "ActivityQuerySet",
    "Analysis",
    "ArchiveImport",
    "ArchiveState",
    "ChangeCause",
    "Circle",
    "Correction",
    "CorrectionKind",
    "Curve",
    "CurveMetric",
    "Gear",
    "ItemState",
    "LoadChange",
    "LoadDay",
    "LoadMethod",
    "Original",
    "Passported",
    "PassportedQuerySet",
    "PlannedDay",
    "Recomputation",
    "Source",
    "SourceKind",
    "SourcePolicy",
    "Stream",
    "SubSport",
    "Upload",
    "UploadFile",
    "UploadItem",
]
