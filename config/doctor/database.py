from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts import audit_chain
from accounts.models import StaffRole, User
from config.doctor import Finding, fail, ok, warn
from config.open_tables import is_open
from core.postgres.provision import missing_roles

PROVISION = "run: script/manage provision"
MIGRATE = "run: script/manage migrate"
CLOCK_WARN_S, CLOCK_FAIL_S = 2, 30


def roles() -> Iterator[Finding]:
    for name in missing_roles():
        yield fail(f"the role {name} does not exist", PROVISION)
    login, app = (settings.DATABASE_ROLES[key] for key in ("login", "app"))
    with connection.cursor() as cursor:
        cursor.execute("select current_user, session_user")
        current, session = cursor.fetchone()
        cursor.execute("select rolsuper, rolbypassrls, rolinherit from pg_roles where rolname = session_user")
        is_super, bypasses, inherits = cursor.fetchone()
    remedy = f"let DATABASE_URL use the login {login}; {PROVISION}"
    for fault, is_there in {"is a superuser": is_super, "has BYPASSRLS": bypasses, "inherits roles": inherits}.items():
        if is_there:
            yield fail(f"DATABASE_URL connects as {session}, which {fault}: it would see every row", remedy)
    if current != app:
        yield fail(f"the site works as {current} instead of {app}", PROVISION)
    else:
        yield ok(f"the site connects as {session} and works as {current}")


def default_privileges() -> Iterator[Finding]:
    owner = settings.DATABASE_ROLES["owner"]
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct grantee.rolname from pg_default_acl d, aclexplode(d.defaclacl) a, pg_roles grantee"
            " where pg_get_userbyid(d.defaclrole) = %s and d.defaclobjtype = 'r' and grantee.oid = a.grantee",
            [owner],
        )
        holders = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
            " and not has_table_privilege(%s, oid, 'select')",
            [settings.DATABASE_ROLES["app"]],
        )
        closed = sorted(name for (name,) in cursor.fetchall())
    missing = {settings.DATABASE_ROLES[key] for key in ("app", "system")} - holders
    if missing:
        yield fail(f"new tables would stay closed to {', '.join(sorted(missing))}", PROVISION)
    if closed:
        yield fail(f"closed to the site: {', '.join(closed)}", PROVISION)
    if not missing and not closed:
        yield ok("the site may use every table, and every table to come")


def wall() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relrowsecurity and relforcerowsecurity, array_agg(r) filter (where r is not null)"
            " from pg_class left join pg_policies on tablename = relname and schemaname = 'public'"
            " left join lateral unnest(roles) r on true"
            " where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace group by 1, 2 order by 1"
        )
        rows = cursor.fetchall()
    wanted = {settings.DATABASE_ROLES[key] for key in ("app", "system", "owner")}
    uncovered = [table for table, is_forced, _roles in rows if not is_forced and not is_open(table)]
    partial = [table for table, is_forced, roles in rows if is_forced and wanted - set(roles or [])]
    for table in uncovered:
        yield fail(
            f"{table} is not behind row-level security",
            "protect it in a migration, or give the reason in config/open_tables.py",
        )
    for table in partial:
        yield fail(
            f"{table} lacks a policy for one of {', '.join(sorted(wanted))}",
            "protect it again in a migration (core.rls.Protect)",
        )
    if not uncovered and not partial:
        yield ok(
            f"{sum(1 for row in rows if row[1])} tables are behind row-level security, the others on the reasoned list"
        )


def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        names = ", ".join(str(migration) for migration, _back in waiting[:5])
        yield fail(f"{len(waiting)} migrations are waiting ({names})", MIGRATE)
    else:
        yield ok("all migrations are in")


def clock() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        (at,) = cursor.fetchone()
    apart_s = abs((datetime.now(UTC) - at).total_seconds())
    remedy = "run a time service (chrony, systemd-timesyncd) on both machines"
    if apart_s > CLOCK_FAIL_S:
        yield fail(f"this clock and the database's are {apart_s:.0f} s apart", remedy)
    elif apart_s > CLOCK_WARN_S:
        yield warn(f"this clock and the database's are {apart_s:.1f} s apart", remedy)
    else:
        yield ok("the clocks agree")


def staff() -> Iterator[Finding]:
    if User.objects.filter(staff_role=StaffRole.SUPER_ADMIN, is_active=True, suspended_at=None).exists():
        yield ok("there is a super admin")
    else:
        yield warn("nobody is super admin", "run: script/manage create_super_admin --email <e-mail>")


def audit_log() -> Iterator[Finding]:
    breaks = audit_chain.find_breaks(limit=1)
    if breaks:
        where = f"chain {breaks[0].chain}, position {breaks[0].position}"
        yield fail(f"the audit log was tampered with ({where})", "compare with a backup; see docs/operations.md")
    else:
        yield ok("the audit log is whole")
