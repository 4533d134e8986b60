# Rushes: two commands on a new machine are `make demo` and `make test`.
# Both set up everything they need in .venv/ and say which system libraries are missing.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_TESTS := $(VENV)/.ready-tests
KERNELS := $(VENV)/.kernels
NODE := web/node_modules/.package-lock.json
STATIC := src/rushes/review/web/static
WEB := $(STATIC)/player.js
WEB_SOURCES := $(shell find web/src -type f) web/vite.config.ts web/tsconfig.json
export PYTHONHASHSEED := 0

.PHONY: help kernels web demo test long check format docs bench gallery clip_gallery shots side_by_side twins walk audit sbom wheel fuzz clean

help:  ## Say what can be made
	@grep -E '^[a-z_]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/'

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
		|| { echo "Rushes needs Python 3.11; $(PYTHON) is another. Run: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt setuptools wheel
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-build-isolation --editable '.[dev]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --constraint constraints.txt mediapipe
	@touch $@

$(READY_TESTS): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-build-isolation --editable '.[learn,train,speech,hosted,team,farm,storage,watch]'
	@touch $@

$(KERNELS): $(READY)
	@scripts/system_libraries
	$(BIN)/python scripts/compile_kernels.py
	@touch $@

kernels: $(KERNELS)  ## Compile what is compiled at its first use, so that no take waits for it

$(NODE): web/package.json web/package-lock.json scripts/node
	@scripts/node
	@touch $@

$(WEB): $(NODE) $(WEB_SOURCES)
	rm -f $(STATIC)/*.js
	npm --prefix web run --silent build -- --logLevel warn

web: $(WEB)  ## Build the scripts of the review pages (Node 20.19 or newer; the wheel carries them)

demo: $(KERNELS)  ## Make the main job in out/demo: a brief becomes a sealed take
	@scripts/system_libraries
	$(BIN)/python scripts/demo.py

test: $(READY_TESTS) $(WEB)  ## Run every test, the real Blender, browser and PostgreSQL included
	@scripts/system_libraries --browser --services
	npm --prefix web test --silent
	$(BIN)/python scripts/run_tests.py

long: $(READY_TESTS) $(WEB)  ## Run the tests that take minutes each, those of several machines among them (as root; 40 minutes)
	@scripts/system_libraries --browser --services
	$(BIN)/python -m pytest -p no:cacheprovider -m long

check: $(READY_TESTS) $(NODE)  ## Format, lint, types and rooms
	npm --prefix web run --silent check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

format: $(READY)  ## Put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(READY)  ## Write the pages that are generated from the code
	$(BIN)/python scripts/write_docs.py

bench: $(KERNELS)  ## Run every benchmark in its quick form (FULL=1: in full, over an hour) and write docs/benchmarks.md
	@scripts/system_libraries
	$(BIN)/python scripts/bench.py

side_by_side: $(READY)  ## Bring one building down here and in Blender, and write docs/side_by_side.md
	@scripts/system_libraries
	$(BIN)/python scripts/side_by_side.py

gallery: $(KERNELS)  ## Make the plates, the takes of examples/ and the stills of docs/gallery.md (QUALITY=review)
	@scripts/system_libraries
	$(BIN)/python scripts/gallery.py

clip_gallery: $(READY)  ## Make the twelve clips of examples/clips/words/ and docs/clip_gallery.md (QUALITY=review)
	@scripts/system_libraries
	$(BIN)/python scripts/clip_gallery.py

twins: $(READY)  ## Make the synthetic performers, old and young, and measure a re-age on them (QUICK=1: one, few frames, small)
	@scripts/system_libraries
	$(BIN)/python scripts/twins.py $(if $(QUICK),--out out/twins_quick --person birch --frames 3 --size 256 --samples 6)
	$(BIN)/python scripts/twins.py --without wrinkles --without tone --only 1003 $(if $(QUICK),--out out/twins_quick --person birch --frames 3 --size 256 --samples 6)
	$(BIN)/python scripts/measure_reage.py $(if $(QUICK),--twins out/twins_quick --work out/twins_quick_measured)

shots: $(KERNELS)  ## Make the shots of docs/shots.md from three seeds each, with sheet and wipe (QUALITY=review)
	@scripts/system_libraries
	$(BIN)/python scripts/gallery.py --plates-only
	$(BIN)/python scripts/shots.py

walk: $(READY) $(WEB)  ## Walk from a brief to a verified package in a real browser, and write docs/walk.md
	@scripts/system_libraries --browser
	$(BIN)/python scripts/walk.py

audit: $(READY_TESTS)  ## Check licences, pins and known holes of what is installed (the last asks pip-audit's service)
	$(BIN)/python scripts/audit.py

sbom: $(READY_TESTS)  ## Write what the environment is made of to out/sbom.cdx.json (CycloneDX 1.6)
	$(BIN)/python scripts/sbom.py

wheel: $(READY_TESTS) $(WEB)  ## Build the wheel twice and stop unless both are the same bits
	$(BIN)/python scripts/wheel_twice.py

fuzz: $(READY_TESTS)  ## Fuzz every reader of untrusted bytes for an hour (MINUTES=60) and write docs/fuzzing.md
	nice -n 19 env PYTHONPATH=. $(BIN)/python -m fuzz.hour --minutes $(or $(MINUTES),60)

clean:  ## Remove what was made, but not the environment
	rm -f $(STATIC)/*.js
	rm -rf out .mypy_cache .ruff_cache .pytest_cache .hypothesis
