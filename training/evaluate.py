"""Scores of a model through the shipped path: GGUF, engine, grammar, retries, grounding.

    python -m training.evaluate extractor/embedded/extract-2.q8_0.gguf [more models] --samples 60

Each model answers joined with the candidate prior and alone; the prior alone and the rules of
`baseline` answer the same documents. `--real DIR` adds documents with gold fields that are not part
of the project. Prints tables, and ends with one line of JSON holding every score.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from extractor.candidates import find_candidates
from extractor.conversation import Answering
from extractor.document import Document, Span
from extractor.engine import open_engine
from extractor.evaluation import FieldScore, Gold, compare, gold_path, load_gold, score
from extractor.extraction import extract_document
from extractor.generation import Engine, LoadOptions, Prior
from extractor.means import network_for
from extractor.models import embedded_prior
from extractor.pointers import path_in_schema, pointer
from extractor.prior import Network, weigh_windows
from extractor.readers import read_document
from extractor.record import Record
from extractor.schema import Schema, load_schema
from extractor.schema.tree import Array, Kind, Leaf, Node, Object, leaves
from training import render
from training.baseline import guess
from training.encode import read, written
from training.generate import Split, sample

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
OFFICE = (ROOT / "benchmarks" / "office" / "known", ROOT / "benchmarks" / "office" / "unseen")
_FACETS = ("kind", "type", "state")


@dataclass(frozen=True, slots=True)
class Case:
    """A document, what is asked of it, and the answer."""

    group: str  # the set of cases it belongs to
    kind: str
    document: Document
    schema: Schema
    gold: dict[str, Any]
    only_gold: bool = False  # the gold speaks of some fields alone


_FIRST_SCAN = 1_000_000  # number of the first scanned document: none of the other sets'


@dataclass(frozen=True, slots=True)
class Judged:
    """One leaf of one case."""

    group: str  # the set of cases
    kind: str  # of document
    type: str  # kind and origin of the leaf
    state: str  # of the record's field
    score: FieldScore


# -- cases


def made_up(split: Split, count: int) -> Iterator[Case]:
    """Documents of the generator; every other one through a PDF."""
    for index in range(count):
        how = render.Medium.PDF if index % 2 else render.Medium.PLAIN
        reading = read(sample(index, split), index, how)
        if reading.answer:
            schema = load_schema(json_schema(reading.root))
            yield Case(
                split.value,
                reading.kind,
                reading.document,
                schema,
                json.loads(written(reading.answer)),
            )


def scanned(count: int) -> Iterator[Case]:
    """New documents of trained kinds as images; recognised once, then kept (`render.STORE`)."""
    for index in range(_FIRST_SCAN, _FIRST_SCAN + count):
        reading = read(sample(index, Split.VALUES), index, render.Medium.SCAN)
        if reading.answer:
            schema = load_schema(json_schema(reading.root))
            gold = json.loads(written(reading.answer))
            yield Case("scans", reading.kind, reading.document, schema, gold)


def of_samples() -> Iterator[Case]:
    """The documents of samples/ under their folder's ready schema."""
    for folder in sorted(path for path in SAMPLES.iterdir() if path.is_dir()):
        schema = load_schema(folder.name) if any(folder.glob("*.expected.json")) else None
        for path in sorted(folder.iterdir()):
            if schema and path.suffix != ".json" and gold_path(path).exists():
                gold = dict(load_gold(gold_path(path)).data)
                yield Case("samples", folder.name, read_document(path), schema, gold)


def of_office(folder: Path) -> Iterator[Case]:
    """Documents in the manner of real ones, drawn on pages; see `benchmarks/office/README.md`."""
    for path in sorted(folder.glob("*.json")):
        asked = json.loads(path.read_text(encoding="utf-8"))
        kind = asked["schema"] if isinstance(asked["schema"], str) else "of one's own"
        lines = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
        document = render.document(lines, render.Medium.PDF, random.Random(path.stem))
        schema = load_schema(asked["schema"])
        yield Case(folder.name, kind, document, schema, asked["gold"])


_REAL_FIELDS = {
    "invoice_number": "invoice_number",
    "date": "invoice_date",
    "date_due": "due_date",
    "amount": "total",
    "amount_untaxed": "subtotal",
    "amount_tax": "tax",
    "currency": "currency",
    "iban": "iban",
    "partner_name": "seller_name",
}


