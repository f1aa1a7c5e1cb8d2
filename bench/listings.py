"""Histories of totals alone, of very busy athletes: time, memory and questions of each page, at three sizes."""

from bench.scratch import run_inside
from bench.simulated import Site

FLAT = 1.2


def measure_listings(site: Site) -> None:
    print(
        f"\n{'list of':<10} {'calls':>6} {'took s':>7} {'CPU s':>6} {'ms each':>8} {'questions a page':>17} {'MB at first':>12} {'peak':>6}"
    )
    each: list[float] = []
    for somebody in site.people:
        size = len(site.sim.activities(somebody["athlete"]))
        site.sim.forget_calls()
        site.begin([somebody])
        told = run_inside(site.environment, "bench.listed", somebody["user"])
        if told["known"] != size or told["sessions"] != size:
            raise SystemExit(f"{told['known']} of {size} were found, {told['sessions']} became sessions")
        each.append(told["cpu_s"] / size * 1000)
        print(f"{size:<10,} {len(site.sim.calls):>6} {told['took_s']:>7.1f} {told['cpu_s']:>6.1f} {each[-1]:>8.2f}"
              f" {told['fewest']:>8}–{told['most']:<8} {told['begun_mb']:>12.0f} {told['peak_mb']:>6.0f}")  # fmt: skip
    growth = each[-1] / each[0]
    print(
        f"{growth:.2f}× as long for each of the most as for each of the fewest: {'flat' if growth <= FLAT else 'NOT flat'}"
    )
