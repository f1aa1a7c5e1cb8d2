"""What the charts say, handed to them as JSON in the language of the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CHART_WORDS: dict[str, Promise] = {
    "chart_failed": _("The chart could not be loaded."),
    "try_again": _("Try again"),
    "as_table": _("Show as table"),
    "table": _("Table"),
    "time": _("Time"),
    "distance": _("Distance"),
    "duration": _("Duration"),
    "ascent": _("Ascent"),
    "along": _("Horizontal axis"),
    "cursor": _("Place in the session"),
    "smoothing": _("Smoothing"),
    "smoothed": _("Mean of {n} s"),
    "unsmoothed": _("Not smoothed"),
    "zoom_in": _("Zoom in"),
    "zoom_out": _("Zoom out"),
    "whole": _("Whole session"),
    "keep_only": _("Keep only this part"),
    "session_keys": _("Drag over a chart to look closer. With the keyboard: arrows move the cursor, + and − zoom, Esc shows the whole session."),
    "average_of": _("{mean} {unit} ({low}–{high})"),
    "power": _("Power"),
    "normalized_power": _("Weighted power"),
    "heart_rate": _("Heart rate"),
    "speed": _("Speed"),
    "pace": _("Pace"),
    "cadence": _("Cadence"),
    "altitude": _("Altitude"),
    "grade": _("Gradient"),
    "temperature": _("Temperature"),
    "day": _("Day"),
    "range": _("Time span"),
    "six_weeks": _("6 weeks"),
    "three_months": _("3 months"),
    "one_year": _("1 year"),
    "all": pgettext_lazy("time span", "All"),
    "fitness": _("Fitness"),
    "fatigue": _("Fatigue"),
    "form": _("Form"),
    "load": _("Load"),
    "ramp": _("Ramp"),
    "state": _("State"),
    "building": _("Building"),
    "planned_load": _("Planned load"),
    "expected_fitness": _("Expected fitness"),
    "fitness_keys": _("Choose a day to see why fitness changed, or drag over several. Keyboard: arrows move by a day, Enter explains."),
    "form_fresh": _("Fresh"),
    "form_grey": _("Neutral"),
    "form_productive": _("Productive"),
    "form_heavy": _("Very tired"),
    "with_map": _("Show on a map"),
    "seconds_short": _("{n} s"),
    "minutes_short": _("{n} min"),
    "hours_short": _("{n} h"),
    "unit_w": pgettext_lazy("unit", "W"),
    "unit_bpm": pgettext_lazy("unit", "bpm"),
    "unit_rpm": pgettext_lazy("unit", "rpm"),
    "unit_spm": pgettext_lazy("unit", "steps/min"),
    "unit_km": pgettext_lazy("unit", "km"),
    "unit_mi": pgettext_lazy("unit", "mi"),
    "unit_m": pgettext_lazy("unit", "m"),
    "unit_ft": pgettext_lazy("unit", "ft"),
    "unit_kmh": pgettext_lazy("unit", "km/h"),
    "unit_mph": pgettext_lazy("unit", "mph"),
    "unit_min_km": _("min/km"),
    "unit_min_mi": _("min/mi"),
    "unit_min_100m": _("min/100 m"),
    "unit_min_yd": _("min/100 yd"),
}  # fmt: skip

UPLOAD_WORDS: dict[str, Promise] = {
    "waiting": _("Waiting"),
    "sending": _("Sending {percent} %"),
    "reading": _("Being read"),
    "done": _("Done"),
    "partial": _("Read in part"),
    "duplicate": _("Already here"),
    "failed": _("Not taken"),
    "open": _("Open"),
    "too_large": _("Larger than 25 MB."),
    "wrong_kind": _("Neither FIT, TCX, GPX nor ZIP."),
    "not_sent": _("Could not be sent. Check your connection and choose it again."),
    "slow_down": _("Many files at once: going on in {n} s."),
    "signed_out": _("You are signed out. Sign in and choose the files again."),
    "summary": _("{settled} of {total} files read"),
    "results": _("{done} new, {duplicate} already here, {partial} in part, {failed} not taken"),
    "all_read": _("Everything is read."),
}


def chart_words() -> dict[str, str]:
    return {key: str(word) for key, word in CHART_WORDS.items()}


def upload_words() -> dict[str, str]:
    return {key: str(word) for key, word in UPLOAD_WORDS.items()}


CALENDAR_WORDS: dict[str, Promise] = {
    "moving": _("Moving {n}: arrows choose the day, Enter puts down, Esc lets it be."),
    "copying": _("Copying {n}: arrows choose the day, Enter puts down, Esc lets it be."),
    "let_be": _("Nothing was moved."),
    "chosen": _("{n} chosen"),
    "is_chosen": _("chosen"),
    "move_to": _("Move or copy to…"),
    "delete": _("Delete"),
    "clear": _("Clear"),
    "not_sent": _("This could not be saved. Check your connection; nothing was changed."),
    "not_movable": _("This one cannot be moved."),
    "close": _("Close"),
}


def calendar_words() -> dict[str, str]:
    return {key: str(word) for key, word in CALENDAR_WORDS.items()}
