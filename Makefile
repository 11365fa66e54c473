# Each target works first, alone, on a bare clone; `make` lists them.
# Needed beforehand: Python 3.11, 3.12 or 3.13 with venv, a C and C++ compiler, cmake.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Vision support is not used; without it the native build is shorter.
export CMAKE_ARGS ?= -DLLAVA_BUILD=OFF
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test check bench bench-engine samples snap train-eval clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(VENV)/.runtime ## extract samples/ with the embedded model and score the result
	@$(BIN)/python benchmarks/demo.py

test: $(VENV)/.dev ## run the tests
	@$(BIN)/python -m pytest

check: $(VENV)/.dev ## lint, types, floors, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(BIN)/python -m pytest

bench: $(VENV)/.dev ## time reading, prefill, decode, start-up and the cache on this machine
	@$(BIN)/python benchmarks/bench.py

bench-engine: $(VENV)/.dev ## the engine beside what else one could run (ARGS="--minutes 8": in pieces)
	@$(BIN)/python -m benchmarks.engine $(ARGS)

samples: $(VENV)/.dev ## make the documents of samples/ again
	@$(BIN)/python samples/make.py

snap: $(VENV)/.dev ## draw the pictures of docs/ and the snapshots of the screens again
	@$(BIN)/python docs/pictures.py
	@EXTRACTOR_SNAP=1 $(BIN)/python -m pytest tests/tui/test_screens.py

train-eval: $(VENV)/.dev ## score the embedded model (or MODELS="a.gguf b.gguf") beside the rules
	@$(BIN)/python -m training.evaluate $(or $(MODELS),$(wildcard extractor/embedded/*.gguf))

clean: ## remove the environment and what was made
	rm -rf $(VENV) out build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# -- environments: one folder, two stages; a stage is made again when its inputs change

$(VENV)/.python:
	@sh scripts/preflight.sh $(PYTHON)
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: pyproject.toml constraints.txt | $(VENV)/.python
	@echo "Setting up $(VENV); llama.cpp is compiled once, which takes some minutes."
	@$(BIN)/pip install -q -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/.runtime
	@$(BIN)/pip install -q -c constraints.txt -e '.[dev,parquet]'
	@touch $@ $(VENV)/.runtime
