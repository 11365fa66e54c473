"""The generator that the embedded model is trained on: same seed, same document; nothing leaks."""

from __future__ import annotations

import importlib.util
import json
import random
import re
from collections import Counter
from decimal import Decimal
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from extractor.candidates import find_candidates, verbatim_text
from extractor.document import Document, Span
from extractor.prior.sheet import build_sheet
from extractor.schema import load_schema
from extractor.schema.tree import Array, Leaf, Object
from training import render
from training.data import raw
from training.encode import readings
from training.generate import Split, held_out_kinds, sample, samples, trained_kinds
from training.layouts import lay_out
from training.layouts.contracts.spelling import spelled
from training.material.lexicon import concepts, party_concept, reserved
from training.material.locales import LOCALES, Said, write_date
from training.material.values import Values
from training.pages.lines import columns
from training.prior_sheets import mark
from training.stories.kinds import tell
from training.stories.story import Fact, forget
from training.tables.by_name import table as made_table
from training.weights import read_arrays, write_arrays

SEEN = range(120)


def needs(*modules: str) -> pytest.MarkDecorator:
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"needs {', '.join(missing)} to train")


def test_a_seed_is_a_sample() -> None:
    for index in range(20):
        assert sample(index) == sample(index)
    assert sample(1) != sample(2)


def test_sets_do_not_overlap() -> None:
    texts = {split: {sample(index, split).text for index in range(30)} for split in Split}
    for split in Split:
        others = set().union(*(texts[other] for other in Split if other is not split))
        assert not texts[split] & others


def test_enough_kinds_are_trained_and_some_are_not() -> None:
    assert len(trained_kinds()) >= 14
    assert len(held_out_kinds()) >= 3
    assert {sample(index, Split.KINDS).kind for index in range(40)} == set(held_out_kinds())
    assert not {sample(index).kind for index in SEEN} & set(held_out_kinds())


def test_held_out_names_are_never_asked_in_training() -> None:
    unseen = {name for concept in concepts().values() for name in concept.unseen}
    known = {name for concept in concepts().values() for name in concept.names}
    asked = {name for index in SEEN for name in sample(index).root.properties}
    assert not asked & (unseen - known - _ready_names())


def test_a_held_out_name_is_no_other_concepts_name() -> None:
    kinds = raw("kinds")
    known = {name for one in concepts().values() for name in one.names}
    known |= {name for entry in kinds["columns"].values() for name in entry["names"]}
    known |= {name for entry in kinds["lists"].values() for name in entry["names"]}
    known |= {name for plan in kinds["tables"].values() for name in plan["names"]}
    for role in kinds["roles"]:
        for facet in kinds["facets"]:
            known |= set(party_concept(role, facet).names)
    assert len(reserved()) > 500
    assert not known & reserved()


def test_what_kinds_refer_to_is_there() -> None:
    kinds = raw("kinds")
    for kind, plan in kinds["kinds"].items():
        keys = {key for part in ("head", "dates", "money", "foot") for key in plan.get(part, ())}
        roles = {plan.get("letterhead"), *plan.get("parties", ())} - {None}
        assert keys <= set(concepts()), kind
        assert roles <= set(kinds["roles"]), kind
        assert set(plan.get("lists", ())) <= set(kinds["lists"]), kind
        texts = [*plan["titles"].values(), *plan.get("sentences", {}).values()]
        for name in re.findall(r"\{([\w.]+)\}", " ".join(text for some in texts for text in some)):
            role, dot, facet = name.partition(".")
            assert role in roles and facet in kinds["facets"] if dot else name in keys, (kind, name)


@pytest.mark.parametrize("name", sorted(raw("kinds")["tables"]))
def test_a_declared_table_has_its_columns_and_rows(name: str) -> None:
    plan = raw("kinds")["tables"][name]
    low, high = plan["rows"]
    for seed in range(12):
        made = made_table(name, Values(random.Random(seed)))
        keys = [one.key for one in made.columns]
        assert set(plan["always"]) <= set(keys) <= set(plan["columns"])
        assert len(made.headers) == len(keys)
        assert low <= len(made.rows) <= high
        for row in made.rows:
            assert set(row) <= set(keys)
            assert all(said.text for said in row.values())
        if plan.get("total") in keys:
            assert made.total == sum(row[plan["total"]].value for row in made.rows)


