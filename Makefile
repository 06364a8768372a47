# The commands of the README. Each first makes .venv and installs what it needs, pinned and checked by hash; after any
# of them .venv/bin/sidang exists. Another Python: make run PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin
# Everything is compiled at the install: where the environment forbids it later, each start would compile it all again.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --compile
COMPILED := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m
COMPILE := $(COMPILED) compileall -q server sessions
COMPILE_TEMPLATES := $(COMPILED) server.web.look.templates
PYTEST_ARGS ?=

.PHONY: run test both check install bench hunt mutants catalogues lock sbom looks measured-pages pictures

run: .venv/.runtime
	@$(COMPILE)
	$(BIN)/sidang serve

# Also where nothing was to be installed: a new release with the same locks is compiled by whoever may write here.
install: .venv/.runtime
	@$(COMPILE)
	@$(COMPILE_TEMPLATES)

# The stories have real browsers and wait more than they work: two at a time, after all else has ended; those that live by
# seconds have the machine to themselves. Each part runs whatever failed before it.
test: .venv/.development
	@$(COMPILE)
	@$(COMPILE_TEMPLATES)
	bash tests/prepare.sh
	@failed=0; \
	$(BIN)/python -m pytest -rs -n 2 --dist worksteal --ignore tests/story $(PYTEST_ARGS) || failed=1; \
	$(BIN)/python -m pytest -rs -n 2 --dist worksteal -m "not alone" tests/story $(PYTEST_ARGS) || failed=1; \
	$(BIN)/python -m pytest -rs -m alone tests/story $(PYTEST_ARGS) || failed=1; \
	exit $$failed

check: .venv/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_house.py tests/server/text/test_fault_words.py
	$(BIN)/python tests/browser/check.py

bench: .venv/.development
	$(BIN)/python -m pytest -m bench -s -rs $(PYTEST_ARGS)

# On PostgreSQL, too, what `make test` tries on SQLite alone because its statements are said to PostgreSQL elsewhere.
both: .venv/.development
	SIDANG_TEST_BOTH=1 $(BIN)/python -m pytest -rs -n 2 --dist worksteal --ignore tests/story $(PYTEST_ARGS)

# What `make test` tries with the same examples every time, with new ones, HUNT times as many.
HUNT ?= 20
hunt: .venv/.development
	SIDANG_TEST_HUNT=$(HUNT) $(BIN)/python -m pytest -m hypothesis --timeout 3600 $(PYTEST_ARGS)

# Changes the hearts (schedule, sheet, record, answers by mail, figures) in some two thousand places, one at a time, and
# lists the changes that no test notices.
mutants: .venv/.development
	$(BIN)/mutmut run
	$(BIN)/mutmut results

# Brings the catalogues up to date with the texts in the code, and names what is not translated yet.
catalogues: .venv/.runtime
	$(BIN)/python -m server.text.languages

# A picture of every page of the demo, in both widths, themes and languages, each judged on the way: build/looks.
looks: .venv/.development
	$(BIN)/python tests/browser/looks.py

# The tables of docs/ui.md anew, with their date: what pages weigh, and what Lighthouse says (it comes by npx, and wants the
# machine for itself). MEASURED="--weights" leaves Lighthouse out, MEASURED="--pages verify" measures one page.
MEASURED ?=
measured-pages: .venv/.development
	$(BIN)/python tests/browser/measured.py $(MEASURED)

# The pictures of pages that the help and the README show, from the demo.
pictures: .venv/.development
	$(BIN)/python tests/browser/pictures.py

sbom: .venv/.development
	mkdir -p build
	$(BIN)/cyclonedx-py environment $(BIN)/python --output-reproducible --of JSON -o build/sbom.json

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sidang needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "This Python cannot make environments: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	touch $@

# setuptools is in the locks, so that nothing beside them is fetched to link the project in.
.venv/.runtime: .venv/.python requirements.lock pyproject.toml
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	$(COMPILE)
	$(COMPILE_TEMPLATES)
	touch $@

.venv/.development: .venv/.runtime requirements-dev.lock
	$(PIP) --require-hashes -r requirements-dev.lock
	touch $@

# Only for whoever changes the dependencies in pyproject.toml; versions that still fit are kept.
lock:
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip --disable-pip-version-check --quiet install uv
	echo 'setuptools>=77' | build/uv/bin/uv pip compile pyproject.toml - $(LOCK) --output-file requirements.lock
	echo 'setuptools>=77' | build/uv/bin/uv pip compile pyproject.toml - --extra dev $(LOCK) --output-file requirements-dev.lock

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header
