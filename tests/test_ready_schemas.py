"""Each ready schema takes a good document, catches its known mistakes, and minds no gaps."""

from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from extractor.pointers import pointer_parts
from extractor.schema import load_schema

READY = sorted(
    path.stem for path in Path(__file__).parents[1].joinpath("schemas").glob("[a-z]*.py")
)

GOOD: dict[str, dict[str, Any]] = {
    "invoice": {
        "invoice_number": "2024-117",
        "invoice_date": "2024-03-14",
        "due_date": "2024-04-13",
        "seller_vat_id": "DE136695976",
        "currency": "EUR",
        "subtotal": 1250.00,
        "discount": 50.00,
        "shipping": 20.00,
        "tax": 231.80,
        "total": 1451.80,
        "amount_due": 1000.00,
        "iban": "DE89 3704 0044 0532 0130 00",
        "line_items": [
            {"description": "Oak table", "quantity": 1, "unit_price": 850.00, "amount": 850.00},
            {"description": "Chair", "quantity": 4, "unit_price": 100.00, "amount": 400.00},
        ],
    },
    "receipt": {
        "purchase_date": "2024-03-14",
        "purchase_time": "13:05:00",
        "subtotal": 10.00,
        "tax": 0.70,
        "tip": 1.00,
        "total": 11.70,
        "payment_method": "cash",
        "cash_given": 20.00,
        "change": 8.30,
        "items": [{"description": "Soup", "quantity": 2, "amount": 10.00}],
    },
    "purchase_order": {
        "order_number": "PO-4711",
        "order_date": "2024-03-14",
        "delivery_date": "2024-03-28",
        "buyer_name": "Halden Pumps Ltd",
        "supplier_name": "Ferro Castings GmbH",
        "subtotal": 300.00,
        "shipping": 25.00,
        "tax": 61.75,
        "total": 386.75,
        "lines": [{"item_number": "A-1", "quantity": 3, "unit_price": 100.00, "amount": 300.00}],
    },
    "bank_statement": {
        "iban": "GB82 WEST 1234 5698 7654 32",
        "period_start": "2024-03-01",
        "period_end": "2024-03-31",
        "opening_balance": 100.00,
        "total_credits": 50.00,
        "total_debits": 30.00,
        "closing_balance": 120.00,
        "transactions": [
            {"booked_on": "2024-03-04", "description": "Salary", "credit": 50.00},
            {"booked_on": "2024-03-09", "description": "Rent", "debit": 30.00},
        ],
    },
    "contract": {
        "contract_type": "services",
        "effective_date": "2024-01-01",
        "end_date": "2026-12-31",
        "parties": [{"name": "Halden Pumps Ltd", "role": "Client"}, {"name": "Ada Marsh"}],
    },
    "resume": {
        "full_name": "Ada Marsh",
        "email": "ada@marsh.example",
        "experience": [{"job_title": "Engineer", "start": "Mar 2019", "end": "present"}],
        "education": [{"degree": "BSc Physics", "year": 2015}],
    },
    "job_posting": {
        "job_title": "Welder",
        "salary_min": 38000,
        "salary_max": 45000,
        "posted_on": "2024-03-01",
        "apply_by": "2024-03-31",
        "starts_on": "2024-05-01",
    },
    "lab_report": {
        "birth_date": "1961-07-02",
        "collected_on": "2024-03-14",
        "received_on": "2024-03-14",
        "reported_on": "2024-03-15",
        "results": [
            {
                "test": "K",
                "value": 5.4,
                "reference_low": 3.5,
                "reference_high": 5.1,
                "flag": "high",
            },
            {"test": "HbA1c", "value": 5.2, "reference_high": 5.7},
            {"test": "Nitrite", "finding": "negative"},
        ],
    },
    "bill_of_lading": {
        "bl_number": "HLNU2403117",
        "port_of_loading": "Hamburg",
        "port_of_discharge": "Santos",
        "packages": 30,
        "gross_weight_kg": 22500.5,
        "containers": [
            {"container_number": "CSQU 305438-3", "packages": 10, "gross_weight_kg": 7500},
            {"container_number": "MSKU0000006", "packages": 20, "gross_weight_kg": 15000},
        ],
    },
    "email": {
        "sender_email": "ada@marsh.example",
        "sent_at": "2024-03-14T09:30:00+01:00",
        "reply_by": "2024-03-20",
    },
    "id_card": {
        "document_type": "identity_card",
        "birth_date": "1988-02-29",
        "issued_on": "2020-05-04",
        "expires_on": "2030-05-03",
    },
    "utility_bill": {
        "utility_type": "electricity",
        "bill_date": "2024-04-02",
        "due_date": "2024-04-16",
        "period_start": "2024-01-01",
        "period_end": "2024-03-31",
        "previous_reading": 18204,
        "current_reading": 18954,
        "consumption": 750,
        "total": 231.40,
        "charges": [{"amount": 210.00}, {"amount": 21.40}],
    },
}

