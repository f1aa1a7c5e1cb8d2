"""Django's PostgreSQL engine, plus the actor: each transaction opens by saying for whom it speaks."""

import select
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus, TransactionStatus

from core import acting


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._to_run_after_rollback: list[Callable[[], None]] = []
        self._was_rolled_back = False

    def set_autocommit(self, autocommit: bool, *args: Any, **kwargs: Any) -> None:  # noqa: FBT001 - Django's signature
        super().set_autocommit(autocommit, *args, **kwargs)
        if not autocommit:
            self._was_rolled_back = False
            self._open(acting.current())
        elif self._to_run_after_rollback:
            self._run_survivors()

    def is_usable(self) -> bool:
        """Asked of the socket instead of by a round trip: while idle only the server's goodbye can be read from it."""
        if self.connection is None:
            return False
        pgconn = self.connection.pgconn
        if pgconn.status != ConnStatus.OK:
            return False
        watch = select.poll()
        watch.register(pgconn.socket, select.POLLIN)
        return not watch.poll(0)

    def declare(self, who: acting.Acting) -> None:
        """Bring an already open transaction in line with the context; outside one there is nothing to say yet."""
        if self.connection is None or self.get_autocommit() or self._is_broken():
            return
        role = settings.DATABASE_ROLES["system" if who.is_system else "app"]
        with self.cursor() as cursor:
            cursor.execute(
                "select set_config('app.actor', %s, true), set_config('role', %s, true),"
                " set_config('app.onlooker', %s, true)",
                [str(who.actor or ""), role, "on" if who.is_onlooker else ""],
            )

    def run_after_rollback(self, fn: Callable[[], None]) -> None:
        if self.in_atomic_block:
            self._to_run_after_rollback.append(fn)
        else:
            with transaction.atomic():
                fn()

    def _open(self, who: acting.Acting) -> None:
        # Nothing set means nothing visible, so an anonymous transaction need not pay for saying so.
        if who != acting.NOBODY:
            self.declare(who)

    def _is_broken(self) -> bool:
        return bool(self.connection.info.transaction_status == TransactionStatus.INERROR)

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._to_run_after_rollback.clear()

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self._was_rolled_back = True

    def _run_survivors(self) -> None:
        survivors, self._to_run_after_rollback = self._to_run_after_rollback, []
        if self._was_rolled_back:
            for fn in survivors:
                with transaction.atomic():
                    fn()
