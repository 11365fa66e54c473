"""The local log of every run, in one SQLite file: runs, documents, attempts, fields, feedback.

A document's text stands in the prompts and replies of its attempts only, and those can be left
out. Feedback belongs to a document's content and a schema, not to a run: a re-run never loses it.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from pydantic import JsonValue

from extractor.database import Database, insert
from extractor.errors import UsageError
from extractor.pointers import value_at
from extractor.record import (
    Attempt,
    Field,
    Named,
    PromptVersion,
    Record,
    Seconds,
    Status,
    Tokens,
)
from extractor.runlog_tables import MIGRATIONS

_BATCH: Final = 200  # records read at a time


class RunState(StrEnum):
    RUNNING = "running"  # also what a power cut leaves behind
    FINISHED = "finished"
    INTERRUPTED = "interrupted"


class Action(StrEnum):
    """What a person did with a field."""

    ACCEPT = "accept"
    EDIT = "edit"
    NULL = "null"  # the document does not say
    UNDO = "undo"  # takes back what was last said of the field


@dataclass(frozen=True, slots=True)
class Run:
    """One command over some documents under one schema by one model."""

    id: str  # sorts by time: "20261123-134512-ab12", UTC
    started: datetime
    finished: datetime | None
    state: RunState
    command: tuple[str, ...]
    settings: dict[str, JsonValue]
    schema: Named
    schema_json: dict[str, JsonValue]
    model: Named
    prompt: PromptVersion
    documents: dict[Status, int]  # how many ended how; statuses that none has are left out


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one document is not whole."""

    record: str
    path: str
    status: Status  # failed or partial
    problems: tuple[str, ...]  # the error, "/pointer: what is wrong" of fields, the warnings


@dataclass(frozen=True, slots=True)
class RunStats:
    """Counts and costs over the documents of one run, or of all."""

    documents: dict[Status, int]
    attempts: int
    retries: int  # attempts that followed another on the same window
    cache_hits: int  # attempts answered from the cache; the costs below leave them out
    tokens: Tokens
    seconds: Seconds
    tokens_per_second: float | None  # generated while decoding; None where nothing was decoded
    latency: dict[int, float]  # seconds a document by percentile: 50, 90, 99; empty without any


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person said about one field of a document's content under a schema."""

    sha256: str  # of the document
    schema_sha256: str
    pointer: str
    action: Action
    old: JsonValue
    new: JsonValue
    when: datetime
    record: str | None = None  # the record that was looked at
    attempt: int | None = None  # how many attempts that record took
    note: str = ""
    who: str = ""
    place: Field | None = None  # where the person found the value, if they pointed at it


def open_runlog(path: Path, *, store_text: bool = True) -> RunLog:
    """Opens the log at `path` or makes it, for its owner only. Raises StorageError.

    Without `store_text` the prompts and raw replies of attempts are left out.
    """
    return RunLog(Database(path, MIGRATIONS), store_text=store_text)


