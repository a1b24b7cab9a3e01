# Everything a person types here. The set-up itself stands in scripts/setup.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# More words for pytest, such as ARGS='tests/sync -k receipt', or for the server, as ARGS=--demo.
ARGS ?=
SEEDS ?= 100000

# Hundreds of server processes start in the tests; each would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
NPM := $(PYTHON) -m scripts.npm

.PHONY: help run test test-long check audit generate bench bench-peers pictures lock format clean
.PHONY: check-server check-arrows check-generated check-pwa setup-run setup-test

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: setup-run ## set up what is missing, then serve on HOST and PORT (127.0.0.1:8000)
	@exec $(BIN)/doorstep serve --host $(HOST) --port $(PORT) $(ARGS)

test: setup-test ## set up what is missing, then run every test, on SQLite and on PostgreSQL
	@echo '==> Tests of the PWA'
	@$(NPM) test
	@echo '==> Tests of the server'
	@$(BIN)/python -m scripts.postgres --in-memory $(BIN)/pytest -n auto $(ARGS)

test-long: setup-test ## the tests that take hours: SEEDS=100000 further seeds, kills, cuts, odd requests (ARGS='kill-server …')
	@$(BIN)/python -m tests.simulation $(SEEDS)
	@DOORSTEP_LONG=1 $(BIN)/python -m scripts.postgres $(BIN)/python -m tests.endurance $(ARGS)

check: check-server check-arrows check-generated check-pwa ## style, types, arrows, generated files, size budgets

check-server: setup-test
	@echo '==> ruff, mypy'
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

check-arrows: setup-test
	@echo '==> import-linter, tests of the architecture'
	@$(BIN)/lint-imports
	@$(BIN)/pytest -q tests/architecture

check-generated: setup-test
	@echo '==> generated files are fresh: the REST interface, its types, the types of the wire'
	@$(BIN)/python -m scripts.openapi --check || { echo 'stale: run make generate'; exit 1; }
	@$(BIN)/python -m scripts.wire --check || { echo 'stale: run make generate'; exit 1; }
	@$(NPM) run gen:check

audit: setup-test ## look the locked packages up in the database of known faults (needs a network; not part of check)
	@$(BIN)/python -m scripts.advisories

generate: setup-test ## write the files that are made from others
	@$(BIN)/python -m scripts.openapi
	@$(BIN)/python -m scripts.wire
	@$(NPM) run gen

check-pwa: setup-test
	@echo '==> PWA: eslint, vue-tsc, dependency-cruiser, prettier, bundle size'
	@$(NPM) run check
	@$(NPM) run size

pictures: setup-test ## take docs/pictures anew: real server, demo data, every screen and paper
	@$(BIN)/python -m tests.e2e.pictures
	@$(BIN)/python -m tests.server.documents.pictures

bench: setup-test ## the measurements behind the figures in README.md
	@$(BIN)/python -m scripts.postgres $(BIN)/python -m bench

bench-peers: setup-test ## ours beside PouchDB, Kinto, RxDB and raw Dexie (ARGS=--write puts it into README.md)
	@$(BIN)/python -m bench.peers $(ARGS)

format: setup-test ## write every file in the project's style
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .
	@$(NPM) run format

lock: setup-test ## write locks/ anew from pyproject.toml (ARGS=--upgrade takes newer versions)
	@$(BIN)/python -m scripts.lock $(ARGS)

clean: ## remove what the set-up and the tools have made; data/ stays
	rm -rf .venv .setup pwa/node_modules pwa/dist *.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find server sync scripts tests bench -name __pycache__ -prune -exec rm -rf {} +

setup-run:
	@$(PYTHON) -m scripts.setup run

setup-test:
	@$(PYTHON) -m scripts.setup test