TOMORROW = (date.today() + timedelta(days=1)).isoformat()

# schema, what to change in the good document, what the complaint says
MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    ("invoice", {"/due_date": "2024-03-01"}, "before it was issued"),
    ("invoice", {"/tax": 237.50}, "do not make the total"),
    ("invoice", {"/total": 1541.80}, "do not make the total"),
    ("invoice", {"/line_items/1/amount": 40.00}, "the lines do not sum"),
    ("invoice", {"/amount_due": 14518.0}, "more than the total"),
    ("invoice", {"/iban": "DE89 3704 0044 0532 0130 01"}, "IBAN"),
    ("invoice", {"/seller_vat_id": "DE136695977"}, "VAT number"),
    ("receipt", {"/tax": 7.00}, "do not make the total"),
    ("receipt", {"/items/0/amount": 5.00}, "the items sum to neither"),
    ("receipt", {"/change": 9.30}, "change"),
    ("purchase_order", {"/delivery_date": "2024-02-28"}, "before the order"),
    ("purchase_order", {"/supplier_name": "Halden Pumps Ltd"}, "orders from itself"),
    ("purchase_order", {"/total": 836.75}, "do not make"),
    ("purchase_order", {"/lines/0/amount": 100.00}, "the lines do not sum"),
    ("bank_statement", {"/period_end": "2024-02-28"}, "before it starts"),
    ("bank_statement", {"/total_debits": 80.00}, "not the closing balance"),
    ("bank_statement", {"/transactions/0/credit": 55.00}, "do not make the closing balance"),
    ("bank_statement", {"/transactions/1/booked_on": "2024-04-09"}, "outside the period"),
    ("bank_statement", {"/iban": "GB82 WEST 1234 5698 7654 23"}, "IBAN"),
    ("contract", {"/end_date": "2023-12-31"}, "before it starts"),
    ("contract", {"/parties/1/name": "HALDEN PUMPS LTD"}, "twice"),
    ("resume", {"/experience/0/end": "2014"}, "ended in 2014"),
    ("job_posting", {"/salary_max": 4500}, "pay from"),
    ("job_posting", {"/apply_by": "2024-02-01"}, "before it was posted"),
    ("job_posting", {"/starts_on": "2023-05-01"}, "before it was posted"),
    ("lab_report", {"/birth_date": "2061-07-02"}, "is before"),
    ("lab_report", {"/reported_on": "2024-03-13"}, "is before"),
    ("lab_report", {"/results/0/value": 4.5}, "flagged high"),
    ("lab_report", {"/results/0/flag": "low"}, "flagged low"),
    ("lab_report", {"/results/0/flag": "normal"}, "flagged normal"),
    ("lab_report", {"/results/0/reference_low": 35}, "reference range"),
    ("bill_of_lading", {"/port_of_discharge": "Hamburg"}, "loaded and discharged"),
    ("bill_of_lading", {"/gross_weight_kg": 25200}, "do not weigh"),
    ("bill_of_lading", {"/packages": 31}, "do not hold"),
    ("bill_of_lading", {"/containers/0/container_number": "CSQU 305438-4"}, "check digit"),
    ("email", {"/reply_by": "2024-03-13"}, "before it was sent"),
    ("id_card", {"/birth_date": TOMORROW}, "born in the future"),
    ("id_card", {"/expires_on": "2020-05-03"}, "not after"),
    ("id_card", {"/issued_on": "1987-05-04"}, "not after"),
    ("utility_bill", {"/due_date": "2024-03-16"}, "is before"),
    ("utility_bill", {"/period_end": "2023-03-31"}, "is before"),
    ("utility_bill", {"/current_reading": 18104}, "ran back"),
    ("utility_bill", {"/consumption": 570}, "is not 570"),
    ("utility_bill", {"/charges/0/amount": 201.00}, "the charges do not sum"),
]

