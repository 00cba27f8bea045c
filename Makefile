# The verbs of this project. `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
NODE := $(BIN)/python scripts/node.py

.DEFAULT_GOAL := help
.PHONY: help run test check format assets clip pictures app-icons bench bench-page bench-load bench-history bench-drift bench-crash requirements clean
.DELETE_ON_ERROR:

help: ## list the verbs
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
	  || sed -n 's/^\([a-z-]*\):.*## /  make \1  /p' $(MAKEFILE_LIST)

run: assets ## start Xiaowo on this machine (HOST, PORT; Ctrl-C ends it)
	@exec $(BIN)/python manage.py serve

test: .venv/test.stamp assets ## run all tests, with coverage
	$(NODE) node --test tests/js/*.test.js
	$(BIN)/python -m pytest -m alone
	$(BIN)/python -m pytest -m 'not alone' -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term --cov-fail-under=90
	@$(BIN)/python -m coverage report --fail-under=95 --format=total \
	  --include='playback/domain/*,rooms/roles.py,realtime/frames.py,realtime/limits.py,common/errors.py,common/latest.py' \
	  > build/pure-coverage.txt || { echo "pure parts below 95 %:"; cat build/pure-coverage.txt; exit 1; }

check: .venv/dev.stamp assets ## format, lint, types, import rules, migrations
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(NODE) npx --no-install tsc -p jsconfig.json
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run

format: .venv/dev.stamp ## write the format that `check` wants
	$(BIN)/ruff format --quiet .
	$(BIN)/ruff check --quiet --fix .

assets: build/collected.stamp ## build CSS, translations and static files

clip: .venv/base.stamp ## make the demo clip anew (needs ffmpeg)
	$(BIN)/python -m scripts.make_clip

pictures: .venv/test.stamp assets ## take the pictures of every page and state anew, for docs/pictures
	PICTURES=1 $(BIN)/python -m pytest -q -m pictures

app-icons: .venv/test.stamp ## draw the app's icons anew from the favicon (needs Chromium)
	$(BIN)/python -m scripts.make_app_icons

bench: .venv/test.stamp assets ## delivery latency and start times
	$(BIN)/python -m bench.delivery
	$(BIN)/python -m bench.start

bench-page: .venv/test.stamp assets ## what the pages cost: bytes, first picture, own press, the machine at rest
	$(BIN)/python -m bench.page

bench-load: .venv/test.stamp assets ## how much one worker carries, and two, beside the naive way; 15 minutes
	$(BIN)/python -m bench.load

bench-history: .venv/test.stamp assets ## a page of a million lines of chat, on SQLite and PostgreSQL; 5 minutes
	$(BIN)/python -m bench.history

bench-drift: .venv/test.stamp assets ## how far apart pages are, on bad links (CASES="far seek" for some)
	$(BIN)/python -m bench.drift $(CASES)

bench-crash: .venv/test.stamp assets ## random failures under busy rooms, and a judge of what is left; 10 minutes
	$(BIN)/python -m bench.crash

requirements: .venv/dev.stamp ## pin the requirements anew from the .in files
	cd requirements && for name in base test dev production; do \
	  ../$(BIN)/pip-compile --quiet --upgrade --strip-extras --no-annotate --no-header \
	    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	    --output-file $$name.txt $$name.in || exit 1; done

clean: ## remove what was built and installed; data/ stays
	rm -rf .venv build node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find locale -name '*.mo' -delete

# --- Steps ------------------------------------------------------------------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Xiaowo needs Python 3.11 or newer; name one with: make PYTHON=python3.12 run"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/%.stamp: requirements/%.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

build/node.stamp: package-lock.json scripts/node.py | .venv/base.stamp
	$(NODE) npm ci --no-audit --no-fund --loglevel=error
	@mkdir -p build && touch $@

SCRIPTS := $(shell find static/js templates -type f)
STYLES := $(shell find static/css -type f)
OTHER_STATIC := $(shell find static -type f -not -path 'static/js/*' -not -path 'static/css/*')
CATALOGUES := $(shell find locale -name '*.po')
HLS := build/static/js/lib/hls
ICONS := build/static/icons/icons.svg

build/static/css/app.css: $(STYLES) $(SCRIPTS) build/node.stamp
	@mkdir -p build
	$(NODE) npx --no-install @tailwindcss/cli --minify -i static/css/source.css -o $@ 2> build/css.log \
	  || { cat build/css.log; exit 1; }
	@touch $@

$(ICONS): scripts/icons.txt scripts/make_icons.py build/node.stamp
	$(BIN)/python scripts/make_icons.py $@

# Without the lines that name source maps, which are not served.
$(HLS)/%: build/node.stamp
	@mkdir -p $(HLS)
	@sed '/^\/\/# sourceMappingURL=/d' node_modules/hls.js/dist/$* > $@
	@cp node_modules/hls.js/LICENSE $(HLS)/LICENSE.txt

# One file instead of sixty: on a distant server every few requests cost a round trip (decision 7).
# They lie as deep as the modules that name other files by relative paths. The debug panel is one of
# its own, for the few who open it.
JOINED := $(patsubst %,build/static/js/joined/%.js,room/main room/debug/panel home offline worker/main)

build/static/js/joined/%.js: $(SCRIPTS) build/node.stamp
	$(NODE) npx --no-install esbuild static/js/$*.js --bundle --format=esm --minify \
	  --target=es2022 --charset=utf8 --external:../../lib/hls/* --external:./debug/* \
	  --log-level=warning --outfile=$@

build/locale.stamp: $(CATALOGUES) .venv/base.stamp
	@$(BIN)/pybabel --quiet compile -d locale -D django
	@mkdir -p build && touch $@

build/collected.stamp: build/static/css/app.css $(JOINED) $(HLS)/hls.min.mjs $(HLS)/hls.worker.js \
  $(ICONS) build/locale.stamp $(OTHER_STATIC) .venv/base.stamp
	$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@
