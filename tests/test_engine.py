"""The llama.cpp engine with the embedded model, and with random weights."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest

from extractor.candidates import find_candidates, for_leaf, verbatim_pieces, verbatim_text
from extractor.document import Document, Page, Span
from extractor.engine import open_engine
from extractor.errors import (
    Cancelled,
    ConfigError,
    ContextOverflow,
    EngineError,
    GrammarRefused,
    ModelError,
)
from extractor.generation import Engine, Finish, LoadOptions, Prior, Request, Segment
from extractor.grammar import Offer, compose
from extractor.prompt import PromptProfile, build_prompt
from extractor.reply import read_reply
from extractor.schema.tree import Array, Kind, Leaf, Object, Origin

TEXT = """\
Harbour Light Bakery
12 Quay Street, Galway
RECEIPT 4471    14/03/2024
2 x Sourdough    9.00
1 x Almond tart    4.50
TOTAL EUR 13.50
hello@harbourlight.example
"""
STRING = Leaf(Kind.STRING, Origin.VERBATIM)
ROOT = Object(
    {
        "shop": STRING,
        "number": STRING,
        "date": Leaf(Kind.DATE, Origin.PARSED),
        "total": Leaf(Kind.NUMBER, Origin.PARSED),
        "email": Leaf(Kind.STRING, Origin.PATTERN, format="email"),
        "items": Array(
            Object({"name": STRING, "price": Leaf(Kind.NUMBER, Origin.PARSED)}), max_items=4
        ),
    }
)


def document(text: str) -> Document:
    page = Page(1, Span(0, len(text)), ())
    return Document("t.txt", "0" * 64, "text/plain", text, (page,), 1)


def request(
    text: str = TEXT, *, root: Object = ROOT, free: bool = False, **options: object
) -> Request:
    one = document(text)
    found = find_candidates(one)
    offer = Offer(
        verbatim_pieces(verbatim_text(one)), lambda leaf: [c.json for c in for_leaf(leaf, found)]
    )
    profile = PromptProfile("compact")
    settings: dict[str, object] = {"max_tokens": 400, **options}
    return Request(
        prompt=build_prompt(profile, root, text),
        grammar=compose(root, profile.style, None if free else offer),
        **settings,  # type: ignore[arg-type]
    )


def test_a_reply_is_a_sentence_of_the_grammar(engine: Engine):
    reply = engine.submit(request()).result()
    assert reply.finish is Finish.STOP
    data = json.loads(reply.text)
    assert list(data) == list(ROOT.properties)
    assert data["date"] in ("2024-03-14", None)
    assert data["email"] in ("hello@harbourlight.example", None)


def test_tokens_cover_the_reply_and_know_their_probability(engine: Engine):
    reply = engine.submit(request()).result()
    assert reply.tokens[0].start == 0
    assert reply.tokens[-1].end == len(reply.text.encode())
    for before, after in zip(reply.tokens, reply.tokens[1:], strict=False):
        assert before.end == after.start
    assert all(token.logprob <= 0 for token in reply.tokens)
    assert all(token.logprob == 0 for token in reply.tokens if token.forced)
    assert reply.forced_tokens > len(reply.tokens) / 4


def test_greedy_replies_are_the_same_each_time(engine: Engine):
    first, second = (engine.submit(request()).result() for _ in range(2))
    assert first.text == second.text
    assert second.reused_tokens >= second.prompt_tokens - 1


def test_a_prior_is_joined_with_the_models_choice(engine: Engine):
    plain = json.loads(engine.submit(request()).result().text)
    other = "4.50" if plain["total"] != 4.5 else "9.00"
    prior = Prior(values={"/total": {other: -0.001, "null": -30.0}}, more={})
    steered = json.loads(engine.submit(request(prior=prior)).result().text)
    assert steered["total"] == float(other) != plain["total"]
    assert steered["number"] == plain["number"]


def test_a_seed_fixes_a_sampled_reply(engine: Engine):
    texts = {
        seed: [engine.submit(request(temperature=3.0, seed=seed)).result().text for _ in range(2)]
        for seed in (1, 2, 3)
    }
    assert all(first == second for first, second in texts.values())
    assert len({pair[0] for pair in texts.values()}) > 1


def test_text_streams_as_it_is_written(engine: Engine):
    pieces: list[str] = []
    reply = engine.submit(request(on_text=pieces.append)).result()
    assert "".join(pieces) == reply.text
    assert len(pieces) > 3


def test_requests_from_many_threads_are_answered_each_with_its_own(engine: Engine):
    answers: dict[int, str] = {}

    def ask(number: int) -> None:
        only = Object({"code": Leaf(Kind.STRING, Origin.PATTERN, pattern=r"^X\d{5}$")})
        asked = request(f"code X{number:05d} is the code", root=only)
        answers[number] = engine.submit(asked).result().text

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, text in answers.items():
        assert json.loads(text)["code"] in (f"X{number:05d}", None)


def test_cancelling_stops_within_a_token_and_the_engine_goes_on(engine: Engine):
    long = Object({f"f{i}": STRING for i in range(40)})
    for delay in (0.0, 0.002, 0.02):
        future = engine.submit(request(root=long, max_tokens=1500))
        time.sleep(delay)
        engine.cancel(future)
        started = time.monotonic()
        with pytest.raises(Cancelled):
            future.result(timeout=10)
        assert time.monotonic() - started < 2
    assert engine.submit(request()).result().finish is Finish.STOP


def test_a_timeout_keeps_what_was_written(engine: Engine):
    long = Object({f"f{i}": STRING for i in range(60)})
    reply = engine.submit(request(root=long, max_tokens=1500, timeout=0.05)).result()
    assert reply.finish is Finish.TIMEOUT
    assert read_reply(reply).complete is False


def test_a_token_limit_is_no_success(engine: Engine):
    reply = engine.submit(request(max_tokens=12)).result()
    assert reply.finish is Finish.LENGTH


@pytest.mark.parametrize("length", [1, 12, 40])
def test_a_reply_that_was_cut_goes_on_where_it_ended(engine: Engine, length: int):
    whole = engine.submit(request()).result()
    cut = engine.submit(request(max_tokens=length)).result()
    pieces: list[str] = []
    rest = engine.submit(request(begun=cut.tokens, on_text=pieces.append)).result()
    assert rest.finish is Finish.STOP
    assert rest.text == whole.text == cut.text + "".join(pieces)
    assert [token.id for token in rest.tokens] == [token.id for token in whole.tokens]
    assert rest.tokens[: len(cut.tokens)] == cut.tokens
    assert rest.prompt_tokens == whole.prompt_tokens
    assert rest.reused_tokens == rest.prompt_tokens


def test_a_limit_counts_what_was_begun(engine: Engine):
    cut = engine.submit(request(max_tokens=12)).result()
    more = engine.submit(request(begun=cut.tokens, max_tokens=20)).result()
    assert more.finish is Finish.LENGTH
    assert 20 <= len(more.tokens) < 40  # what the grammar dictates behind the last may be more


def test_a_prompt_longer_than_the_context_is_refused_by_name(engine: Engine):
    with pytest.raises(ContextOverflow, match="does not fit"):
        engine.submit(request("word " * 4000)).result()


def test_a_grammar_that_does_not_compile_is_refused(engine: Engine):
    with pytest.raises(GrammarRefused, match="does not compile"):
        engine.check_grammar("start: nothing_of_the_kind")
    broken = Request((Segment("x"),), "start: (", 10)
    with pytest.raises(GrammarRefused):
        engine.submit(broken).result()


def test_a_document_cannot_name_a_special_token(engine: Engine):
    written = engine.count_tokens([Segment("<|json|>")])
    assert written > 1
    assert engine.count_tokens([Segment("<|json|>", trusted=True)]) == 1


def test_a_closed_engine_takes_no_requests_and_closing_twice_is_fine():
    from extractor.models import EMBEDDED_FILE

    own = open_engine(EMBEDDED_FILE, "", LoadOptions(context=512))
    waiting = own.submit(request(root=Object({f"f{i}": STRING for i in range(20)})))
    own.close()
    own.close()
    with pytest.raises((Cancelled, EngineError, ContextOverflow)):
        waiting.result(timeout=5)
    with pytest.raises(EngineError, match="closed"):
        own.submit(request())


@pytest.mark.parametrize("content", [b"GGUF", b"GGUF\x03\x00\x00\x00" + b"\xff" * 64, b""])
def test_a_broken_file_is_refused_by_name(tmp_path: Path, content: bytes):
    path = tmp_path / "broken.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"broken\.gguf"):
        open_engine(path, "", LoadOptions())


def test_a_truncated_file_is_refused_by_name(tmp_path: Path):
    from extractor.models import EMBEDDED_FILE

    path = tmp_path / "short.gguf"
    path.write_bytes(EMBEDDED_FILE.read_bytes()[:2_000_000])
    with pytest.raises(ModelError, match=r"short\.gguf"):
        open_engine(path, "", LoadOptions())


@pytest.mark.parametrize("kv_type", ["f16", "q8_0", "q4_0"])
def test_the_kv_cache_may_be_quantized(kv_type: str):
    from extractor.models import EMBEDDED_FILE

    own = open_engine(EMBEDDED_FILE, "", LoadOptions(context=1024, kv_type=kv_type))
    assert own.submit(request()).result().finish is Finish.STOP
    own.close()


def test_but_not_without_flash_attention():
    from extractor.models import EMBEDDED_FILE

    with pytest.raises(ConfigError, match="needs flash attention"):
        open_engine(EMBEDDED_FILE, "", LoadOptions(kv_type="q8_0", flash_attention="off"))


def test_no_native_output_reaches_the_terminal(capfd: pytest.CaptureFixture[str]):
    from extractor.models import EMBEDDED_FILE

    own = open_engine(EMBEDDED_FILE, "", LoadOptions(context=256))
    own.close()
    assert capfd.readouterr() == ("", "")


# -- grounding holds for any weights

WORDS = """\
Zephyr Ironworks & Sons, 9 "Mill" Lane, 70173 Köln. Order 88-Q/17 of 3 May 2021,
ship by 05.06.2021. Net 1.250,00 EUR, VAT 237,50, total 1.487,50. a\\b <|end|> orders@zephyr.example
"""


@pytest.fixture(scope="module")
def random_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A model of the embedded one's shape whose weights are noise."""
    from tests.random_model import write_random_model

    path = tmp_path_factory.mktemp("random") / "random.gguf"
    write_random_model(path, seed=7)
    return open_engine(path, "random", LoadOptions())


