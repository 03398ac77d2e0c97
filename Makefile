# The project's verbs. `make` lists them. Needed: Python 3.11 or newer, make and git; everything else is installed into .venv.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# Worker processes of the suite: one a core, as far as tests that measure time bear it.
JOBS ?= 2
# Further words for pytest: make suite ARGS="tests/faq -k typo"
ARGS ?=
# Further words for uv: make lock LOCK=--upgrade
LOCK ?=
# Questions that `make fuzz` asks.
QUESTIONS ?= 50000

# The rooms in which every line and every branch is tested: what is read, what is decided, what is quoted.
WHOLE := bot/faq/loading/*,bot/faq/deciding.py,bot/faq/quoting.py

PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help chat test check lint style types walls content suite nightly demo fuzz wire speed quality fix lock clean

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

chat: $(VENV)/.run ## talk to the bot in this terminal; the first time it sets itself up
	@$(BIN)/policybot chat || [ $$? -eq 130 ]

test: check ## set up what the tests need, then make check; CI runs this

check: lint suite ## everything that must hold before a commit: style, types, walls, content, tests with coverage

lint: style types walls content ## the same without the tests, in seconds

style: $(VENV)/.dev
	@$(BIN)/ruff format --check --quiet . || { echo "Some files are not formatted: run make fix"; exit 1; }
	@$(BIN)/ruff check .

types: $(VENV)/.dev
	@$(BIN)/mypy

walls: $(VENV)/.dev
	@$(BIN)/lint-imports

content: $(VENV)/.dev
	@$(BIN)/policybot check knowledge

# Nothing is printed after pytest's closing line unless a room that is to be tested whole is not.
suite: $(VENV)/.dev ## the tests alone; ARGS="tests/faq -k typo" names some of them
	@$(BIN)/pytest -n $(JOBS) --cov --cov-report= $(ARGS)
	@[ -n "$(ARGS)" ] || $(BIN)/coverage report --include='$(WHOLE)' --fail-under=100 --format=total >/dev/null || { \
	  $(BIN)/coverage report --include='$(WHOLE)'; \
	  echo "Loading, deciding and quoting must be covered whole, branches too."; exit 1; }

nightly: $(VENV)/.dev ## the tests that take too long for every run
	@$(BIN)/pytest -n $(JOBS) -m nightly $(ARGS)
	@POLICYBOT_NIGHTLY=1 $(BIN)/pytest -n $(JOBS) tests/records

demo: $(VENV)/.dev ## watch the Discord bot answer a dozen people, and a moderator's morning (no token, no network)
	@$(BIN)/python tests/discord/demo.py

fuzz: $(VENV)/.dev ## ask QUESTIONS (50,000) random and mutated questions; nothing may break
	@$(BIN)/python tests/fuzz/fuzz_questions.py $(QUESTIONS)

wire: $(VENV)/.dev ## what the Discord bot costs: replies, load, event loop, memory; ARGS="reply memory" names some (five minutes)
	@$(BIN)/python benchmarks/on_the_wire.py $(ARGS)

speed: $(VENV)/.dev ## what a look-up costs at 1,000 to 100,000 phrasings, beside what else there is; ARGS="--million" for more
	@$(BIN)/python benchmarks/speed.py $(ARGS)

quality: $(VENV)/.dev ## the engine beside its peers on public questions in POLICYBOT_DATA; ARGS="--sample 0" asks them all
	@$(BIN)/python -c 'import bm25s, scipy, Stemmer' 2>/dev/null || { \
	  echo "The benchmarks need more packages: $(PIP) install -e '.[bench]'"; exit 1; }
	@$(BIN)/python benchmarks/quality.py $(ARGS)

fix: $(VENV)/.dev ## format, and mend what ruff can mend
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

# uv alone writes a lock for every system at once. Hosts and paths stay out of it: --no-header, and no index is emitted.
lock: ## pin all dependencies anew, with hashes (needs uv); LOCK=--upgrade takes newer versions
	@uv=$(BIN)/uv; [ -x $$uv ] || uv=$$(command -v uv) || { echo "make lock needs uv: python3 -m pip install uv"; exit 1; }; \
	for lock in "requirements-dev.lock --extra dev" "requirements.lock"; do \
	  set -- $$lock; file=$$1; shift; \
	  $$uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	    --no-emit-find-links --extra build "$$@" $(LOCK) pyproject.toml --output-file $$file || exit 1; \
	done; \
	! grep -nE '://|^-|@ ' requirements.lock requirements-dev.lock

clean: ## remove the virtual environment and all caches
	@rm -rf $(VENV) .cache .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: each is as new as the last complete installation, so that the second run installs nothing.
$(VENV)/.made:
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name yours: make PYTHON=python3.12 chat"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Policybot needs Python 3.11 or newer, and $(PYTHON) is older. Name a newer one: make PYTHON=python3.12 chat"; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@"$(PYTHON)" -m venv "$(VENV)"
	@touch $@

# Everything comes from the lock, the build tools too; only then is the checkout itself linked in, without any download. The lock is whole,
# so pip need not resolve: of `coverage[toml]` it would want the newest, which has no hash here.
define install
	@echo "Installing what $(1) pins (once, about a minute) ..."
	@$(PIP) install --quiet --no-deps --require-hashes --requirement $(1)
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
endef

$(VENV)/.run: $(VENV)/.made requirements.lock pyproject.toml
	$(call install,requirements.lock)

$(VENV)/.dev: $(VENV)/.made requirements-dev.lock pyproject.toml
	$(call install,requirements-dev.lock)
