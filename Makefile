VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
JOBS ?= 2
PRESS_ROUNDS ?= 40

.DEFAULT_GOAL := help
.PHONY: help install run test stress format bench lock clean screenshots

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/installed  ## make .venv and install what running needs

run: $(VENV)/installed  ## serve the dashboard; builds the people database the first time
	@exec $(BIN)/python -m leadpreview.cli

test: $(VENV)/installed-dev  ## lint, types, imports and every test, the browser's included
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m scripts.chromium
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

stress: $(VENV)/installed-dev  ## press everything in quick pairs, PRESS_ROUNDS (40) times each
	$(BIN)/python -m scripts.chromium
	PRESS_ROUNDS=$(PRESS_ROUNDS) $(BIN)/python -m pytest -n $(JOBS) --dist loadfile \
		tests/browser/test_presses.py tests/browser/test_presses_api.py

format: $(VENV)/installed-dev  ## put every file into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/installed-dev  ## measure a million people, in ratios
	$(BIN)/python -m tests.bench

lock: $(VENV)/installed-dev  ## write both lock files anew, for every platform and Python from 3.11
	$(UV) pyproject.toml --output-file requirements.lock
	$(UV) --group dev --constraint requirements.lock --output-file requirements-dev.lock

screenshots: $(VENV)/installed-dev  ## take the pictures of the pages again, into docs/
	$(BIN)/python -m scripts.chromium
	$(BIN)/python -m scripts.screenshots

clean:  ## remove what these targets made, but not the people database
	rm -rf $(VENV) build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache

$(VENV)/made: scripts/find_python.sh
	@python=$$(sh scripts/find_python.sh) && "$$python" -m venv --clear $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/made requirements.lock
	@echo "Installing; this takes a minute the first time."
	@$(PIP) -r requirements.lock
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.lock
	@$(PIP) -r requirements-dev.lock
	@touch $@
