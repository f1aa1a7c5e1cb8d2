"""Any workout file in, any workout file out."""

from collections.abc import Callable
from dataclasses import replace

from training.formats.fit import is_fit
from training.workouts.files.erg import import_erg
from training.workouts.files.erg_writing import export_erg, export_mrc
from training.workouts.files.exported import Exported, Source
from training.workouts.files.fit import import_fit
from training.workouts.files.fit_writing import export_fit
from training.workouts.files.imported import Imported, check_bytes, decoded, not_a_workout, one_line
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
FORMATS = tuple(EXPORTERS)


def read_workout(content: bytes, filename: str = "") -> Imported:
    """Told apart by what is in it; its name only settles what that leaves open. Raises training.formats Unreadable."""
    stem, ending = _parted(filename)
    imported = _reader(content)(content, ending)
    return imported if imported.title else replace(imported, title=one_line(stem))


def write_workout(source: Source, form: str) -> Exported:
    """In one of FORMATS. Raises Unreadable where a workout cannot be told in it, as watts without a threshold."""
    return EXPORTERS[form](source)


def _reader(content: bytes) -> Callable[[bytes, str], Imported]:
    check_bytes(content)
    if is_fit(content):
        return lambda content, _ending: import_fit(content)
    start = decoded(content[:65_536]).lstrip("\ufeff \t\r\n\0")
    if start[:1] == "<":
        return lambda content, _ending: import_zwo(content)
    if start[:1] in {"{", "["} and not start[1:30].lstrip().casefold().startswith("course"):
        return lambda content, _ending: import_json(content)
    if "[course" in start.casefold():
        return import_erg
    raise not_a_workout("This is none of the workout files that can be read: ZWO, ERG, MRC, FIT, JSON.")


def _parted(filename: str) -> tuple[str, str]:
    name = filename.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    return (stem, ending.casefold()) if dot else (name, "")
