# Every task of the house, each with its help line; the only place that knows commands.
# `make` alone lists them.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
# The newest installed interpreter that the lock was made for comes first.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
WORKERS ?= 2  # test files run side by side; each has its own databases, servers and browser
NODES ?= 1000000  # junctions of the benchmark's city
PIP_QUIET := --quiet --disable-pip-version-check --no-input
LOCK := $(BIN)/pip-compile --quiet --no-header --no-emit-index-url --no-emit-find-links \
	--no-emit-trusted-host --strip-extras --allow-unsafe --generate-hashes
# What tests need of Debian: PostGIS for the second database, Chromium for the journeys and the library
# its driver is linked to (absent from a minimal Debian), fonts and pdftoppm for the reports.
TEST_PACKAGES := postgresql-15 postgresql-15-postgis-3 chromium libatomic1 fonts-noto-core fonts-noto-cjk \
	poppler-utils
DEMO_PACKAGES := fonts-noto-core fonts-noto-cjk

.DEFAULT_GOAL := help
.PHONY: help demo demo-once test fast lint types imports fmt unit store api browser docs deep fuzz bench bench-alone bench-record samples \
	openapi env-example problems study-schema record-pages generated lock migrate run-api run-worker run-dashboard licences \
	clean setup setup-dev

help:  ## list the tasks
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- the two commands ---------------------------------------------------------------------------

demo: setup  ## set everything up and run the whole product on loopback, with both studies
	@.ci/debian-packages --optional $(DEMO_PACKAGES) || true
	@$(BIN)/tracker demo

test: setup-dev  ## set everything up and run every test (as CI does)
	@.ci/debian-packages $(TEST_PACKAGES)
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile

# --- set-up -------------------------------------------------------------------------------------

setup: $(VENV)/.product  ## make the environment of the product
setup-dev: $(VENV)/.dev  ## make the environment with the tools for changing it

$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install python3." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is older than 3.11; set PYTHON=/path/to/python3.11." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || .ci/debian-packages python3-venv
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.product: $(BIN)/pip requirements.lock pyproject.toml
	@echo "Installing the product's libraries (some minutes the first time) ..."
	@$(BIN)/pip install $(PIP_QUIET) --require-hashes -r requirements.lock
	@$(BIN)/pip install $(PIP_QUIET) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(BIN)/pip requirements-dev.lock pyproject.toml
	@echo "Installing libraries and test tools (some minutes the first time) ..."
	@$(BIN)/pip install $(PIP_QUIET) --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install $(PIP_QUIET) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.product

# --- parts of the gate --------------------------------------------------------------------------

fast: setup-dev  ## what takes under a minute: unit tests, worked towns, architecture
	@$(BIN)/pytest tests/unit tests/worked tests/architecture

lint: setup-dev  ## style, spelling and docstrings
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/codespell gis studies tracker dashboards tests docs README.md ARCHITECTURE.md CONTRIBUTING.md

types: setup-dev  ## mypy, strict, tests too
	@$(BIN)/mypy gis studies tracker dashboards tests

imports: setup-dev  ## the arrows between packages
	@$(BIN)/lint-imports

fmt: setup-dev  ## format and mend what can be mended by machine
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

unit: setup-dev  ## tests without database, network or browser
	@$(BIN)/pytest tests/unit tests/worked tests/property

store: setup-dev  ## database tests, embedded and PostGIS
	@.ci/debian-packages $(TEST_PACKAGES)
	@$(BIN)/pytest tests/store

api: setup-dev  ## every route
	@.ci/debian-packages $(TEST_PACKAGES)
	@$(BIN)/pytest tests/api tests/contract

browser: setup-dev  ## journeys in Chromium
	@.ci/debian-packages $(TEST_PACKAGES)
	@$(BIN)/pytest tests/browser

docs: setup-dev  ## the manual tells the truth
	@$(BIN)/pytest tests/docs

