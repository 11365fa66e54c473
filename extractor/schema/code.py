"""Models that live in the user's Python code. Loading one runs that code."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
import traceback
from pathlib import Path
from types import ModuleType

from pydantic import BaseModel

from extractor.errors import SchemaError


def model_of_file(path: Path, name: str | None) -> type[BaseModel]:
    """The model `name` of a Python file.

    Without a name it is the one named like the file (`purchase_order.py` -> `PurchaseOrder`), or
    the only one there.
    """
    module = _run_file(path)
    models = models_in(module)
    if name is not None:
        return _picked(module, name, at=str(path))
    wanted = path.stem.replace("_", "").replace("-", "").lower()
    named = [model for model in models if model.__name__.lower() == wanted]
    if len(named) == 1 or len(models) == 1:
        return (named or models)[0]
    found = ", ".join(model.__name__ for model in models) or "none"
    hint = f"name one: {path.name}:{models[0].__name__}" if models else None
    raise SchemaError(f"which model? it has {found}", at=str(path), hint=hint)


def model_of_module(module: str, name: str) -> type[BaseModel]:
    """The model `name` of an importable module."""
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise _failed(error, module) from error
        hint = f"for one field with a description, put a space after the colon: '{module}: {name}'"
        raise SchemaError(f"no module named {error.name!r}", at=module, hint=hint) from error
    except (Exception, SystemExit) as error:  # the code is the user's
        raise _failed(error, module) from error
    return _picked(found, name, at=module)


def models_in(module: ModuleType) -> list[type[BaseModel]]:
    """The pydantic models that a module defines, in its order."""
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, BaseModel)
        and value.__module__ == module.__name__
    ]


def _picked(module: ModuleType, name: str, *, at: str) -> type[BaseModel]:
    found = getattr(module, name, None)
    if isinstance(found, type) and issubclass(found, BaseModel):
        return found
    known = ", ".join(model.__name__ for model in models_in(module)) or "none"
    if found is None:
        raise SchemaError(f"no model named {name!r}", at=at, hint=f"models there: {known}")
    message = f"{name} is not a pydantic model (BaseModel)"
    raise SchemaError(message, at=at, hint=f"models there: {known}")


def _run_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise SchemaError("no such file", at=str(path))
    place = str(path.resolve())
    name = f"_schema_{path.stem}_{hashlib.sha256(place.encode()).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(name, place)
    if spec is None or spec.loader is None:
        raise SchemaError("not a Python file", at=str(path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # pydantic looks annotations up there
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # the code is the user's
        del sys.modules[name]
        raise _failed(error, str(path)) from error
    return module


def _failed(error: BaseException, at: str) -> SchemaError:
    """One line for an exception in the user's code, at the deepest line of the file itself."""
    line: int | None = None
    if isinstance(error, SyntaxError):
        line = error.lineno
    else:
        ends = str(Path(at).resolve())
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == ends]
        line = frames[-1].lineno if frames else None
    words = str(error.msg if isinstance(error, SyntaxError) else error).strip().split("\n")[0]
    message = f"{type(error).__name__}: {words}" if words else type(error).__name__
    return SchemaError(message, at=f"{at}:{line}" if line else at)
