"""The engine in a process of its own: the same answers, and deaths that cost nobody else."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extractor.config import load_settings
from extractor.engine import start_engine
from extractor.engine.child import ChildEngine
from extractor.errors import (
    Cancelled,
    ConfigError,
    ContextOverflow,
    EngineError,
    GrammarRefused,
    ModelNotLoadable,
)
from extractor.events import Event, TextArrived
from extractor.generation import Engine, Finish, LoadOptions, Prior, Segment
from extractor.models import EMBEDDED_FILE, EMBEDDED_SHA256
from extractor.pipeline import Job, Pipeline, open_pipeline
from extractor.record import Status
from extractor.schema import load_schema
from extractor.schema.tree import Kind, Leaf, Object, Origin
from extractor.sources import Source
from tests.test_engine import request

LONG = Object({f"f{number}": Leaf(Kind.STRING, Origin.VERBATIM) for number in range(40)})


@pytest.fixture(scope="module")
def child() -> Iterator[ChildEngine]:
    engine = ChildEngine(EMBEDDED_FILE, EMBEDDED_SHA256, LoadOptions(), "embedded")
    yield engine
    engine.close()


def gone(pid: int) -> bool:
    """Whether there is no such process, not even a zombie."""
    return not Path(f"/proc/{pid}").exists()


def test_it_starts_without_what_it_does_not_need() -> None:
    """pydantic alone took a third of the time that its imports take."""
    code = "import sys, extractor.engine.__main__, extractor.engine.llama; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"pydantic", "instructor", "rich"}.isdisjoint(done.stdout.split())


def eventually(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_it_answers_as_the_engine_in_this_process(child: ChildEngine, engine: Engine):
    pieces: list[str] = []
    asked = [
        request(on_text=pieces.append),
        request(temperature=2.0, seed=3),
        request(prior=Prior(values={"/total": {"9.00": -0.001, "null": -30.0}}, more={})),
        request(max_tokens=12),
    ]
    for one in asked:
        here, there = (each.submit(one).result() for each in (engine, child))
        assert (here.text, here.tokens, here.finish) == (there.text, there.tokens, there.finish)
        assert here.prompt_tokens == there.prompt_tokens
    segments = [Segment("<|json|>", trusted=True), Segment("<|json|> words")]
    assert child.count_tokens(segments) == engine.count_tokens(segments)
    assert child.info.fingerprint == engine.info.fingerprint
    assert child.info.slots == engine.info.slots


def test_text_streams_while_it_is_written(child: ChildEngine):
    pieces: list[str] = []
    reply = child.submit(request(root=LONG, max_tokens=600, on_text=pieces.append)).result()
    assert "".join(pieces) == reply.text
    assert len(pieces) > 3


def test_errors_come_back_as_what_they_are(child: ChildEngine):
    with pytest.raises(GrammarRefused, match="does not compile"):
        child.check_grammar("start: nothing_of_the_kind")
    with pytest.raises(ContextOverflow, match="does not fit") as caught:
        child.submit(request("word " * 4000)).result()
    assert caught.value.hint == "use a larger --n-ctx or fewer --pages"

    def fail(_piece: str) -> None:
        raise ZeroDivisionError("a listener's fault")

    with pytest.raises(ZeroDivisionError):
        child.submit(request(on_text=fail)).result()
    assert child.submit(request()).result().finish is Finish.STOP


@pytest.mark.parametrize("content", [b"GGUF", b"GGUF\x03\x00\x00\x00" + b"\xff" * 64, b""])
def test_a_file_that_cannot_be_loaded_is_refused_by_name(tmp_path: Path, content: bytes):
    path = tmp_path / "broken.gguf"
    path.write_bytes(content)
    broken = start_engine(path, "", LoadOptions())
    for ask in (lambda: broken.info, lambda: broken.submit(request()).result()):
        with pytest.raises(ModelNotLoadable, match=r"broken\.gguf"):
            ask()
    broken.close()


def test_options_that_exclude_each_other_are_refused():
    options = LoadOptions(kv_type="q8_0", flash_attention="off")
    with pytest.raises(ConfigError, match="needs flash attention"):
        assert start_engine(EMBEDDED_FILE, "", options).info


def test_a_process_that_dies_while_it_loads_is_no_model():
    engine = ChildEngine(EMBEDDED_FILE, "", LoadOptions(), "embedded")
    eventually(lambda: engine.pid is not None)
    assert engine.pid is not None
    os.kill(engine.pid, signal.SIGSEGV)
    with pytest.raises(ModelNotLoadable, match="loading it failed: killed by SIGSEGV"):
        assert engine.info
    engine.close()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_death_in_the_middle_costs_a_retry(child: ChildEngine, how: signal.Signals):
    asked = request(root=LONG, max_tokens=600)
    whole = child.submit(asked).result()
    before = child.pid
    pieces: list[str] = []

    def listen(piece: str) -> None:
        if not pieces:
            assert before is not None
            os.kill(before, how)
        pieces.append(piece)

    beside = [child.submit(request()) for _ in range(3)]
    again = child.submit(request(root=LONG, max_tokens=600, on_text=listen)).result()
    assert again.text == "".join(pieces) == whole.text
    assert child.pid != before
    assert len({one.result().text for one in beside}) == 1


def test_two_deaths_on_one_request_are_its_own_failure(child: ChildEngine):
    def kill(_piece: str) -> None:
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)

    beside = [child.submit(request()) for _ in range(3)]
    with pytest.raises(EngineError, match="died twice on this document: killed by SIGKILL") as one:
        child.submit(request(root=LONG, max_tokens=900, on_text=_each_life(kill, child))).result()
    assert "memory" in str(one.value.hint)
    assert all(future.result().finish is Finish.STOP for future in beside)


def _each_life(kill: Callable[[str], None], engine: ChildEngine) -> Callable[[str], None]:
    """Kills each process once, at its first new text."""
    seen: set[int | None] = set()

    def listen(piece: str) -> None:
        if engine.pid not in seen:
            seen.add(engine.pid)
            kill(piece)

    return listen


def test_a_process_that_hangs_is_killed_and_the_request_asked_again():
    with_little = ChildEngine(EMBEDDED_FILE, EMBEDDED_SHA256, LoadOptions(), "embedded", grace=0.5)
    whole = with_little.submit(request()).result().text
    before = with_little.pid
    assert before is not None
    os.kill(before, signal.SIGSTOP)
    assert with_little.submit(request(timeout=1.0)).result(timeout=20).text == whole
    assert gone(before)
    with_little.close()


def test_ctrl_c_is_for_the_parent_alone(child: ChildEngine):
    assert child.submit(request()).result()
    pid = child.pid
    assert pid is not None
    assert os.getpgid(pid) != os.getpgid(0)
    os.kill(pid, signal.SIGINT)
    assert child.submit(request()).result().finish is Finish.STOP
    assert child.pid == pid


def test_cancelling_is_prompt_and_leaves_the_others_alone(child: ChildEngine):
    whole = child.submit(request()).result().text
    for delay in (0.0, 0.01, 0.05):
        futures = [child.submit(request(root=LONG, max_tokens=1500)), child.submit(request())]
        time.sleep(delay)
        started = time.monotonic()
        child.cancel(futures[0])
        with pytest.raises(Cancelled):
            futures[0].result(timeout=5)
        assert time.monotonic() - started < 0.5
        assert futures[1].result(timeout=20).text == whole


def test_nothing_is_left_after_closing():
    engine = ChildEngine(EMBEDDED_FILE, EMBEDDED_SHA256, LoadOptions(), "embedded")
    waiting = engine.submit(request(root=LONG, max_tokens=1500))
    assert engine.info
    pid = engine.pid
    assert pid is not None
    threads = threading.active_count()
    engine.close()
    engine.close()
    assert gone(pid)
    assert threading.active_count() == threads - 2
    with pytest.raises(Cancelled):
        waiting.result(timeout=1)
    with pytest.raises(EngineError, match="closed"):
        engine.submit(request())


def test_closing_does_not_wait_for_the_model():
    engine = ChildEngine(EMBEDDED_FILE, "", LoadOptions(), "embedded")
    started = time.monotonic()
    engine.close()
    assert time.monotonic() - started < 2
    with pytest.raises(Cancelled):
        assert engine.info


def test_the_process_goes_when_its_parent_is_killed(tmp_path: Path):
    script = tmp_path / "parent.py"
    script.write_text(
        "import time\n"
        "from extractor.engine import start_engine\n"
        "from extractor.generation import LoadOptions\n"
        "from extractor.models import EMBEDDED_FILE\n"
        "engine = start_engine(EMBEDDED_FILE, '', LoadOptions())\n"
        "engine.info\n"
        "print(engine.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert not gone(pid)
        parent.kill()
    eventually(lambda: gone(pid), seconds=5)


def test_fifty_random_kills_leave_it_answering():
    engine = ChildEngine(EMBEDDED_FILE, EMBEDDED_SHA256, LoadOptions(), "embedded")
    whole = engine.submit(request()).result().text
    chance = random.Random(5)
    files = len(os.listdir("/proc/self/fd"))
    stop = threading.Event()
    answered: list[str] = []
    failed: list[str] = []

    def ask() -> None:
        while not stop.is_set():
            try:
                answered.append(engine.submit(request()).result(timeout=60).text)
            except EngineError as error:
                failed.append(error.message)

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    kills = 0
    while kills < 50:
        time.sleep(chance.uniform(0.0, 0.5))
        pid = engine.pid
        if pid is not None:
            os.kill(pid, chance.choice((signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT)))
            eventually(lambda was=pid: engine.pid != was)  # type: ignore[misc]
            kills += 1
    stop.set()
    for asker in askers:
        asker.join()
    assert engine.submit(request()).result(timeout=60).text == whole
    assert set(answered) <= {whole}
    assert all("died" in message for message in failed)
    assert len(os.listdir("/proc/self/fd")) <= files + 1
    last = engine.pid
    engine.close()
    assert last is not None
    assert gone(last)


# -- under a pipeline

SCHEMA = load_schema("code?, vendor?, total? float")
MANY = load_schema(", ".join(["code?", "vendor?", *(f"field{number}?" for number in range(40))]))


def write(folder: Path, count: int) -> list[Source]:
    paths = [folder / f"{number:02}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(
            f"Code K{number:02}X\nVendor: House{number:02}\nTotal 1{number:02}.50 EUR\n"
        )
    return [Source(str(path)) for path in paths]


@pytest.fixture
def pipeline() -> Iterator[Pipeline]:
    with open_pipeline(load_settings(cache=False, jobs=4)) as opened:
        yield opened


def pid_of(pipeline: Pipeline) -> int | None:
    assert isinstance(pipeline.engine, ChildEngine)
    return pipeline.engine.pid


def test_a_run_survives_the_death_of_its_engine(pipeline: Pipeline, tmp_path: Path):
    job = Job(SCHEMA, write(tmp_path, 16))
    undisturbed = list(pipeline.run(job))
    killed: dict[str, int] = {}

    def listen(event: Event) -> None:
        if isinstance(event, TextArrived) and event.path[-6:] in ("05.txt", "11.txt"):
            pid = pid_of(pipeline)
            if pid is not None and event.path not in killed:
                killed[event.path] = pid
                os.kill(pid, signal.SIGKILL)

    records = list(pipeline.run(job, listen))
    assert len(set(killed.values())) == 2
    for one, other in zip(records, undisturbed, strict=True):
        assert (one.status, one.data) == (other.status, other.data)
        for place, field in one.fields.items():  # beside others a probability moves by rounding
            sure = pytest.approx(other.fields[place].confidence, abs=0.01)
            assert field.confidence == sure
            assert field == other.fields[place].model_copy(update={"confidence": field.confidence})


def test_a_document_that_kills_each_time_fails_alone(pipeline: Pipeline, tmp_path: Path):
    job = Job(MANY, write(tmp_path, 10))  # replies that are far from over at their first text
    undisturbed = list(pipeline.run(job))
    killed: set[int] = set()

    def listen(event: Event) -> None:
        if isinstance(event, TextArrived) and event.path.endswith("04.txt"):
            pid = pid_of(pipeline)
            if pid is not None and pid not in killed:
                killed.add(pid)
                os.kill(pid, signal.SIGABRT)

    records = list(pipeline.run(job, listen))
    assert records[4].status is Status.FAILED
    assert "the engine died twice on this document: killed by SIGABRT" in str(records[4].error)
    for number in {*range(10)} - {4}:
        assert records[number].data == undisturbed[number].data
    assert len(killed) == 2


def test_a_run_loads_no_llama_cpp_in_its_own_process(tmp_path: Path):
    (source,) = write(tmp_path, 1)
    script = (
        "import sys\n"
        "from extractor import extract\n"
        f"record = extract({source.path!r}, 'code?', cache=False)\n"
        "assert record.status != 'failed', record.error\n"
        "assert 'llama_cpp' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)