deep: setup-dev  ## property tests with many examples (long)
	@HYPOTHESIS_PROFILE=deep $(BIN)/pytest --timeout=3600 tests/property

fuzz: setup-dev  ## 20,000 requests nobody would write, as everybody (long)
	@HYPOTHESIS_PROFILE=deep $(BIN)/pytest --timeout=3600 tests/api/reports/test_any_request.py

bench: setup-dev .venv-bench/.peers  ## measure the engine beside its peers (NODES=100000 for a short run)
	@$(BIN)/python -m tests.benchmarks.run --nodes $(NODES)

bench-record: setup-dev  ## measure the record's pages with 500 engagements, 20,000 milestones, 200,000 audit entries
	@$(BIN)/python -m tests.record_speed

bench-alone: setup-dev  ## measure the engine alone on a city as large as São Paulo (2.5 million nodes)
	@$(BIN)/python -m tests.benchmarks.run --nodes 2500000 --no-peers --no-growth
.venv-bench/.peers: tests/benchmarks/peers.txt $(BIN)/pip
	@echo "Installing the benchmark's peers into an environment of their own ..."
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/pip install $(PIP_QUIET) --only-binary :all: -r tests/benchmarks/peers.txt
	@touch $@

# --- generated files ----------------------------------------------------------------------------

generated: openapi env-example problems study-schema record-pages  ## remake every committed file that is made from code
openapi: setup-dev  ## remake docs/api/openapi.json
	@$(BIN)/tracker openapi > docs/api/openapi.json.new && mv docs/api/openapi.json.new docs/api/openapi.json
env-example: setup-dev  ## remake .env.example from the settings
	@{ $(BIN)/tracker settings && $(BIN)/python -m dashboards --settings; } > .env.example.new \
		&& mv .env.example.new .env.example
problems: setup-dev  ## remake docs/problems.md
	@$(BIN)/tracker problems > docs/problems.md.new && mv docs/problems.md.new docs/problems.md
record-pages: setup-dev  ## remake docs/record/states.md and docs/record/api.md
	@$(BIN)/python -c "from tracker.record.workflows.pictures import states_page; \
		from tracker.record.workflows.registry import WORKFLOWS; print(states_page(WORKFLOWS.values()), end='')" \
		> docs/record/states.md.new && mv docs/record/states.md.new docs/record/states.md
	@$(BIN)/python -c "from tracker.services.record.manual import api_page; print(api_page(), end='')" \
		> docs/record/api.md.new && mv docs/record/api.md.new docs/record/api.md
study-schema: setup-dev  ## remake studies/study.schema.json
	@$(BIN)/python -c "from studies.loader import definition_schema; print(definition_schema(), end='')" \
		> studies/study.schema.json.new && mv studies/study.schema.json.new studies/study.schema.json
samples: setup-dev  ## remake data/samples from their seed
	@$(BIN)/python data/make_samples.py
lock: setup-dev  ## pin every dependency anew, with hashes and without an index address
	@$(LOCK) --extra build --extra dev -o requirements-dev.lock pyproject.toml
	@$(LOCK) --extra build -o requirements.lock -c requirements-dev.lock pyproject.toml
licences: setup-dev  ## list the licences of all dependencies
	@$(BIN)/pip-licenses --order=license

# --- running parts by hand ----------------------------------------------------------------------

demo-once: setup  ## the demo without servers: print the result table and stop
	@$(BIN)/tracker demo --once
migrate: setup  ## bring the database of the settings to the newest schema
	@$(BIN)/tracker migrate
run-api: setup  ## the API alone
	@$(BIN)/tracker api
run-worker: setup  ## a worker alone
	@$(BIN)/tracker worker
run-dashboard: setup  ## the dashboard alone
	@$(BIN)/python -m dashboards
clean:  ## remove what a run left behind (databases, caches), not the environment
	@rm -rf var .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
