"""One SQLite file: private, durable, migrated, shared by threads and processes.

What a transaction has committed survives a power cut (WAL, synchronous=FULL). Migrations are an
ordered list of functions; a table in the file says which have been applied.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from extractor.errors import StorageError

Migration = Callable[[sqlite3.Connection], None]

_BUSY_SECONDS: Final = 30.0
_REASONS: Final = {
    sqlite3.SQLITE_FULL: ("the disk is full", "free some space"),
    sqlite3.SQLITE_BUSY: ("another process holds it", "wait until that one has finished"),
    sqlite3.SQLITE_CORRUPT: ("the file is damaged", "move it away; a new one is made"),
    sqlite3.SQLITE_NOTADB: ("the file is no database", "name another file, or move it away"),
    sqlite3.SQLITE_READONLY: ("the file is read-only", "make it writable"),
    sqlite3.SQLITE_CANTOPEN: ("the file cannot be opened", "check the path and its permissions"),
    sqlite3.SQLITE_IOERR: ("reading or writing failed", "check the disk and its free space"),
}


class Database:
    """An open file. Every method raises StorageError, with the path and a hint, if it cannot."""

    def __init__(self, path: Path, migrations: Sequence[Migration]) -> None:
        self.path = path
        self._lock = threading.RLock()
        with self._storage_errors():
            _make_private(path)
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        try:
            with self._storage_errors():
                self._connection.row_factory = sqlite3.Row
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = FULL")
                self._connection.execute("PRAGMA foreign_keys = ON")
            self._migrate(migrations)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Idempotent."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything written inside is kept, or nothing is; one thread at a time."""
        with self._lock, self._storage_errors():
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled back by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock, self._storage_errors():
            return self._connection.execute(query, values).fetchall()

    def _migrate(self, migrations: Sequence[Migration]) -> None:
        with self.transaction() as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied TEXT)"
            )
            applied = {row["name"] for row in connection.execute("SELECT name FROM migrations")}
            if applied - {migration.__name__ for migration in migrations}:
                raise StorageError(
                    "the file was written by a newer version",
                    at=str(self.path),
                    hint="upgrade extractor, or name another file",
                )
            for migration in migrations:
                if migration.__name__ not in applied:
                    migration(connection)
                    row = {"name": migration.__name__, "applied": datetime.now(UTC).isoformat()}
                    insert(connection, "migrations", row)

    @contextmanager
    def _storage_errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise  # the caller's mistake, not the disk's
        except sqlite3.Error as error:
            # The low byte is the primary code.
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            reason, hint = _REASONS.get(code, (str(error), "check the file and its free space"))
            raise StorageError(reason, at=str(self.path), hint=hint) from error
        except OSError as error:
            raise StorageError(
                error.strerror or str(error),
                at=str(self.path),
                hint="make it writable, or set EXTRACTOR_DATA_DIR to another folder",
            ) from error


def insert(connection: sqlite3.Connection, table: str, row: Mapping[str, object]) -> None:
    """Adds a row; `table` and the names of columns come from code, never from data."""
    names = ", ".join(row)
    places = ", ".join(f":{name}" for name in row)
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", dict(row))


def _make_private(path: Path) -> None:
    """Makes the file with mode 0600, or takes other people's rights from it.

    SQLite gives the files beside it the same mode.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if stat.S_IMODE(os.fstat(descriptor).st_mode) != 0o600:
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)
