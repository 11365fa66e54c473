"""What the benchmark needs beside the project: built once, in a folder of its own.

Nothing of it is a dependency of the project. A part that cannot be had is named with the reason,
and the arms that need it are reported as missing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from benchmarks.engine.model import make_model

LLAMA_CPP = "llama.cpp"
TOOLS = (  # what the other arms are made of; openai and instructor come with the project
    "guidance==0.3.1",
    "outlines==1.3.3",
    "numba==0.68.1",  # outlines masks with it
    "fastapi==0.165.0",
    "uvicorn==0.54.0",
    "websockets==17.4",
    "safetensors==0.8.0",
)
CMAKE_FLAGS = (
    "-DCMAKE_BUILD_TYPE=Release",
    "-DBUILD_SHARED_LIBS=OFF",
    "-DLLAMA_BUILD_TESTS=OFF",
    "-DLLAMA_BUILD_EXAMPLES=OFF",
    "-DLLAMA_BUILD_APP=OFF",
    "-DLLAMA_BUILD_UI=OFF",
    "-DLLAMA_USE_PREBUILT_UI=OFF",
    "-DLLAMA_OPENSSL=OFF",
)


@dataclass(slots=True)
class Parts:
    """Where the parts are, and what is missing for which reason."""

    folder: Path
    missing: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> Path:
        return self.folder / f"llama_cpp_python-{version('llama-cpp-python')}"

    @property
    def vendored(self) -> Path:
        return self.source / "vendor" / "llama.cpp"

    @property
    def server(self) -> Path:
        return self.folder / LLAMA_CPP / "bin" / "llama-server"

    @property
    def batched_bench(self) -> Path:
        return self.folder / LLAMA_CPP / "bin" / "llama-batched-bench"

    @property
    def python(self) -> Path:
        return self.folder / "venv" / "bin" / "python"

    @property
    def model(self) -> Path:
        return self.folder / "random-0.5b.gguf"


def set_up(folder: Path, say: Callable[[str], None]) -> Parts:
    """Makes what is not there yet; minutes at the first time."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = Parts(folder)
    steps = {
        "source": (parts.source, _fetch_source, "fetching the source of llama-cpp-python"),
        "model": (parts.model, _make_model, "making the random model"),
        "server": (parts.server, _build, "building llama-server (some minutes)"),
        "tools": (folder / "venv" / "ready", _install_tools, "installing guidance and outlines"),
    }
    for name, (made, make, about) in steps.items():
        if made.exists():
            continue
        say(about)
        try:
            make(parts)
        except (subprocess.CalledProcessError, OSError, RuntimeError, tarfile.TarError) as error:
            parts.missing[name] = f"{about} failed: {_reason(error)}"
    return parts


def _fetch_source(parts: Parts) -> None:
    name = f"llama-cpp-python=={version('llama-cpp-python')}"
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    _run([*pip, name, "-d", str(parts.folder)])
    archive = next(parts.folder.glob("llama_cpp_python-*.tar.gz"))
    with tarfile.open(archive) as tar:
        tar.extractall(parts.folder, filter="data")
    archive.unlink()


def _make_model(parts: Parts) -> None:
    make_model(parts.vendored / "models" / "ggml-vocab-qwen2.gguf", parts.model)


def _build(parts: Parts) -> None:
    """llama-server and llama-batched-bench as llama-cpp-python builds its library."""
    build = parts.folder / LLAMA_CPP
    jobs = str(os.cpu_count() or 1)
    _run(["cmake", "-S", str(parts.vendored), "-B", str(build), *CMAKE_FLAGS])
    targets = ["--target", "llama-server", "llama-batched-bench"]
    _run(["nice", "cmake", "--build", str(build), *targets, "-j", jobs])


def _install_tools(parts: Parts) -> None:
    """An environment on top of the project's: the same llama-cpp-python, the same instructor."""
    _run([sys.executable, "-m", "venv", str(parts.folder / "venv")])
    here = sysconfig.get_path("purelib")
    inside = _run(
        [str(parts.python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    )
    (Path(inside.strip()) / "project.pth").write_text(here + "\n")
    _run([str(parts.python), "-m", "pip", "install", "--quiet", *TOOLS])
    (parts.folder / "venv" / "ready").touch()


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout


def _reason(error: Exception) -> str:
    told = getattr(error, "stderr", None) or str(error)
    return " / ".join(told.strip().splitlines()[-2:])[:300]
