"""`script/check`: everything that can be said about the code without running it.

script/check            all of it
script/check --fix      formats and mends what can be mended first
script/check lint types only these
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from deploy.local import vulnerabilities
from deploy.local.paths import BIN, DATA, PYTHON, ROOT
from deploy.local.translations import incomplete

Check = Callable[[], bool]
SCHEMA = ROOT / "docs" / "openapi.yaml"


def _runs(*command: str) -> Check:
    return lambda: subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def _manage(*arguments: str) -> Check:
    return _runs(str(PYTHON), "manage.py", *arguments)


def _program(name: str, *arguments: str) -> Check:
    return _runs(str(BIN / name), *arguments)


def _has_current_schema() -> bool:
    """The committed description of the API is the one the code gives."""
    draft = DATA / "openapi.yaml"
    if not _manage("spectacular", "--file", str(draft), "--validate", "--fail-on-warn")():
        return False
    if SCHEMA.exists() and SCHEMA.read_text() == draft.read_text():
        return True
    _runs("git", "--no-pager", "diff", "--no-index", "--stat", str(SCHEMA), str(draft))()
    print("docs/openapi.yaml is not what the code says; renew it with: script/check --fix schema")
    return False


def _translations_are_complete() -> bool:
    faults = incomplete(ROOT / "locale")
    print("\n".join(faults), end="\n" if faults else "")
    return not faults


CHECKS: dict[str, Check] = {
    "format": _program("ruff", "format", "--check", "--quiet", "."),
    "lint": _program("ruff", "check", "--quiet", "."),
    "types": _program("mypy", "--no-error-summary"),
    "imports": _program("lint-imports"),
    "migrations": _manage("makemigrations", "--check", "--dry-run"),
    "schema": _has_current_schema,
    "templates": _program("djlint", "templates", "--lint", "--quiet"),
    "translations": _translations_are_complete,
    "vulnerabilities": vulnerabilities.none_known,
}
FIXES: dict[str, Check] = {
    "format": _program("ruff", "format", "--quiet", "."),
    "lint": _program("ruff", "check", "--quiet", "--fix", "."),
    "schema": _manage("spectacular", "--file", str(SCHEMA)),
}


def main(arguments: list[str]) -> int:
    wanted = [name for name in CHECKS if name in arguments] or list(CHECKS)
    for name in wanted if "--fix" in arguments else []:
        FIXES.get(name, lambda: True)()
    failed = [name for name in wanted if not _passes(name)]
    print(
        f"\n{len(wanted) - len(failed)} of {len(wanted)} checks pass"
        + (f"; not: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 0


def _passes(name: str) -> bool:
    began = time.monotonic()
    has_passed = CHECKS[name]()
    print(f"{'ok  ' if has_passed else 'FAIL'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    return has_passed


if __name__ == "__main__":
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    Path(DATA).mkdir(exist_ok=True)
    sys.exit(main(sys.argv[1:]))
