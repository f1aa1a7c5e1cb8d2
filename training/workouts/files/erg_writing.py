"""Writing ERG (watts) and MRC (percent) files."""

from training.formats.recording import Unreadable
from training.workouts.files.exported import FREE_SHARE, Exported, Source, duration_of, filename, shares_of
from training.workouts.files.imported import Warnings, one_line
from training.workouts.structure import expand


def export_erg(source: Source) -> Exported:
    """Watts need a threshold power; it is named in the header."""
    ftp = source.thresholds.ftp_w or source.thresholds.cp_w
    if not ftp:
        raise Unreadable("no_ftp", "Watts cannot be written: the athlete's threshold power is not known.")
    return _exported(source, "erg", ftp)


def export_mrc(source: Source) -> Exported:
    return _exported(source, "mrc", None)


def _exported(source: Source, ending: str, ftp: float | None) -> Exported:
    warnings = Warnings()
    points, texts = _points(source, ftp or 100.0, warnings)
    lines = [
        "[COURSE HEADER]",
        "VERSION = 2",
        "UNITS = METRIC",
        f"DESCRIPTION = {one_line(source.description, 1_000)}",
        f"FILE NAME = {filename(source.title, ending)}",
        *([f"FTP = {ftp:g}"] if ftp else []),
        "MINUTES WATTS" if ftp else "MINUTES PERCENT",
        "[END COURSE HEADER]",
        "[COURSE DATA]",
        *(f"{seconds / 60:.4f}\t{value:.2f}" for seconds, value in points),
        "[END COURSE DATA]",
        *(["[COURSE TEXT]", *texts, "[END COURSE TEXT]"] if texts else []),
        "",
    ]
    return Exported("\r\n".join(lines).encode(), filename(source.title, ending), "text/plain", warnings.all())


def _points(source: Source, threshold: float, warnings: Warnings) -> tuple[list[tuple[float, float]], list[str]]:
    """Two points for each step, and notes with the second they belong to."""
    resolved = source.resolved()
    points: list[tuple[float, float]] = []
    texts: list[str] = []
    at = 0.0
    for placed in expand(source.workout):
        step = resolved[placed.path]
        shares = shares_of(step, placed.step, warnings)
        if shares is None:
            warnings.add("free_step", "A free step was written as half of threshold power.")
            shares = FREE_SHARE, FREE_SHARE
        if not step.is_ramp:
            shares = (sum(shares) / 2, sum(shares) / 2)
        end = at + duration_of(step, warnings)
        points += [(at, shares[0] * threshold), (end, shares[1] * threshold)]
        texts += [f"{at:.0f}\t{one_line(step.note, 500)}\t10"] if step.note else []
        at = end
    return points, texts