# Documents that differ from the usual and are right all the same.
FINE: list[tuple[str, dict[str, Any]]] = [
    ("invoice", {"/subtotal": 1200.00, "/shipping": None, "/total": 1431.80}),  # discount is in it
    ("invoice", {"/discount": -50.00}),
    ("invoice", {"/tax": None, "/total": 1499}),
    ("receipt", {"/total": 11.00, "/cash_given": None, "/change": None}),  # tax is in the prices
    ("receipt", {"/cash_given": 11.70, "/change": 0}),
    ("bank_statement", {"/total_debits": -30.00, "/transactions/1/debit": -30.00}),
    ("bank_statement", {"/transactions/0/credit": None}),
    ("utility_bill", {"/utility_type": "gas", "/consumption": 8312.5}),  # m3 billed as kWh
]


def model_of(name: str) -> type[BaseModel]:
    return load_schema(name).model


def changed(name: str, changes: dict[str, Any]) -> dict[str, Any]:
    """The good document of `name` with other values at some JSON Pointers."""
    data = deepcopy(GOOD[name])
    for at, value in changes.items():
        *parents, last = pointer_parts(at)
        place: Any = data
        for part in parents:
            place = place[int(part)] if isinstance(place, list) else place[part]
        place[last] = value
    return data


def test_the_twelve_are_there() -> None:
    assert sorted(GOOD) == READY


@pytest.mark.parametrize("name", READY)
def test_a_good_document_passes(name: str) -> None:
    model_of(name).model_validate(GOOD[name])


@pytest.mark.parametrize(("name", "changes", "complaint"), MISTAKES)
def test_a_mistake_is_caught(name: str, changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        model_of(name).model_validate(changed(name, changes))


@pytest.mark.parametrize(("name", "changes"), FINE)
def test_what_is_right_in_its_own_way_passes(name: str, changes: dict[str, Any]) -> None:
    model_of(name).model_validate(changed(name, changes))


@pytest.mark.parametrize("name", READY)
def test_whatever_a_document_may_lack_may_be_null(name: str) -> None:
    fields = model_of(name).model_fields
    required = {key: GOOD[name][key] for key, field in fields.items() if field.is_required()}
    optional = {key: None for key, field in fields.items() if field.default is None}
    assert len(required) <= 2
    model_of(name).model_validate(required | optional)


@pytest.mark.parametrize("name", READY)
def test_every_field_is_described(name: str) -> None:
    schema = model_of(name).model_json_schema()
    for title, object_ in [(name, schema), *schema.get("$defs", {}).items()]:
        for key, field in object_["properties"].items():
            assert 5 < len(field.get("description", "")) <= 90, f"{title}.{key}"


@pytest.mark.parametrize("name", READY)
def test_it_fits_a_small_model(name: str) -> None:
    fields = model_of(name).model_json_schema()["properties"].values()
    scalars = [field for field in fields if field.get("type") != "array"]
    lists = [field for field in fields if field.get("type") == "array"]
    assert 8 <= len(scalars) <= 16
    assert all("maxItems" in field for field in lists)
    assert sum("$ref" in field["items"] for field in lists) <= 2
