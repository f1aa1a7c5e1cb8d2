"""What is wrong with a typed workout, in the language of the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

FAULTS: dict[str, Text] = {
    "not_a_step": _("A step starts with a dash, a repeat with its count, as in 4x."),
    "missing_length": _("A step starts with its length, such as 5m, 400mtr or lap."),
    "second_length": _("The step has a length already. A note that says one stands in quotes."),
    "second_target": _("The step has a target already."),
    "second_cadence": _("The step has a cadence already."),
    "ramp_needs_range": _("A ramp needs where it starts and ends, such as 50-75%."),
    "minutes_in_run": _("“m” is minutes. Write 400mtr for metres, or 100min."),
    "steps_below": _("The steps of a repeat stand under it, each in its own line."),
    "minutes_in_swim": _("“m” is minutes. For metres write mtr, as in 100mtr."),
    "unknown_word": _("This cannot be read here."),
    "open_quote": _("The note’s closing quotation mark is missing."),
    "after_note": _("Nothing can stand behind a note in quotes."),
    "long_note": _("This note is too long."),
    "not_printable": _("The note holds a sign that cannot be shown."),
    "text_too_long": _("This text is too long for a workout."),
    "long_line": _("This line is too long."),
    "repeat_count": _("A repeat is done 1 to 500 times."),
    "too_deep": _("Repeats lie in each other at most 4 deep."),
    "too_many_steps": _("A workout has at most 1,000 steps."),
    "too_many_rounds": _("With its repeats it has more than 5,000 steps."),
    "too_long": _("A workout lasts at most 48 hours."),
    "empty_repeat": _("This repeat has no steps under it."),
    "empty_section": _("This heading has no steps under it."),
    "stray_bracket": _("No bracket was opened before this one."),
    "not_a_heading": _("This cannot be a heading. Steps start with a dash."),
    "heading_in_repeat": _("Inside a bracket no heading can stand."),
}
"""Where a message names a value (`out_of_range`) the language's own text says more."""

EXPECTED: dict[str, Text] = {
    "length": _("a length"),
    "target": _("a target"),
    "cadence": _("a cadence"),
    "note": _("a note"),
    "step": _("a step"),
    "count": _("a number of rounds"),
    "heading": _("a heading"),
}


def fault_told(fault: Mapping[str, Any]) -> dict[str, Any]:
    expected = [str(EXPECTED[code]) for code in fault["expected"] if code in EXPECTED]
    return {
        "line": fault["line"],
        "column": fault["column"],
        "text": str(FAULTS.get(fault["code"], fault["message"])),
        "expected": _("Expected here: %(what)s.") % {"what": ", ".join(expected)} if expected else "",
    }