def _ready_names() -> set[str]:
    names: set[str] = set()
    for kind in ("invoice", "receipt", "email", "id_card", "lab_report", "bill_of_lading"):
        names |= set(load_schema(kind).root.properties)
    return names


@pytest.mark.parametrize("kind", [*trained_kinds(), *held_out_kinds()])
def test_every_kind_states_and_asks_something(kind: str) -> None:
    asked = [sample(index, kind=kind) for index in range(12)]
    assert all(one.text for one in asked)
    values = [value for one in asked for value in one.answer.values()]
    assert any(value is not None for value in values)
    assert any(value is None for value in values)


def test_schemas_are_random_in_depth() -> None:
    shapes: Counter[str] = Counter()
    for index in SEEN:
        for node in sample(index).root.properties.values():
            shapes[type(node).__name__ if not isinstance(node, Leaf) else str(node.kind)] += 1
    wanted = {"Object", "Array", "string", "number", "integer", "date", "boolean", "enum"}
    assert wanted <= set(shapes)


def test_answers_fit_their_schema() -> None:
    def check(node: object, value: object) -> None:
        match node:
            case Object(properties=properties) if isinstance(value, dict):
                assert list(properties) == list(value)
                for name, child in properties.items():
                    check(child, value[name])
            case Array(items=items) if isinstance(value, list):
                for row in value:
                    check(items, row)
            case _:
                assert value is None or isinstance(value, str | int | bool | Decimal)

    for index in SEEN:
        one = sample(index)
        check(one.root, one.answer)


def test_six_languages_and_their_conventions() -> None:
    assert {locale.language for locale in LOCALES} == {"en", "de", "fr", "es", "it", "nl"}
    for concept in concepts().values():
        if concept.labels:
            assert "en" in concept.labels, concept.key
    for key, entry in raw("lexicon").items():
        for language in ("de", "fr", "es", "it", "nl"):
            assert entry.get(language), f"{key} has no {language} label"
    import datetime

    day = datetime.date(2024, 3, 9)
    assert write_date(day, "m/d/Y0", "en") == "03/09/2024"
    assert write_date(day, "d. B Y", "de") == "9. März 2024"
    assert write_date(day, "dth B Y", "en") == "9th March 2024"
    assert write_date(day, "d de B de Y", "es") == "9 de marzo de 2024"


def test_most_answers_can_be_read_from_a_pdf_of_the_document() -> None:
    pytest.importorskip("reportlab")
    present = found = 0
    for index in range(25):
        one = sample(index, Split.VALUES)
        document = render.document(one.lines, render.Medium.PDF, random.Random(index))
        text = verbatim_text(document)
        for name, node in one.root.properties.items():
            value = one.answer[name]
            if isinstance(node, Leaf) and node.origin == "verbatim" and value is not None:
                present += 1
                found += value in text
    assert present > 40
    assert found / present > 0.9


@pytest.mark.parametrize("medium", [render.Medium.PLAIN, render.Medium.PDF])
def test_what_is_asked_can_be_chosen(medium: render.Medium) -> None:
    """Values that the reading bears are options of the prior: 97 of 100, parsed ones 99."""
    if medium is render.Medium.PDF:
        pytest.importorskip("reportlab")
    known: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for index in range(60):
        one = sample(index, Split.VALUES)
        for reading in readings([one], index, medium):
            sheet = build_sheet(
                reading.document,
                reading.candidates,
                reading.root,
                [Span(0, len(reading.document.text))],
            )
            marked = mark(sheet, reading.answer)
            for question, null, found in zip(
                sheet.questions, marked.null, marked.known, strict=True
            ):
                if question.list is None and not null:
                    asked[str(question.leaf.origin)] += 1
                    known[str(question.leaf.origin)] += bool(found)
    assert asked["verbatim"] > 150
    assert known["verbatim"] / asked["verbatim"] >= 0.97
    assert known["parsed"] / asked["parsed"] >= 0.99


