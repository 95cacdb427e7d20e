# Everything a developer or an operator types. Needs Python 3.11 or later, make and git; the rest comes with `make`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# The first Python that is new enough and really runs with what an environment needs: a name on PATH may be a shim for
# a version that is not installed, and some systems ship Python without venv or ensurepip.
FIND_PYTHON := for python in $${PYTHON:-} python3 python3.13 python3.12 python3.11 /usr/bin/python3; do \
	if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	echo "$$python"; exit 0; fi; done; \
	echo "No Python 3.11 or later with venv and ensurepip was found. On Debian: apt-get install python3 python3-venv" >&2; exit 1

BIN := .venv/bin
READY := .venv/ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
ifeq ($(shell id -u),0)
export PIP_ROOT_USER_ACTION := ignore
endif

.PHONY: help run environment test coverage journeys check trust bench fix docs translations clean

help:
	@echo 'make run       the demonstration office on http://localhost:$${CANDOUR_PORT:-8000}/ (Ctrl-C stops it)'
	@echo 'make test      tests that need no browser'
	@echo 'make coverage  the same tests, and which line or branch of the kernel and of what writes none of them runs'
	@echo 'make journeys  stories through a real Chromium, with chasquid for their mail'
	@echo 'make check     format, lint, types, layers, migrations, generated pages, vendored files'
	@echo 'make trust     attacks and faults (minutes)'
	@echo 'make bench     measurements with their floors'
	@echo 'make fix       what the linter and the formatter can mend'
	@echo 'make translations  bring the Welsh texts to what the code says, and say which are missing'
	@echo 'make docs      write the generated pages again'
	@echo 'make clean     remove the environment and caches; .candour, the data, stays'

# The stamp makes the second time instant. uv installs the locked, hashed packages; nothing is resolved anew.
$(READY): requirements.lock pyproject.toml
	@python=$$($(FIND_PYTHON)); echo "Making the environment with $$($$python --version)"; \
	$(BIN)/python -c 'import pip' 2>/dev/null || { rm -rf .venv; "$$python" -m venv .venv; }
	@[ -x $(BIN)/uv ] || $(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

environment: $(READY)

run: $(READY)
	@exec $(BIN)/candour run --demonstration

# A file of tests stays in one process: what it makes once is made once.
SIDE_BY_SIDE := --numprocesses=logical --dist=loadfile --no-loadscope-reorder

test: $(READY)
	$(BIN)/pytest $(SIDE_BY_SIDE)

# What decides: every line and every branch of it is run by a test that needs no browser.
DECIDES := src/candour/kernel $(wildcard src/candour/contexts/*/operations)

coverage: $(READY)
	$(BIN)/pytest $(SIDE_BY_SIDE) $(addprefix --cov=,$(DECIDES)) --cov-branch --cov-fail-under=100 --cov-report=term-missing:skip-covered

journeys: $(READY)
	@$(BIN)/python scripts/find_chromium.py
	$(BIN)/pytest tests/journeys -m browser $(if $(JOURNEYS_REPORT),--junitxml=$(JOURNEYS_REPORT))

trust: $(READY)
	$(BIN)/pytest -m slow

bench: $(READY)
	$(BIN)/python -m tests.bench

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/candour migrations --check
	$(BIN)/candour docs --check
	$(BIN)/candour translate --check
	$(BIN)/python -m candour.web.vendored

fix: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(READY)
	$(BIN)/candour docs

translations: $(READY)
	$(BIN)/candour translate

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov .candour/test-template
	find src tests -name __pycache__ -prune -exec rm -rf {} +
