"""What the README shows works: its console commands and its Python, run as they stand there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"^\$ (extractor .+)$", README, re.MULTILINE)
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
MAKE = re.findall(r"^make (\S+)", README, re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder to stand in, with samples/ beside it as in a checkout."""
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    return tmp_path


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_commands_of_the_readme_run_in_their_order(folder: Path):
    assert len(COMMANDS) > 5
    for command in COMMANDS:
        words = shlex.split(command)
        done = run([sys.executable, "-m", *words], folder)
        # 1 says that a document is partial, which is for the embedded model to answer for
        assert done.returncode in (0, 1), f"{command}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        if "-o" in words:
            assert (folder / words[words.index("-o") + 1]).stat().st_size > 0


@pytest.mark.parametrize("code", PYTHON)
def test_the_python_of_the_readme_runs(code: str, folder: Path):
    done = run([sys.executable, "-c", code], folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_readme_names_two_make_targets_that_exist():
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert MAKE[:2] == ["demo", "test"]
    assert set(MAKE) <= set(targets)


def test_the_documents_it_links_to_exist():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target