@pytest.mark.parametrize("kind", ["contract", "resume", "receipt", "email", "bill_of_lading"])
def test_what_is_stated_is_printed(kind: str) -> None:
    for index in range(25):
        story = tell(kind, Values(random.Random(index)))
        printed = " ".join(" ".join(lay_out(story)).casefold().split())
        for concept, said in story.facts.values():
            for part in said.text.casefold().split("\n"):
                assert " ".join(part.split()) in printed, concept.key
        for table in story.tables:
            for row in table.rows:
                for said in row.values():
                    assert " ".join(said.text.casefold().split()) in printed


def test_a_contract_is_more_than_what_is_asked_of_it() -> None:
    texts = [sample(index, kind="contract").text for index in range(30)]
    dates = [len(find_candidates(_plain(text)).of("date")) for text in texts]
    assert sum(dates) / len(dates) > 3
    assert max(text.count("\n") for text in texts) > 60


def _plain(text: str) -> Document:
    return render.document(text.split("\n"), render.Medium.PLAIN, random.Random(0))


def test_the_roles_of_a_contract_are_what_it_calls_its_parties() -> None:
    roles = [
        (party["role"], one.text)
        for one in (sample(index, kind="contract") for index in range(60))
        for party in one.answer.get("parties") or []
        if one.ready
    ]
    assert sum(role is not None for role, _ in roles) > 20
    assert all(role is None or role in text for role, text in roles)


def test_held_out_layouts_are_never_trained() -> None:
    from training.pages import boxes, pairs

    assert not set(boxes.HELD_OUT) & set(boxes.GRIDS)
    assert not set(pairs.HELD_OUT) & {*pairs.FOR_FACTS, *pairs.FOR_AMOUNTS}


def test_columns_are_as_wide_as_their_widest_line() -> None:
    names, sums = ["Item", "Oak planks", "Nails"], ["Sum", "1,200.00", "9.90"]
    assert columns([names, sums[:2]], 2) == ["Item        Sum", "Oak planks  1,200.00", "Nails"]
    assert columns([names, sums, ["x"]], (1, 3, 9), right=(False, True, False)) == [
        "Item            Sum   x",
        "Oak planks 1,200.00",
        "Nails          9.90",
    ]
    assert columns([["a"], ["b"]], 1, least=4) == ["a    b"]
    assert columns([]) == []


def test_spelled_numbers() -> None:
    assert spelled(0) == "zero"
    assert spelled(21_600) == "twenty-one thousand six hundred"
    assert spelled(115) == "one hundred fifteen"
    assert spelled(1_271, "de") == "eintausendzweihunderteinundsiebzig"
    assert spelled(96_571, "fr") == "quatre-vingt-seize mille cinq cent soixante et onze"
    assert spelled(500_100, "es") == "quinientos mil cien"
    assert spelled(28_621, "it") == "ventottomilaseicentoventuno"
    assert spelled(1_022, "nl") == "duizendtweeëntwintig"


def test_a_scan_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("reportlab")
    monkeypatch.setattr(render, "STORE", tmp_path)
    rows = [f"{at}    Copper pipe {at} m    {at * 12}.50" for at in range(1, 19)]
    lines = ("INVOICE", "", "Invoice number    4711", "", *rows, "", "Total    EUR 250.00")
    assert not render.is_stored(lines)
    first = render.document(lines, render.Medium.SCAN, random.Random(1))
    assert render.is_stored(lines)
    assert "4711" in first.text
    assert any(word.box for page in first.pages for word in page.words)
    monkeypatch.setattr(render, "draw", None)  # not needed any more
    assert render.document(lines, render.Medium.SCAN, random.Random(2)) == first


def test_noise_spares_what_bears_digits() -> None:
    text = "Invoice number INV-2024-007\nTotal amount 1,234.50 for Brightwater Supplies"
    for seed in range(20):
        slipped = render.slip(text, random.Random(seed))
        assert "INV-2024-007" in slipped
        assert "1,234.50" in slipped


