"""Proposed thresholds in the reader's words and units."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.web import measures
from training import units as written
from training.proposals import Proposal

BASES: dict[str, Promise] = {
    "effort": _("from your best effort of 3 to 60 minutes"),
    "critical_power": _("from all your best efforts of 2 to 30 minutes"),
    "twenty_minutes": _("from your best 20 minutes"),
    "peak": _("from the fastest your heart has beaten for 10 seconds"),
}


def shown(proposal: Proposal, units: str) -> dict[str, Any]:
    measure = measures.measure(proposal.kind, units)
    return {
        "proposal": proposal,
        "label": measures.NAMES[proposal.kind],
        "text": measure.show(proposal.value),
        "unit": measure.unit,
        "now": measure.show(proposal.current) if proposal.current else "",
        "basis": BASES[proposal.basis],
    }


def model_figures(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The power model as figures; what the efforts do not determine is left out."""
    two, three, uptake = told["two_parameters"], told["three_parameters"], told["vo2max"]
    rows: list[tuple[Any, Any, Any]] = []
    if two:
        rows += [
            (_("Critical power"), written.watts(two.cp_w), ""),
            (_("Work above it (W′)"), written.kilojoules(two.w_prime_j), ""),
        ]
    if three and three.max_power_w:
        rows.append((_("Greatest power"), written.watts(three.max_power_w), _("foreseen by a model of three values")))
    if uptake:
        reach = _("between %(low)s and %(high)s") % {
            "low": written.number(uptake.low),
            "high": written.number(uptake.high),
        }
        rows.append(
            (_("Oxygen uptake (VO₂max)"), written.Quantity(written.number(uptake.value), _("ml/kg/min")), reach)
        )
    return [{"label": label, "quantity": quantity, "hint": hint} for label, quantity, hint in rows]
