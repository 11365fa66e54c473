"""A server of its own process, driven through instructor's OpenAI client."""

from __future__ import annotations

import json
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import instructor
import openai

from benchmarks.engine.drivers import RESERVE, Answer
from benchmarks.engine.drivers.literal import literal_model
from benchmarks.engine.workload import Case

START_SECONDS = 120


def open_driver(
    command: list[str], clients: int, tokens: str, config: dict[str, Any] | None = None
) -> Server:
    return Server(command, clients, tokens, config)


class Server:
    """`command` may hold {port} and {config}; `tokens` is a GGUF whose tokenizer counts replies."""

    def __init__(
        self, command: list[str], clients: int, tokens: str, config: dict[str, Any] | None
    ) -> None:
        import llama_cpp

        self._folder = tempfile.TemporaryDirectory()
        self._log = (Path(self._folder.name) / "log").open("w+b")
        self._port = _free_port()
        self._process = subprocess.Popen(
            [self._filled(part, config) for part in command],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        self.pid = self._process.pid
        self._address = f"http://127.0.0.1:{self._port}"
        self._wait()
        client = openai.OpenAI(base_url=f"{self._address}/v1", api_key="none", max_retries=0)
        self._plain = client
        self._client = instructor.from_openai(client, mode=instructor.Mode.JSON_SCHEMA)
        self._clients = clients
        self._vocabulary = llama_cpp.Llama(tokens, vocab_only=True, verbose=False)
        self._totals = {"prefill_tokens": 0.0, "reused": 0.0}

    def prepare(self, cases: Sequence[Case], free: bool) -> None:
        pass

    def run(self, cases: Sequence[Case], free: bool) -> list[Answer]:
        with ThreadPoolExecutor(self._clients) as pool:
            return list(pool.map(lambda case: self._one(case, free), cases))

    def counters(self) -> dict[str, float]:
        """Prometheus figures of llama-server; nothing of servers without them."""
        names = {
            "llamacpp:prompt_tokens_total": "prefill_tokens",
            "llamacpp:prompt_seconds_total": "prefill_seconds",
            "llamacpp:tokens_predicted_total": "decode_tokens",
            "llamacpp:tokens_predicted_seconds_total": "reply_seconds",
            "llamacpp:n_decode_total": "steps",
        }
        try:
            with urllib.request.urlopen(f"{self._address}/metrics", timeout=5) as reply:
                lines = reply.read().decode().splitlines()
        except (urllib.error.URLError, TimeoutError):
            return {}
        told = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        return {ours: float(told[name]) for name, ours in names.items() if name in told}

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        self._folder.cleanup()

    def _one(self, case: Case, free: bool) -> Answer:
        length = len(self._vocabulary.tokenize(case.reply.encode(), add_bos=False))
        messages: list[Any] = [
            {"role": "system", "content": case.system},
            {"role": "user", "content": case.document},
        ]
        if free:
            completion: Any = self._plain.chat.completions.create(
                model="model", messages=messages, max_tokens=length, temperature=0.0
            )
        else:
            _, completion = self._client.chat.completions.create_with_completion(
                model="model",
                messages=messages,
                response_model=literal_model(case),
                max_tokens=length + RESERVE,
                max_retries=1,
                temperature=0.0,
            )
        usage = completion.usage
        details = usage.prompt_tokens_details
        return Answer(
            completion.choices[0].message.content or "",
            usage.prompt_tokens,
            (details.cached_tokens or 0) if details else 0,
            usage.completion_tokens,
        )

    def _filled(self, part: str, config: dict[str, Any] | None) -> str:
        if part == "{config}":
            path = Path(self._folder.name) / "config.json"
            server = {"host": "127.0.0.1", "port": self._port}
            path.write_text(json.dumps({"server": server, **(config or {})}))
            return str(path)
        return part.replace("{port}", str(self._port))

    def _wait(self) -> None:
        """Until it answers. Raises RuntimeError with the end of its log where it does not."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self._address}/v1/models", timeout=5):
                    return
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.2)
        self._log.seek(0)
        told = self._log.read().decode(errors="replace").strip().splitlines()
        self.close()
        raise RuntimeError(f"the server did not start: {' / '.join(told[-3:])[:300]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
