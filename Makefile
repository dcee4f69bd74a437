# make serve   sets everything up, starts the app on http://127.0.0.1:8000
# make test    sets everything up, runs every test, the browser's included
# make check   the tests' static half: ruff, mypy, import-linter, tsc
# make lock    renews the lock files (versions and hashes, no addresses)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --no-deps --require-hashes
LOCK := $(BIN)/pip-compile --quiet --extra build

.PHONY: serve test check lock vendor chromium nginx clean

serve: $(VENV)/serve.stamp
	@$(BIN)/piecewise serve

test: check chromium nginx
	$(BIN)/python -m pytest --numprocesses logical --dist worksteal

check: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/node node_modules/typescript/bin/tsc --project tsconfig.json

$(VENV)/created.stamp:
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/serve.stamp: $(VENV)/created.stamp requirements.txt pyproject.toml
	$(INSTALL) -r requirements.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/serve.stamp requirements-test.txt package-lock.json
	$(INSTALL) -r requirements-test.txt
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

chromium:
	@command -v $${CHROMIUM:-chromium-headless-shell} >/dev/null || { \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium-headless-shell >/dev/null; } || \
		command -v chromium >/dev/null || command -v google-chrome >/dev/null || { \
		echo "The browser tests need Chromium: install it, or name one in CHROMIUM." >&2; exit 1; }

nginx:
	@PATH="$$PATH:/usr/sbin:/usr/local/sbin" command -v nginx >/dev/null || { \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light >/dev/null; } || { \
		echo "The tests of docs/nginx.conf need nginx on PATH: install it." >&2; exit 1; }

lock: $(VENV)/created.stamp
	$(PIP) install --quiet pip-tools
	$(LOCK) --output-file requirements.txt pyproject.toml
	$(LOCK) --extra test --output-file requirements-test.txt pyproject.toml
	npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

vendor: $(VENV)/test.stamp
	$(BIN)/npm run vendor

clean:
	rm -rf $(VENV) node_modules
