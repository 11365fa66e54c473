"""What is on the workbench, without its screens: documents, schema, model, log, reviews."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from extractor.config import Settings
from extractor.errors import UsageError
from extractor.evaluation import GOLD_SUFFIX
from extractor.generation import Engine
from extractor.outputs.files import write_text
from extractor.record import Record
from extractor.review import gold, reviewed
from extractor.runlog import RunLog, open_runlog
from extractor.schema import Schema, load_schema
from extractor.tui.conductor import Conductor
from extractor.tui.desk import Desk
from extractor.tui.library import Library
from extractor.tui.reviews import Reviews

OLD_RUNS = 50  # of one schema that are searched for records of the documents on the desk


class Bench:
    """The state that the screens share. Nothing here is slow but what says so."""

    def __init__(self, settings: Settings, engine: Engine | None = None) -> None:
        self.settings = settings
        self.desk = Desk()
        self.library = Library(settings)
        self.conductor = Conductor(settings, engine)
        self.log: RunLog = open_runlog(settings.paths.run_log, store_text=settings.log_text)
        self.choosing = True  # the schema to begin with is being loaded
        self.schema: Schema | None = None
        self.reviews: Reviews | None = None

    def close(self) -> None:
        """Stops the run, frees the model, ends the reader."""
        self.conductor.close()
        self.library.close()
        self.log.close()

    def use_schema(self, schema: Schema) -> None:
        """From now on this is asked; what was extracted under another is put away."""
        if self.schema is not None and self.schema.digest != schema.digest:
            self.desk.clear_records()
        self.schema = schema
        self.reviews = Reviews(self.log, schema.digest, self.settings.review_below)

    def use_model(self, name: str) -> None:
        """Takes another model from the next run on. Waits for the run that is going on."""
        self.settings = self.settings.model_copy(update={"model": name})
        self.conductor.use(self.settings)

    def load_schema(self, spec: str) -> Schema:
        """What `--schema` takes. Raises SchemaError."""
        return load_schema(spec, search=(self.settings.paths.schemas,))

    def last_schema(self) -> str | None:
        """The ready schema of the latest run that had one. Slow: looks through the log."""
        for run in self.log.runs(limit=20):
            try:
                if self.load_schema(run.schema.name).digest == run.schema.sha256:
                    return run.schema.name
            except UsageError:
                continue
        return None

    def remembered(self, schema: Schema) -> Iterator[Record]:
        """The latest record of each document on the desk under `schema`. Slow."""
        wanted = {entry.path for entry in self.desk.waiting()}
        runs = [run for run in self.log.runs() if run.schema.sha256 == schema.digest]
        for run in runs[:OLD_RUNS]:
            if not wanted:
                return
            found: dict[str, Record] = {}
            for record in self.log.records(run.id):
                if record.source.path in wanted and record.source.sha256 is not None:
                    found[record.source.path] = record
            wanted -= found.keys()
            yield from found.values()

    def write_gold(self, record: Record, folder: Path | None = None) -> Path:
        """Writes what stands for a record as `*.expected.json`, and says where.

        Without a folder it is written beside the document. Raises OutputError.
        """
        assert self.reviews is not None
        source = Path(record.source.path)
        target = (folder or source.parent) / f"{source.stem.replace('#', '-')}{GOLD_SUFFIX}"
        text = json.dumps(gold(record, self.reviews.said(record)), indent=2, ensure_ascii=False)
        write_text(target, text + "\n", force=True)
        return target

    def write_records(self, path: str) -> int:
        """Writes every record with its corrections, in the format of the name. Raises OutputError.

        A file that exists is not replaced.
        """
        from extractor.outputs import open_output

        assert self.reviews is not None
        assert self.schema is not None
        output = open_output(path, None, self.schema.root)
        count = 0
        with output:
            for record in self.desk.records():
                output.write(reviewed(record, self.reviews.said(record)))
                count += 1
        return count
