# Two commands matter: `make run` serves the demo shop, `make test` proves it.
# Everything else is what these two are made of.

PYTHON ?= python3
PORT ?= 5000
DATA ?= instance
VENV := .venv
BIN := $(VENV)/bin
export SHOP_DATA_DIR ?= $(DATA)
export SHOP_PUBLIC_URL ?= http://127.0.0.1:$(PORT)

.DEFAULT_GOAL := help
.PHONY: help run test test-long check lint assets translations lock bench pictures clean

help: ## Show what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

# -- environments: one for serving, with the tools on top of it when they are asked for ----------

$(VENV)/serving: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Canting needs Python 3.11 or newer; name one with PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the shop needs ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/tools: requirements-dev.txt $(VENV)/serving
	@echo "Installing what the tests need ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/assets: requirements-build.txt tools/build_assets.py $(wildcard shop/translations/*/LC_MESSAGES/*.po) | $(VENV)/serving
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.txt
	@$(BIN)/python -m tools.build_assets
	@touch $@

assets: $(VENV)/assets ## Build fonts and message catalogues

# -- the two commands ------------------------------------------------------------------------------

run: $(VENV)/serving $(VENV)/assets ## Serve the demo shop: PORT=5000 DATA=instance
	@$(BIN)/flask --app wsgi shop run --demo --port $(PORT)

test: $(VENV)/tools $(VENV)/assets ## Run every test, on SQLite and PostgreSQL, with a real browser
	@tools/need_chromium
	$(BIN)/pytest -n 2 -m "not long" $(ARGS)

test-long: $(VENV)/tools $(VENV)/assets ## More races, more random steps
	@tools/need_chromium
	$(BIN)/pytest -n 2 $(ARGS)

check: lint test ## What CI runs: lint, format, types, import contracts, then the tests

lint: $(VENV)/tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# -- for developers --------------------------------------------------------------------------------

translations: $(VENV)/tools ## Collect messages from the code and merge the translations
	$(BIN)/python -m tools.translations

lock: ## Resolve the dependencies anew
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe --strip-extras -o requirements.txt pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe --strip-extras --extra dev -o requirements-dev.txt pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe --strip-extras --extra build -o requirements-build.txt pyproject.toml

pictures: $(VENV)/tools ## Draw the demo's missing pictures (slow)
	$(BIN)/python -m tools.batik_art.render_demo

bench: $(VENV)/tools $(VENV)/assets ## Load 10,000 listings and measure
	$(BIN)/python -m bench

clean: ## Throw away the environment and everything built
	rm -rf $(VENV) build dist *.egg-info shop/static/fonts/*.woff2 shop/static/villages.json shop/translations/*/LC_MESSAGES/*.mo