def of_real(folder: Path) -> Iterator[Case]:
    """Real invoices with some gold fields as JSON beside them."""
    schema = load_schema("invoice")
    for path in sorted(folder.glob("*.pdf")):
        beside = path.with_suffix(".json")
        if not beside.exists():
            continue
        told = json.loads(beside.read_text(encoding="utf-8"))[0]
        gold = {ours: told[theirs] for theirs, ours in _REAL_FIELDS.items() if told.get(theirs)}
        yield Case("real", "invoice", read_document(path), schema, gold, only_gold=True)


def json_schema(node: Node) -> dict[str, Any]:
    """A tree of the generator as the JSON Schema that resolves to it."""
    described = {"description": node.description} if node.description else {}
    match node:
        case Object(properties=properties):
            inner = {name: json_schema(child) for name, child in properties.items()}
            return {"type": "object", "properties": inner, **described}
        case Array(items=items, max_items=most):
            return {
                "type": "array",
                "items": json_schema(items),
                "maxItems": most or 60,
                **described,
            }
        case Leaf(kind=Kind.ENUM, choices=choices):
            return {"enum": list(choices), **described}
        case Leaf(kind=kind, format=form):
            temporal = {Kind.DATE: "date", Kind.TIME: "time", Kind.DATETIME: "date-time"}
            scalar = {Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.BOOLEAN: "boolean"}
            form = temporal.get(kind, form)
            shape = {"format": form} if form else {}
            return {"type": scalar.get(kind, "string"), **shape, **described}
    raise TypeError(f"no JSON Schema for {node}")


# -- who answers


def by_model(engine: Engine, case: Case, network: Network | None) -> Record:
    """The record that the pipeline would make, joined with the candidate prior or without it."""
    answering = Answering(case.schema, engine, max_tokens=1024, network=network)
    return extract_document(case.document, answering, record_id="case", run_id="evaluation").record


def by_prior(record: Record, case: Case) -> Record:
    """The same record with what the candidate prior alone finds likeliest; no model, no repair."""
    document, root = case.document, case.schema.root
    whole = [Span(0, len(document.text))]
    candidates = find_candidates(document)
    (prior,) = weigh_windows(embedded_prior(), document, candidates, root, [whole])
    return record.model_copy(update={"data": _likeliest(prior, root, ()), "fields": {}})


def _likeliest(prior: Prior, node: Node, path: tuple[str | int, ...]) -> Any:
    match node:
        case Leaf():
            values = prior.values.get(pointer(*path), {})
            return json.loads(max(values, key=values.__getitem__)) if values else None
        case Object(properties=properties):
            return {
                name: _likeliest(prior, child, (*path, name)) for name, child in properties.items()
            }
        case Array(items=items):
            count = sum(odds > 0 for odds in prior.more.get(pointer(*path), ()))
            return [_likeliest(prior, items, (*path, at)) for at in range(count)] or None
        case _:
            return None


def by_rules(record: Record, case: Case) -> Record:
    """The same record with the rules' data; no confidence."""
    return record.model_copy(update={"data": guess(case.document, case.schema.root), "fields": {}})


def judged(case: Case, record: Record) -> Iterator[Judged]:
    """Every leaf that the gold or the record speaks of."""
    types = {path: f"{leaf.kind}/{leaf.origin}" for path, leaf in leaves(case.schema.root)}
    for one in compare(record, Gold(case.gold, {})):
        if case.only_gold and one.pointer[1:] not in case.gold:
            continue
        entry = record.fields.get(one.pointer)
        state = str(entry.state) if entry else ""
        kind = types.get(path_in_schema(one.pointer), "list")
        yield Judged(case.group, case.kind, kind, state, one)


# -- scores


def calibration(fields: Sequence[FieldScore]) -> dict[str, float]:
    """Expected calibration error over ten bins, and area under the risk-coverage curve."""
    sure = [(one.confidence, one.right) for one in fields if one.confidence is not None]
    if not sure:
        return {}
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in sure:
        bins[min(9, int(confidence * 10))].append((confidence, right))
    error = sum(abs(sum(c for c, _ in one) - sum(r for _, r in one)) for one in bins.values())
    wrong, risks = 0, []
    for count, (_, right) in enumerate(sorted(sure, key=lambda one: -one[0]), 1):
        wrong += not right
        risks.append(wrong / count)
    return {"ece": round(error / len(sure), 4), "aurc": round(sum(risks) / len(risks), 4)}


