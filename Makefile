# The verbs of the project; `make` lists them.
PYTHON ?= python3
BIN := .venv/bin
SELFTEST := $(BIN)/python -m pytest -q --no-header -n auto --dist loadgroup --no-loadscope-reorder
# Bytecode is wanted: without it every start compiles Schemathesis' modules again (+2 s).
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help verify test test-all mock bench golden lint format lock clean node

help:  ## list the verbs
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

verify: .venv/ready node  ## judge a server: make verify [TARGET=path] [ARGS=...]; without TARGET the bundled mock
	@$(BIN)/reject-contract verify $(if $(TARGET),--target "$(TARGET)") $(ARGS)

test: .venv/ready node  ## run what a change can break of the project's own tests: some five minutes
	@echo "Some five minutes on two cores; make test-all adds every fault and variant, proxies, the framework, stability: half an hour."
	@$(SELFTEST) selftests $(ARGS)

test-all: .venv/ready node  ## run all of the project's own tests
	@SELFTESTS=everything $(SELFTEST) selftests $(ARGS)

mock: .venv/ready  ## serve the bundled mock until Ctrl-C: make mock [ARGS="--port 8080"]
	@$(BIN)/reject-contract mock $(ARGS)

bench: .venv/ready node  ## compare with other tools and measure the cost: make bench [ARGS="peers --sample 20"]
	@$(BIN)/python -m bench $(ARGS)

golden: .venv/ready  ## write the golden files of the selftests and the arrays again; look at what git says of them
	@SELFTESTS=everything $(SELFTEST) selftests/test_failure_texts.py selftests/test_compare.py \
	  selftests/test_combination_tables.py --write-golden $(ARGS)

lint: .venv/ready node  ## check code, types, spelling, OpenAPI and pipeline files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/codespell
	$(BIN)/hadolint Dockerfile
	$(BIN)/validate-pyproject pyproject.toml
	$(BIN)/openapi-spec-validator openapi/reject.yaml openapi/neighbours.yaml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows ci/github.yml .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema custom.github-workflows-require-timeout ci/github.yml .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	$(BIN)/check-jsonschema --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci ci/gitlab.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.azure-pipelines --data-transform azure-pipelines \
	  --regex-variant nonunicode ci/azure-pipelines.yml
	@if [ -x node_modules/.bin/redocly ]; then node_modules/.bin/redocly lint; else echo "redocly: left out, Node is not here"; fi

format: .venv/ready  ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

COMPILE = uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --upgrade \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

lock:  ## write requirements.lock again from pyproject.toml, and that of the bench (needs uv)
	$(COMPILE) --extra dev pyproject.toml -o requirements.lock
	$(COMPILE) --extra build --constraint requirements.lock pyproject.toml -o requirements-run.lock
	$(COMPILE) bench/requirements.in -o bench/requirements.lock

clean:  ## remove what was installed and written
	rm -rf .venv node_modules interop/node_modules bench/node_modules bench/.venv bench/.work mutants .hypothesis .pytest_cache .mypy_cache .ruff_cache
	find reports -mindepth 1 ! -name README.md -delete

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "reject-contract needs Python 3.11 or later; $(PYTHON) is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 " + "$(MAKECMDGOALS)")'
	@echo "Setting up .venv from requirements.lock ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# What a run needs, and no tools of development: half the packages, for pipelines that judge a server.
.venv/run: requirements-run.lock pyproject.toml
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-run.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# The Allure command line makes the HTML report. Without Node everything else works.
node:
	@if command -v npm >/dev/null && command -v node >/dev/null; then $(MAKE) --silent --no-print-directory node_modules/ready; \
	else echo "No Node here: no Allure HTML. With Node 20 or later on the path, run this again."; fi

node_modules/ready: package-lock.json
	@echo "Setting up node_modules from package-lock.json ..."
	@npm ci --silent --no-progress && touch $@ || echo "npm ci failed: no Allure HTML; everything else works."
