"""Reads a test report: what was skipped was not tested, and `.ci/run` has every tool."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from deploy.local.paths import ROOT

REFERENCES = ROOT.parent / "shared" / "vectors"
"""Files beside the repository, not in it: only where there are none may the tests that compare with them be skipped."""


def skipped_in(report: Path, references: Path) -> Iterator[str]:
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - our own report
        for mark in case.iter("skipped"):
            is_excused = "reference file" in str(mark.get("message")) and not references.is_dir()
            if mark.get("type") != "pytest.xfail" and not is_excused:
                yield f"{case.get('classname')}.{case.get('name')}: {mark.get('message')}"


def tell(arguments: list[str]) -> int:
    report = Path(arguments[0])
    if not report.exists():
        print("paceline: no tests were run")
        return 1
    skipped = list(skipped_in(report, REFERENCES))
    print("\n".join(["skipped:", *skipped] if skipped else ["no test was skipped"]))
    return 1 if skipped else 0