def test_dates_and_amounts_of_a_document_are_candidates() -> None:
    for index in range(15):
        one = sample(index, kind="invoice")
        document = render.document(one.lines, render.Medium.PLAIN, random.Random(index))
        dates = {found.value for found in find_candidates(document).of("date")}
        value = one.answer.get("invoice_date")
        assert value is None or value in dates


@needs("tokenizers")
def test_an_answer_is_a_sentence_of_its_own_grammar() -> None:
    from training.encode import encoded, special, tokenizer

    made = [one for index in range(12) for one in encoded(index, Split.VALUES)]
    assert len(made) >= 8
    for one in made:
        assert one.document[0] == special("<|doc|>")
        assert one.ids[0] == special("<|fields|>")
        assert one.ids[-1] == special("<|end|>")
        assert len(one.choices) == len(one.allowed)
        for place, allowed in zip(one.choices, one.allowed, strict=True):
            token = one.ids[place]
            assert allowed[token >> 3] >> (token & 7) & 1
    text = "Straße 12,  №½ “quoted”\n\ttab"
    assert tokenizer().decode(tokenizer().encode(text).ids) == text


def test_questions_about_one_document_differ() -> None:
    asked = list(islice(samples(5), 5))
    assert asked[0] == sample(5)
    assert len({one.lines for one in asked}) == 1
    assert len({tuple(one.root.properties) for one in asked}) > 2


def test_training_asks_for_much_that_is_not_there() -> None:
    asked = [one for index in range(30) for one in islice(samples(index), 5)]
    missing: Counter[str] = Counter()
    for one in asked:
        for name, node in one.root.properties.items():
            value = one.answer[name]
            silent = not any(value.values()) if isinstance(value, dict) else value is None
            missing[type(node).__name__] += silent
    assert missing["Leaf"] > 100
    assert missing["Array"] > 10
    assert missing["Object"] > 3


@needs("torch", "tokenizers")
def test_questions_together_cost_what_they_cost_alone() -> None:
    import torch

    from training.encode import encoded
    from training.model import Network, Shape
    from training.train import batch, loss_of

    torch.manual_seed(1)
    model = Network(Shape(width=32, layers=2, heads=2, inner=48))
    documents = [encoded(index, questions=3) for index in (2, 3, 5)]
    together, right, count = loss_of(model, batch(documents, 0))
    alone = [loss_of(model, batch([[one]], 0)) for about in documents for one in about]
    assert count == sum(of for _, _, of in alone)
    assert right == sum(good for _, good, _ in alone)
    total = sum(float(loss.detach()) * of for loss, _, of in alone)
    assert float(together.detach()) == pytest.approx(total / count, rel=1e-5)


@needs("torch", "tokenizers")
def test_a_question_after_a_prefix_is_one_text() -> None:
    import torch

    from training.model import Network, Shape

    torch.manual_seed(1)
    model = Network(Shape(vocabulary=64, width=32, layers=2, heads=2, inner=48))
    documents, lengths = torch.randint(0, 64, (2, 12)), torch.tensor([12, 7])
    questions, owners = torch.randint(0, 64, (3, 300)), torch.tensor([0, 1, 1])
    hidden = model(questions, model.prefix(documents, lengths).of(owners))
    for row, owner in enumerate(owners):
        document = documents[owner, : lengths[owner]]
        whole = model(torch.cat([document, questions[row]])[None])[0, len(document) :]
        assert torch.allclose(hidden[row], whole, atol=1e-5)


def test_a_posting_may_leave_the_label_of_its_title_blank() -> None:
    for seed in range(60):
        story = tell("job_posting", Values(random.Random(seed)), density=0.98)
        forget(story, "job_title")
        story.head.append(Fact(concepts()["job_title"], Said(None, "-"), "Position"))
        assert lay_out(story)