class RunLog:
    """An open log, safe from threads; every method raises StorageError if the file fails it."""

    def __init__(self, database: Database, *, store_text: bool) -> None:
        self._database = database
        self._store_text = store_text

    @property
    def path(self) -> Path:
        return self._database.path

    def close(self) -> None:
        """Idempotent."""
        self._database.close()

    def __enter__(self) -> RunLog:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start_run(
        self,
        *,
        command: Sequence[str],
        settings: Mapping[str, JsonValue],
        schema: Named,
        schema_json: Mapping[str, JsonValue],
        model: Named,
        prompt: PromptVersion,
    ) -> str:
        """Notes that a run begins and returns its id."""
        now = datetime.now(UTC)
        row = {
            "id": f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}",
            "started": now.isoformat(),
            "state": RunState.RUNNING,
            "command": json.dumps(list(command)),
            "settings": json.dumps(dict(settings)),
            "schema_name": schema.name,
            "schema_sha256": schema.sha256,
            "schema_json": json.dumps(dict(schema_json)),
            "model_name": model.name,
            "model_sha256": model.sha256,
            "profile": prompt.profile,
            "prompt_version": prompt.version,
        }
        with self._database.transaction() as connection:
            insert(connection, "runs", row)
        return row["id"]

    def finish_run(self, run: str, state: RunState = RunState.FINISHED) -> None:
        """Notes how a run ended; `RunState.RUNNING` that it goes on."""
        ended = None if state is RunState.RUNNING else datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE runs SET state = ?, finished = ? WHERE id = ?", (state, ended, run)
            )

    def runs(self, limit: int = -1) -> list[Run]:
        """Runs, newest first; all of them without a limit."""
        rows = self._database.rows("SELECT * FROM runs ORDER BY rowid DESC LIMIT ?", limit)
        return [self._run(row) for row in rows]

    def find_run(self, name: str = "last") -> Run:
        """The run whose id begins with `name`; "last" is the newest.

        Raises UsageError where none or several do.
        """
        if name == "last":
            found = self.runs(limit=1)
        else:
            rows = self._database.rows(
                "SELECT * FROM runs WHERE substr(id, 1, ?) = ?", len(name), name
            )
            found = [self._run(row) for row in rows]
        match found:
            case [run]:
                return run
            case []:
                what = "no run is logged yet" if name == "last" else f"no run '{name}'"
                raise UsageError(what, at=str(self.path), hint="see: extractor log list")
            case _:
                raise UsageError(f"{len(found)} runs begin with '{name}'", hint="give more of it")

    def _run(self, row: sqlite3.Row) -> Run:
        return Run(
            id=row["id"],
            started=datetime.fromisoformat(row["started"]),
            finished=datetime.fromisoformat(row["finished"]) if row["finished"] else None,
            state=RunState(row["state"]),
            command=tuple(json.loads(row["command"])),
            settings=json.loads(row["settings"]),
            schema=Named(name=row["schema_name"], sha256=row["schema_sha256"]),
            schema_json=json.loads(row["schema_json"]),
            model=Named(name=row["model_name"], sha256=row["model_sha256"]),
            prompt=PromptVersion(profile=row["profile"], version=row["prompt_version"]),
            documents=self._statuses(row["id"]),
        )

    def add_record(self, record: Record, attempts: Sequence[Attempt] = ()) -> None:
        """Keeps a record of a started run, whole or not at all; it replaces one of the same id."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM documents WHERE id = ?", (record.id,))
            insert(connection, "documents", _document_row(record))
            for attempt in attempts:
                insert(connection, "attempts", self._attempt_row(record.id, attempt))
            for pointer, field in record.fields.items():
                insert(connection, "fields", _field_row(record, pointer, field))

    def _attempt_row(self, record: str, attempt: Attempt) -> dict[str, Any]:
        return {
            "document": record,
            "number": attempt.number,
            "prompt": attempt.prompt if self._store_text else "",
            "reply": attempt.reply if self._store_text else None,
            "finish": attempt.finish,
            "error": attempt.error,
            "problems": json.dumps(attempt.problems),
            "tokens": attempt.tokens.model_dump_json(),
            "seconds": attempt.seconds.model_dump_json(),
            "cached": attempt.cached,
        }

    def finished(self, run: str) -> dict[tuple[str | None, str], Status]:
        """How each document of `run` ended, by (sha256, path): what a resumed run may skip."""
        rows = self._database.rows("SELECT sha256, path, status FROM documents WHERE run = ?", run)
        return {(row["sha256"], row["path"]): Status(row["status"]) for row in rows}

    def ended(self, run: str) -> dict[str, datetime]:
        """When each record of `run` was finished, by its id."""
        rows = self._database.rows("SELECT id, finished FROM documents WHERE run = ?", run)
        return {row["id"]: datetime.fromisoformat(row["finished"]) for row in rows}

    def record(self, record: str) -> Record | None:
        rows = self._database.rows("SELECT record FROM documents WHERE id = ?", record)
        return Record.model_validate_json(rows[0]["record"]) if rows else None

    def records(self, run: str) -> Iterator[Record]:
        """The records of a run in the order they were added, also those added meanwhile."""
        last = 0
        query = (
            "SELECT rowid, record FROM documents WHERE run = ? AND rowid > ? ORDER BY rowid LIMIT ?"
        )
        while rows := self._database.rows(query, run, last, _BATCH):
            last = rows[-1]["rowid"]
            yield from (Record.model_validate_json(row["record"]) for row in rows)

    def attempts(self, record: str) -> list[Attempt]:
        """The attempts behind a record, in the order they were made."""
        columns = "number, prompt, reply, finish, error, problems, tokens, seconds, cached"
        rows = self._database.rows(
            f"SELECT {columns} FROM attempts WHERE document = ? ORDER BY rowid", record
        )
        nested = ("problems", "tokens", "seconds")
        return [
            Attempt.model_validate({**row, **{name: json.loads(row[name]) for name in nested}})
            for row in map(dict, rows)
        ]

    def errors(self, run: str) -> list[Failure]:
        """The documents of `run` that are failed or partial, and why."""
        return [
            Failure(
                record=record.id,
                path=record.source.path,
                status=record.status,
                problems=tuple(record.problems),
            )
            for record in self.records(run)
            if record.status in (Status.FAILED, Status.PARTIAL)
        ]

    def stats(self, run: str | None = None) -> RunStats:
        """Counts and costs of `run`, or of every run."""
        rows = self._database.rows(
            "SELECT number, cached, attempts.tokens, attempts.seconds FROM attempts"
            " JOIN documents ON documents.id = document WHERE run = ?1 OR ?1 IS NULL",
            run,
        )
        worked = [row for row in rows if not row["cached"]]
        tokens = sum((Tokens.model_validate_json(row["tokens"]) for row in worked), Tokens())
        seconds = sum((Seconds.model_validate_json(row["seconds"]) for row in worked), Seconds())
        latencies = self._database.rows(
            "SELECT seconds FROM documents WHERE run = ?1 OR ?1 IS NULL ORDER BY seconds", run
        )
        return RunStats(
            documents=self._statuses(run),
            attempts=len(rows),
            retries=sum(row["number"] > 1 for row in rows),
            cache_hits=len(rows) - len(worked),
            tokens=tokens,
            seconds=seconds,
            tokens_per_second=tokens.generated / seconds.decode if seconds.decode else None,
            latency=_percentiles([row["seconds"] for row in latencies]),
        )

    def _statuses(self, run: str | None) -> dict[Status, int]:
        rows = self._database.rows(
            "SELECT status, count(*) AS n FROM documents WHERE run = ?1 OR ?1 IS NULL"
            " GROUP BY status",
            run,
        )
        found = {row["status"]: row["n"] for row in rows}
        return {status: found[status] for status in Status if status in found}

    def add_feedback(self, feedback: Feedback) -> None:
        """Adds to the history of a field; nothing is overwritten."""
        row = {
            "sha256": feedback.sha256,
            "schema_sha256": feedback.schema_sha256,
            "pointer": feedback.pointer,
            "action": feedback.action,
            "old": json.dumps(feedback.old),
            "new": json.dumps(feedback.new),
            "at": feedback.when.isoformat(),
            "record": feedback.record,
            "attempt": feedback.attempt,
            "note": feedback.note,
            "who": feedback.who,
            "place": feedback.place.model_dump_json() if feedback.place is not None else None,
        }
        with self._database.transaction() as connection:
            insert(connection, "feedback", row)

    def feedback(
        self, sha256: str | None = None, schema_sha256: str | None = None
    ) -> list[Feedback]:
        """Feedback on a document's content under a schema, or on any, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM feedback WHERE (sha256 = ?1 OR ?1 IS NULL)"
            " AND (schema_sha256 = ?2 OR ?2 IS NULL) ORDER BY id",
            sha256,
            schema_sha256,
        )
        return [
            Feedback(
                sha256=row["sha256"],
                schema_sha256=row["schema_sha256"],
                pointer=row["pointer"],
                action=Action(row["action"]),
                old=json.loads(row["old"]),
                new=json.loads(row["new"]),
                when=datetime.fromisoformat(row["at"]),
                record=row["record"],
                attempt=row["attempt"],
                note=row["note"],
                who=row["who"],
                place=Field.model_validate_json(row["place"]) if row["place"] else None,
            )
            for row in rows
        ]


def _document_row(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "run": record.run,
        "path": record.source.path,
        "sha256": record.source.sha256,
        "status": record.status,
        "error": record.error,
        "seconds": record.seconds.total,
        "finished": datetime.now(UTC).isoformat(),
        "record": json.dumps(record.to_json()),
    }


def _field_row(record: Record, pointer: str, field: Field) -> dict[str, Any]:
    return {
        "document": record.id,
        "pointer": pointer,
        "value": json.dumps(value_at(record.data, pointer)),
        "state": field.state,
        "confidence": field.confidence,
        "page": field.page,
        "problem": field.problem,
    }


def _percentiles(ordered: Sequence[float]) -> dict[int, float]:
    """Nearest-rank percentiles of values in rising order."""
    count = len(ordered)
    return {q: ordered[-(-q * count // 100) - 1] for q in (50, 90, 99)} if count else {}