def summary(fields: Sequence[FieldScore]) -> dict[str, float]:
    """Exact match, F1 over stated values, inventions, calibration."""
    total = score(fields)
    given = sum(one.found is not None for one in fields)
    precision = total.present_right / given if given else 0.0
    f1 = 2 * precision * total.recall / (precision + total.recall) if total.present_right else 0.0
    return {
        "fields": total.fields,
        "exact": round(total.exact, 4),
        "f1": round(f1, 4),
        "recall": round(total.recall, 4),
        "invented": round(total.invention, 4),
        **calibration(fields),
    }


def scores(all_judged: Iterable[Judged]) -> dict[str, Any]:
    """Summaries of each set, and within it by kind, type and state."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in all_judged:
        groups[one.group].append(one)
    report: dict[str, Any] = {}
    for group, members in groups.items():
        report[group] = summary([one.score for one in members])
        for facet in _FACETS:
            parts: dict[str, list[FieldScore]] = defaultdict(list)
            for one in members:
                parts[getattr(one, facet)].append(one.score)
            report[group][f"by_{facet}"] = {
                name: {"fields": len(part), "exact": round(score(part).exact, 4)}
                for name, part in sorted(parts.items())
            }
    return report


def show(console: Console, reports: dict[str, dict[str, Any]]) -> None:
    """Who reached what on each set, and the first of them by kind, type and state."""
    table = Table(title="fields right (exact match) / F1 / invented when absent")
    table.add_column("set")
    for name in reports:
        table.add_column(name, justify="right")
    groups = list(next(iter(reports.values())))
    for group in groups:
        told = [report[group] for report in reports.values()]
        table.add_row(
            group,
            *(f"{one['exact']:.0%} / {one['f1']:.0%} / {one['invented']:.0%}" for one in told),
        )
    console.print(table)
    name, report = next(iter(reports.items()))
    for facet in _FACETS:
        console.print(_by(facet, f"{name}, by {facet}", report))


def _by(facet: str, title: str, report: dict[str, Any]) -> Table:
    table = Table("", *report, title=title)
    for part in sorted({part for one in report.values() for part in one[f"by_{facet}"]}):
        cells = []
        for one in report.values():
            told = one[f"by_{facet}"].get(part)
            cells.append(f"{told['exact']:.0%} of {told['fields']}" if told else "")
        table.add_row(part or "-", *cells)
    return table


def cases(args: argparse.Namespace) -> list[Case]:
    found = [
        case for split in Split if split is not Split.TRAIN for case in made_up(split, args.samples)
    ]
    found += scanned(args.scans)
    found += of_samples()
    for folder in OFFICE:
        found += of_office(folder)
    if args.real:
        found += of_real(args.real)
    return [case for case in found if not args.sets or case.group in args.sets]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("models", type=Path, nargs="+", help="GGUF files")
    parser.add_argument("--samples", type=int, default=60, help="documents of each made-up set")
    parser.add_argument("--scans", type=int, default=0, help="documents read from images")
    parser.add_argument("--sets", nargs="*", help="only these sets")
    parser.add_argument("--real", type=Path, default=_real_folder(), help="invoices with gold")
    args = parser.parse_args()
    console = Console(stderr=True)
    chosen = cases(args)
    records: dict[str, list[Record]] = {}
    for path in args.models:
        engine = open_engine(path, path.name, LoadOptions())
        for name, network in ((path.stem, network_for(engine)), (f"{path.stem} alone", None)):
            records[name] = [by_model(engine, case, network) for case in chosen]
        engine.close()
    first = next(iter(records.values()))
    records["prior"] = [by_prior(record, case) for record, case in zip(first, chosen, strict=True)]
    records["rules"] = [by_rules(record, case) for record, case in zip(first, chosen, strict=True)]
    reports = {
        name: scores(
            one for case, record in zip(chosen, made, strict=True) for one in judged(case, record)
        )
        for name, made in records.items()
    }
    show(console, reports)
    print(json.dumps(reports))


def _real_folder() -> Path | None:
    folder = os.environ.get("EXTRACTOR_CORPORA")
    return Path(folder) / "invoices" if folder else None


if __name__ == "__main__":
    main()
