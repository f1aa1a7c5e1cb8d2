import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from config.doctor import Examination, Finding, Level, database, examine, keys, services
from core.acting import as_system

EXAMINATIONS: dict[str, Examination] = {
    "configuration": keys.configuration,
    "roles": database.roles,
    "privileges": database.default_privileges,
    "migrations": database.migrations,
    "wall": database.wall,
    "keys": keys.keys,
    "audit log": database.audit_log,
    "staff": database.staff,
    "schedules": services.schedules,
    "redis": services.redis_server,
    "mail": services.mail,
    "clock": database.clock,
    "disk": services.disk,
}
# These look at what the site itself may do; the others need to see every row.
AS_THE_SITE = frozenset({"roles", "migrations"})


class Command(BaseCommand):
    help = "Examines this installation. Each line says what is wrong and how to mend it; exits with 1 when something fails."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        findings = [finding for name, examination in EXAMINATIONS.items() for finding in self._told(name, examination)]
        if any(finding.level == Level.FAIL for finding in findings):
            sys.exit(1)

    def _told(self, name: str, examination: Examination) -> list[Finding]:
        findings = _run(name, examination)
        for finding in findings:
            remedy = f"\n{'':>22}→ {finding.remedy}" if finding.remedy else ""
            self.stdout.write(
                self._styled(finding.level)(f"{finding.level.value:<5} {name:<15} {finding.message}{remedy}")
            )
        return findings

    def _styled(self, level: Level) -> Any:
        return {Level.OK: str, Level.WARN: self.style.WARNING, Level.FAIL: self.style.ERROR}[level]


def _run(name: str, examination: Examination) -> list[Finding]:
    if name in AS_THE_SITE:
        return list(examine(name, examination))
    try:
        with as_system("doctor"), transaction.atomic():
            return list(examine(name, examination))
    except Exception:  # the transaction could not even begin
        return list(examine(name, examination))
