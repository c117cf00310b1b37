# Two commands matter: `make quickstart` and `make test`. Both make their own virtual environment.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SAMPLE := samples/en_sample
OUT := build/quickstart
PLUGINS := plugins_contrib/nlptk-brat

.PHONY: help quickstart test lint format docs-checks bench clean

help:
	@echo "make quickstart   install, then convert, train and evaluate on the shipped sample"
	@echo "make test         lint, types, layers and tests: what CI runs"
	@echo "make lint         ruff, mypy and import-linter only"
	@echo "make format       let ruff format the code"
	@echo "make docs-checks  write docs/checks anew, from the docstrings of the checks"
	@echo "make bench        measure against other tools (NLPTK_DATA names the corpora)"
	@echo "make clean        remove what was built, the virtual environment included"

$(VENV)/installed: pyproject.toml nlptk/_version.py
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "nlptk needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/dev-installed: $(VENV)/installed $(PLUGINS)/pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]' --editable $(PLUGINS)
	@touch $@

quickstart: $(VENV)/installed
	@echo "--- convert the sample treebank to nlptk's binary stream, and back: the same bytes"
	$(BIN)/nlptk convert $(SAMPLE)/train.conllu $(SAMPLE)/dev.conllu $(OUT)/corpus -t docbin
	$(BIN)/nlptk convert $(OUT)/corpus/train.docbin -t conllu --strict -o $(OUT)/train.conllu
	cmp $(SAMPLE)/train.conllu $(OUT)/train.conllu
	@echo "--- check it: warnings, no errors, or it would end here"
	$(BIN)/nlptk debug-data en $(OUT)/corpus/train.docbin $(OUT)/corpus/dev.docbin --output-format concise --max-findings 3
	@echo "--- train a tagger, a parser and an entity recognizer on it (about a minute)"
	$(BIN)/nlptk train en $(OUT)/model $(OUT)/corpus/train.docbin $(OUT)/corpus/dev.docbin -n 15 --force
	@echo "--- judge the best of them, and draw what it finds"
	$(BIN)/nlptk evaluate $(OUT)/model/model-best $(SAMPLE)/dev.conllu --displacy-path $(OUT)/pictures
	@echo "--- look at $(OUT)/pictures/parses.html and entities.html in a browser"

test: lint
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/dev-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy plugins_contrib/nlptk-brat/src
	$(BIN)/lint-imports

format: $(VENV)/dev-installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs-checks: $(VENV)/installed
	$(BIN)/python scripts/make_check_pages.py

bench: $(VENV)/dev-installed
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) build dist .bench .pytest_cache .mypy_cache .ruff_cache .hypothesis
