"""Starts the server of llama-cpp-python's examples without its library for images.

The project builds llama-cpp-python without it, the server imports it always, and text needs none
of it. Usage: server_without_vision.py SERVER.PY [ARGUMENT...]
"""

from __future__ import annotations

import runpy
import sys
from types import ModuleType
from unittest.mock import MagicMock


def main() -> None:
    name = "llama_cpp.mtmd_cpp"
    absent: ModuleType = MagicMock(name=name)
    import llama_cpp

    sys.modules[name] = absent
    setattr(llama_cpp, "mtmd_cpp", absent)  # noqa: B010
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
