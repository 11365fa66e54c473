"""The tables of the run log, as migrations: one function a step, in order, never changed later."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from extractor.database import Migration


def first_tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        """CREATE TABLE runs (
            id TEXT PRIMARY KEY,
            started TEXT NOT NULL,
            finished TEXT,
            state TEXT NOT NULL,
            command TEXT NOT NULL,  -- JSON
            settings TEXT NOT NULL,  -- JSON
            schema_name TEXT NOT NULL,
            schema_sha256 TEXT NOT NULL,
            schema_json TEXT NOT NULL,
            model_name TEXT NOT NULL,
            model_sha256 TEXT NOT NULL,
            profile TEXT NOT NULL,
            prompt_version TEXT NOT NULL
        )"""
    )
    connection.execute(
        """CREATE TABLE documents (
            id TEXT PRIMARY KEY,
            run TEXT NOT NULL REFERENCES runs,
            path TEXT NOT NULL,
            sha256 TEXT,
            status TEXT NOT NULL,
            error TEXT,
            seconds REAL NOT NULL,
            finished TEXT NOT NULL,
            record TEXT NOT NULL  -- JSON, the whole record
        )"""
    )
    connection.execute("CREATE INDEX documents_of_run ON documents (run)")
    connection.execute(
        """CREATE TABLE attempts (
            document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
            number INTEGER NOT NULL,
            prompt TEXT NOT NULL,
            reply TEXT,
            finish TEXT,
            error TEXT,
            problems TEXT NOT NULL,  -- JSON
            tokens TEXT NOT NULL,  -- JSON
            seconds TEXT NOT NULL,  -- JSON
            cached INTEGER NOT NULL
        )"""
    )
    connection.execute("CREATE INDEX attempts_of_document ON attempts (document)")
    connection.execute(
        """CREATE TABLE fields (
            document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
            pointer TEXT NOT NULL,
            value TEXT NOT NULL,  -- JSON
            state TEXT NOT NULL,
            confidence REAL,
            page INTEGER,
            problem TEXT,
            PRIMARY KEY (document, pointer)
        )"""
    )
    # No reference to documents: what a person said outlives every record.
    connection.execute(
        """CREATE TABLE feedback (
            id INTEGER PRIMARY KEY,
            sha256 TEXT NOT NULL,
            schema_sha256 TEXT NOT NULL,
            pointer TEXT NOT NULL,
            action TEXT NOT NULL,
            old TEXT NOT NULL,  -- JSON
            new TEXT NOT NULL,  -- JSON
            at TEXT NOT NULL,
            record TEXT,
            attempt INTEGER,
            note TEXT NOT NULL,
            who TEXT NOT NULL
        )"""
    )
    connection.execute("CREATE INDEX feedback_of_content ON feedback (sha256, schema_sha256)")


def places_of_feedback(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE feedback ADD COLUMN place TEXT")  # JSON of a field, or null


MIGRATIONS: Final[Sequence[Migration]] = (first_tables, places_of_feedback)
