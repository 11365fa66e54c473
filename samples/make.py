"""Makes the documents of this folder again, each beside what it should give: `python make.py`.

    <schema>/<slug>.<suffix>            the document
    <schema>/<slug>.expected.json       {"data": the whole record, "pages": {pointer: page}}

`<schema>` is the ready schema the document is read with. `pages` is there for PDFs, and says where
a value stands; values that are judged rather than read (`contract_type`, `summary`) have none.
All names, numbers and companies are invented. Needs the development extra, for reportlab.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import _agreement
import _cards
import _careers
import _contracts
import _invoices
import _labs
import _mail
import _markup
import _orders
import _planted
import _receipts
import _shipping
import _statements
from _sample import Sample

from extractor.pointers import pointer
from extractor.schema import Schema, load_schema
from extractor.schema.tree import Array, Leaf, Node, Object, Origin

MAKERS: list[Callable[[], Sample]] = [
    _invoices.halden,
    _invoices.lindqvist,
    _invoices.moreau,
    _invoices.northgate,
    _planted.thistle,
    _planted.ribera,
    _markup.brightwell,
    _receipts.harvest,
    _receipts.heron,
    _receipts.bistro,
    _markup.parking,
    _orders.greywacke,
    _orders.steinau,
    _orders.bellweather,
    _shipping.corriente,
    _shipping.baltic,
    _statements.ohlendorf,
    _statements.lakeside,
    _statements.ellerquell,
    _statements.marsh_valley,
    _contracts.wolmar,
    _contracts.orfevres,
    _agreement.meander,
    _careers.tallis,
    _careers.reuland,
    _markup.hydrologist,
    _markup.apprentice,
    _labs.corbel,
    _labs.pinewood,
    _mail.change,
    _mail.complaint,
    _mail.meeting,
    _cards.ausweis,
    _cards.licence,
]


def main(folder: Path) -> None:
    for make in MAKERS:
        sample = make()
        path = folder / sample.schema / sample.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sample.content)
        expected = json.dumps(expectation(sample), ensure_ascii=False, indent=2)
        path.with_suffix(".expected.json").write_text(expected + "\n", encoding="utf-8")


def expectation(sample: Sample) -> dict[str, Any]:
    """The content of `expected.json`: every field of the schema, null where it is not said."""
    schema: Schema = load_schema(sample.schema)
    data = _filled(schema.root, sample.data)
    schema.model.model_validate(data)
    if sample.pages is None:
        return {"data": data}
    pages = sample.pages if isinstance(sample.pages, Mapping) else {"": sample.pages}
    return {"data": data, "pages": {at: _page(pages, at) for at in _read(schema.root, data)}}


def _filled(node: Node, value: Any) -> Any:
    """`value` with every property of `node`, in the schema's order."""
    match node:
        case Object(properties=properties):
            unknown = set(value) - set(properties)
            if unknown:
                raise ValueError(f"not in the schema: {', '.join(sorted(unknown))}")
            return {name: _filled(child, value.get(name)) for name, child in properties.items()}
        case Array(items=items):
            return [_filled(items, item) for item in value or []]
        case _:
            return value


def _read(node: Node, value: Any, path: tuple[str | int, ...] = ()) -> Iterator[str]:
    """Pointers of the values that stand in the document."""
    match node:
        case Object(properties=properties):
            for name, child in properties.items():
                yield from _read(child, value[name], (*path, name))
        case Array(items=items):
            for index, item in enumerate(value):
                yield from _read(items, item, (*path, index))
        case Leaf(origin=origin) if value is not None:
            if origin not in (Origin.INFERRED, Origin.FREE):
                yield pointer(*path)


def _page(pages: Mapping[str, int], at: str) -> int:
    """The page of the longest entry that `at` lies under."""
    under = [entry for entry in pages if at == entry or at.startswith(f"{entry}/") or not entry]
    return pages[max(under, key=len)]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
