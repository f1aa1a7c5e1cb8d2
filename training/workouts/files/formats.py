"""Any workout file in, any workout file out."""

from collections.abc import Callable

from training.formats.fit import is_fit
from training.workouts.files.erg import import_erg
from training.workouts.files.erg_writing import export_erg, export_mrc
from training.workouts.files.exported import Exported, Source
from training.workouts.files.fit import import_fit
from training.workouts.files.fit_writing import export_fit
from training.workouts.files.imported import Imported, check_bytes, decoded, not_a_workout
from training.workouts.files.json import export_json, import_json
from training.workouts.files.zwo import import_zwo
from training.workouts.files.zwo_writing import export_zwo

EXPORTERS: dict[str, Callable[[Source], Exported]] = {
    "zwo": export_zwo,
    "fit": export_fit,
    "erg": export_erg,
    "mrc": export_mrc,
    "json": export_json,
}


def import_workout(content: bytes) -> Imported:
    """Told apart by what is in them; names of files lie too often. Raises training.formats Unreadable."""
    check_bytes(content)
    if is_fit(content):
        return import_fit(content)
    start = decoded(content[:65_536]).lstrip("\ufeff \t\r\n\0")
    if start[:1] == "<":
        return import_zwo(content)
    if start[:1] in {"{", "["} and not start[:20].casefold().startswith("[course"):
        return import_json(content)
    if "[course" in start.casefold():
        return import_erg(content)
    raise not_a_workout("This is none of the workout files that can be read: ZWO, ERG, MRC, FIT, JSON.")