@needs("torch", "tokenizers")
def test_a_step_lowers_the_loss() -> None:
    import torch

    from training.encode import encoded
    from training.model import Network, Shape
    from training.train import Optimizer, batch, loss_of

    torch.manual_seed(1)
    model = Network(Shape(width=32, layers=1, heads=2, inner=48))
    made = batch([encoded(index, questions=2) for index in (2, 3)], 0)
    optimizer = Optimizer(model, rate=3e-3, muon_rate=0.02, state={})
    before = float(loss_of(model, made)[0].detach())
    for _ in range(20):
        loss_of(model, made)[0].backward()
        optimizer.step(1.0)
    assert float(loss_of(model, made)[0].detach()) < before / 2


@needs("torch")
def test_the_mean_of_checkpoints_of_one_network(tmp_path: Path) -> None:
    from training.average import average
    from training.model import Network, Shape, load, network, save

    shape = Shape(vocabulary=16, width=8, layers=1, heads=2, inner=8)
    paths = [tmp_path / f"{number}.npz" for number in range(2)]
    made = [
        {name: one.detach().numpy() for name, one in Network(shape).named_parameters()}
        for _ in paths
    ]
    for path, arrays in zip(paths, made, strict=True):
        save(path, {**arrays, "momentum.head": np.ones(8), "steps": np.array(3)}, shape)
    written = tmp_path / "mean.npz"
    write_arrays(written, average(paths), compressed=True)
    mean, of_shape = load(written)
    network(mean, of_shape)
    assert of_shape == shape
    assert set(mean) == set(made[0])
    for name, value in mean.items():
        assert np.allclose(value, (made[0][name] + made[1][name]) / 2)
    other = tmp_path / "other.npz"
    save(other, made[0], Shape(vocabulary=16, width=8, layers=1, heads=1, inner=8))
    with pytest.raises(ValueError, match="one network"):
        average([paths[0], other])


def test_the_mean_of_checkpoints_of_the_prior(tmp_path: Path) -> None:
    from training.average import average

    paths = [tmp_path / f"{number}.npz" for number in range(3)]
    for number, path in enumerate(paths):
        write_arrays(path, {"one.weight": np.full((2, 3), number, np.float16)}, compressed=True)
    mean = average(paths)
    assert mean["one.weight"].dtype == np.float16
    assert np.array_equal(mean["one.weight"], np.ones((2, 3)))


@pytest.mark.parametrize("compressed", [False, True])
def test_weights_are_written_whole_or_not_at_all(tmp_path: Path, compressed: bool) -> None:
    path = tmp_path / "weights.npz"
    write_arrays(path, {"one": np.arange(3), "two": np.eye(2)}, compressed=compressed)
    with pytest.raises(ValueError, match="allow_pickle"):
        write_arrays(path, {"one": np.zeros(3), "bad": np.array([None])}, compressed=compressed)
    kept = read_arrays(path)
    assert set(kept) == {"one", "two"}
    assert np.array_equal(kept["one"], np.arange(3))
    assert np.array_equal(kept["two"], np.eye(2))


def test_the_scores_of_confidence() -> None:
    from extractor.evaluation import FieldScore
    from training.evaluate import calibration, summary

    fields = [
        FieldScore("/a", 1, 1, 0.9),
        FieldScore("/b", 2, 3, 0.1),
        FieldScore("/c", None, 5, 0.6),
    ]
    told = summary(fields)
    assert told["exact"] == pytest.approx(1 / 3, abs=1e-3)
    assert told["invented"] == 1.0
    assert calibration(fields)["ece"] == pytest.approx((0.1 + 0.1 + 0.6) / 3, abs=1e-3)
    assert json.loads(json.dumps(told)) == told


def test_organisations_without_a_legal_form_have_names_in_every_language() -> None:
    named: dict[str, set[str]] = {}
    for seed in range(300):
        values = Values(random.Random(seed))
        named.setdefault(values.language, set()).add(values.organisation())
    assert named.keys() == raw("pools")["organisation"].keys()
    for names in named.values():
        assert len(names) > 5
        assert not any(mark in name for name in names for mark in "{}")


def test_cells_that_go_on_below_are_read_off_a_page() -> None:
    folded = [index for index in range(80) if sample(index, kind="invoice").folded]
    assert len(folded) > 8
    for index in folded[:4]:
        (reading,) = readings([sample(index, kind="invoice")], index)
        assert reading.document.media_type == "application/pdf"
