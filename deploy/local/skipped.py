"""Reads a test report: what was skipped was not tested, and `.ci/run` has every tool."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

BESIDE = "reference file"
"""Files that lie beside the repository, not in it: tests that compare with them run where they are."""


def skipped_in(report: Path) -> Iterator[str]:
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - our own report
        for mark in case.iter("skipped"):
            if mark.get("type") != "pytest.xfail" and BESIDE not in str(mark.get("message")):
                yield f"{case.get('classname')}.{case.get('name')}: {mark.get('message')}"


def tell(arguments: list[str]) -> int:
    report = Path(arguments[0])
    if not report.exists():
        print("paceline: no tests were run")
        return 1
    skipped = list(skipped_in(report))
    print("\n".join(["skipped:", *skipped] if skipped else ["no test was skipped"]))
    return 1 if skipped else 0
