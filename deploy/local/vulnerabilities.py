"""Known holes in the locked packages. Without a network this cannot be known, and is no failure."""

import json
import subprocess
from typing import Any

from deploy.local import registries
from deploy.local.paths import BIN, ROOT


def none_known() -> bool:
    command = [str(BIN / "pip-audit"), "--requirement", "requirements.txt", "--require-hashes", "--disable-pip",
               "--format", "json", "--progress-spinner", "off", "--timeout", "10"]  # fmt: skip
    environment = registries.for_requests()
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    packages = _packages(result.stdout)
    if packages is None:
        print(f"not asked, the registry does not answer: {(result.stderr.strip().splitlines() or [''])[-1]}")
        return True
    found = [(package, hole) for package in packages for hole in package.get("vulns", [])]
    for package, hole in found:
        versions = ", ".join(hole["fix_versions"]) or "none yet"
        print(f"{package['name']} {package['version']}: {hole['id']}, mended in {versions}")
    return not found


def _packages(report: str) -> list[dict[str, Any]] | None:
    try:
        packages: list[dict[str, Any]] = json.loads(report)["dependencies"]
    except (ValueError, KeyError):
        return None
    return packages