@pytest.mark.parametrize("seed", range(12))
def test_no_run_of_a_random_model_writes_what_the_document_does_not_bear(
    random_engine: Engine, seed: int
):
    one = document(WORDS)
    offered = find_candidates(one)
    reply = random_engine.submit(request(WORDS, temperature=1.5, seed=seed)).result()
    data = read_reply(reply).data
    folded = " ".join(WORDS.split())
    strings = [data["shop"], data["number"], *(row["name"] for row in data["items"] or [])]
    for value in filter(None, strings):
        assert value in folded
    for name in ("date", "email"):
        allowed = {c.value for c in for_leaf(ROOT.properties[name], offered)}  # type: ignore[arg-type]
        assert data[name] is None or data[name] in allowed
    numbers = {c.value for c in for_leaf(ROOT.properties["total"], offered)}  # type: ignore[arg-type]
    for value in [data["total"], *(row["price"] for row in data["items"] or [])]:
        assert value is None or value in numbers


def test_while_a_free_one_does(random_engine: Engine):
    written = []
    for seed in range(4):
        reply = random_engine.submit(
            request(WORDS, free=True, temperature=1.5, seed=seed, max_tokens=600)
        ).result()
        data = read_reply(reply).data
        written += [data.get("shop"), data.get("number")]
    folded = " ".join(WORDS.split())
    assert any(value is not None and value not in folded for value in written)
