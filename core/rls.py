"""Migration operations for the wall inside the database: row-level security and tracked changes.

Policies come in three groups on every table: the rule for people (`app`), everything for named system work
(`system`), and everything for the owner, without which data migrations would update nothing in silence.
"""

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

NOBODY = "false"


class Protect(Operation):
    """Enable and force row-level security on a model's table.

    `read` and the write rules are SQL conditions. `write` stands for insert, update and delete unless one of them
    is given by itself. `append_only` keeps even system work from changing or removing rows.
    """

    reversible = True

    def __init__(
        self,
        model: str,
        *,
        read: str,
        write: str = NOBODY,
        insert: str | None = None,
        update: str | None = None,
        delete: str | None = None,
        is_append_only: bool = False,
    ) -> None:
        self.model = model
        self.read = read
        self.insert = insert or write
        self.update = update or write
        self.delete = delete or write
        self.is_append_only = is_append_only

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Policies are no part of Django's model state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in (*self._drop(table), *self._create(table)):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in (
            *self._drop(table),
            f'alter table "{table}" no force row level security, disable row level security',
        ):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Protect {self.model} by row-level security"

    def _create(self, table: str) -> list[str]:
        roles = {key: f'"{name}"' for key, name in settings.DATABASE_ROLES.items()}
        on = f'on "{table}"'
        statements = [
            f'alter table "{table}" enable row level security',
            f'alter table "{table}" force row level security',
            f"create policy app_select {on} for select to {roles['app']} using ({self.read})",
            f"create policy app_insert {on} for insert to {roles['app']} with check ({self.insert})",
            f"create policy app_update {on} for update to {roles['app']} using ({self.update}) with check ({self.update})",
            f"create policy app_delete {on} for delete to {roles['app']} using ({self.delete})",
            f"create policy owner_all {on} to {roles['owner']} using (true) with check (true)",
        ]
        if self.is_append_only:
            statements.append(f"create policy system_select {on} for select to {roles['system']} using (true)")
            statements.append(f"create policy system_insert {on} for insert to {roles['system']} with check (true)")
        else:
            statements.append(f"create policy system_all {on} to {roles['system']} using (true) with check (true)")
        return statements

    def _drop(self, table: str) -> list[str]:
        names = ("app_select", "app_insert", "app_update", "app_delete", "owner_all")
        system = ("system_all", "system_select", "system_insert")
        return [f'drop policy if exists {name} on "{table}"' for name in names + system]


class TrackChanges(Operation):
    """Statement triggers that write each insert, update and delete to the change log, and old rows to the history.

    `owner` and `team` name the columns that say whose row it is. `is_versioned` adds the trigger that counts
    `version` up on every update, bulk ones included.
    """

    reversible = True

    def __init__(
        self,
        model: str,
        *,
        kind: str,
        owner: str | None = None,
        team: str | None = None,
        is_versioned: bool = True,
        has_history: bool = False,
    ) -> None:
        self.model = model
        self.kind = kind
        self.owner = owner
        self.team = team
        self.is_versioned = is_versioned
        self.has_history = has_history

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Triggers are no part of Django's model state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        meta = to_state.apps.get_model(app_label, self.model)._meta
        for statement in (*self._drop(meta.db_table), *self._create(meta.db_table, meta.pk.column)):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for statement in self._drop(from_state.apps.get_model(app_label, self.model)._meta.db_table):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Track changes of {self.model}"

    def _create(self, table: str, key: str) -> list[str]:
        version = "version" if self.is_versioned else ""
        history = "history" if self.has_history else ""
        arguments = ", ".join(
            f"'{text}'" for text in (self.kind, key, self.owner or "", self.team or "", version, history)
        )
        rows = {
            "insert": "new table as new_rows",
            "update": "old table as old_rows new table as new_rows",
            "delete": "old table as old_rows",
        }
        statements = [
            f'create trigger track_{event} after {event} on "{table}" referencing {names}'
            f" for each statement execute function core_track({arguments})"
            for event, names in rows.items()
        ]
        if self.is_versioned:
            statements.append(
                f'create trigger count_version before update on "{table}" for each row execute function core_count_version()'
            )
        return statements

    def _drop(self, table: str) -> list[str]:
        names: tuple[str, ...] = ("track_insert", "track_update", "track_delete", "count_version")
        return [f'drop trigger if exists {name} on "{table}"' for name in names]


def athlete_rule(scope: str, column: str = "athlete_id") -> str:
    """The policy text of athlete-owned rows; the array form is the one whose plan survives a forgotten WHERE."""
    return f"{column} = any ((select accounts_visible_athletes('{scope}'))::uuid[])"


def owner_rule(column: str) -> str:
    return f"{column} = (select core_actor())"


def function(sql: str, signature: str) -> RunSQL:
    """A database function made in a migration and dropped when it is undone."""
    return RunSQL(sql, f"drop function if exists {signature}")
