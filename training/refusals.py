"""Why a file became no session, in the reader's language: the file, the cause, the place."""

from django.utils.translation import get_language
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

REASONS = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than 25 MB."),
    "not_a_session": _("The file holds no session: it is a settings, workout, course or health file."),
    "unknown_format": _("The file is neither FIT, TCX nor GPX."),
    "damaged": _("The file is damaged and nothing could be recovered."),
    "no_records": _("The file has no recorded values."),
    "no_time": _("The file does not say when the session was."),
    "entities": _("The file declares XML entities, which are not accepted."),
    "nested": _("An archive inside of an archive is not opened."),
    "bomb": _("The archive unpacks to far more than it should."),
    "too_many": _("The archive holds too many files."),
    "unsafe_name": _("The file's name points outside the archive."),
    "link": _("This is a link, not a file."),
    "encrypted": _("The file is locked with a password."),
    "truncated": _("The file ends too early; what could be read was taken."),
    "crc": _("The file is damaged; what could be read was taken."),
    "unfinished": _("The device never closed the file; what could be read was taken."),
    "trailing": _("Behind the session the file holds bytes nobody knows; what could be read was taken."),
    "damaged_in_part": _("The file is damaged; what could be read was taken."),
    "too_demanding": _("Reading the file takes too much time or memory."),
    "nothing_inside": _("The archive holds no files of sessions."),
    "gave_up": _("The file could not be read in several attempts."),
    "lost": _("The file is no longer there. Please send it again."),
}


def explain(code: str, filename: str, told: str = "") -> str:
    """`told` is what the reader said, in English, with the place on a line of its own."""
    message, _line, place = told.partition("\n")
    is_english = (get_language() or "en").startswith("en")
    reason = message if message and (is_english or code not in REASONS) else str(REASONS.get(code, REASONS["damaged"]))
    if place and place not in reason:
        reason = translate("%(reason)s (%(place)s)") % {"reason": reason, "place": place}
    return translate("%(filename)s: %(reason)s") % {"filename": filename, "reason": reason}
