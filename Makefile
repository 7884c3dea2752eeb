# make demo   answers → decisions → blueprint → Terraform → checks, on a real example
# make test   everything the tests need, and the tests
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
DEMO   := .demo/retail-forecasting
TFCHECK := ../shared/tfcheck
ACTIONLINT := github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

.PHONY: demo test lint format types layers wheel bench schema docs modules modules-fast pairwise pairwise-fast cycle cycle-fast goldens clean
.DEFAULT_GOAL := help

help:
	@echo "make demo | test | lint | types | layers | wheel | modules | pairwise | cycle | bench | schema | docs | goldens | clean"

$(VENV)/core.stamp: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing aiarch and what it runs on (once)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e ".[terraform]"
	@touch $@

$(VENV)/dev.stamp: $(VENV)/core.stamp
	@echo "installing the development tools (once)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e ".[dev]"
	@# The linter of GitHub's workflows is a Go program; where Go is not, its test says that it was skipped.
	@if command -v go > /dev/null; then GOBIN="$(abspath $(BIN))" go install $(ACTIONLINT) || echo "no actionlint"; fi
	@touch $@

demo: $(VENV)/core.stamp
	@$(BIN)/aiarch demo --into $(DEMO)

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -q -n auto --dist loadfile

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check src tests tools
	$(BIN)/ruff format --check src tests tools
	$(BIN)/aiarch lint

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix -q src tests tools
	$(BIN)/ruff format -q src tests tools
	$(BIN)/python tools/format_modules.py

types: $(VENV)/dev.stamp
	$(BIN)/mypy

layers: $(VENV)/dev.stamp
	$(BIN)/lint-imports

wheel: $(VENV)/dev.stamp
	$(BIN)/python -m pip wheel -q --disable-pip-version-check --no-deps -w dist .

# Terraform checks of every module and every rendered root; needs the checkers of ../shared/tfcheck.
modules: $(VENV)/dev.stamp
	$(BIN)/python tools/check_modules.py $(TFCHECK)

# The same for CI: what no other layer reads from is applied in one environment and planned in the others.
modules-fast: $(VENV)/dev.stamp
	$(BIN)/python tools/check_modules.py $(TFCHECK) --fast

# Every pair of flavours, settings and answers that may meet, rendered and checked; some of it scanned. The fast one is for CI.
pairwise: $(VENV)/dev.stamp
	$(BIN)/python tools/pairwise.py $(TFCHECK) --checkov 20

pairwise-fast: $(VENV)/dev.stamp
	$(BIN)/python tools/pairwise.py $(TFCHECK) --limit 20

# Examples from nothing to a running platform and back with aiarch itself; the fast one is for CI.
cycle: $(VENV)/dev.stamp
	$(BIN)/python tools/cycle.py $(TFCHECK)

cycle-fast: $(VENV)/dev.stamp
	$(BIN)/python tools/cycle.py $(TFCHECK) --example hospital-imaging-onprem

bench: $(VENV)/dev.stamp
	$(BIN)/python tools/bench.py

schema: $(VENV)/core.stamp
	@mkdir -p docs/schema
	@for name in answers blueprint questions decisions module control; do $(BIN)/aiarch schema $$name > docs/schema/$$name.json; done

docs: schema
	$(BIN)/python tools/cli_reference.py > docs/cli.md

goldens: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -q tests/golden --update-golden

clean:
	rm -rf $(VENV) dist .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
