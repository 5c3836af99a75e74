# Everything that a person does with this repository. Needs Python 3.11 or newer, make and git; `make` alone helps.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
PY := .venv/bin/python

# Where the demo and `make run` keep their database, files and broker.
export EIGHTCOUNT_DATA ?= .data

# Each step is a process of its own; without kept bytecode every one would compile its libraries again.
unexport PYTHONDONTWRITEBYTECODE

# Installers keep their caches at home; without a home that can be written to, they keep them here.
ifneq ($(shell test -n "$$HOME" && test -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/.cache/home
$(shell mkdir -p "$(HOME)")
endif

# Every folder of bench/ with a __main__.py, and every file beside them.
BENCHES := $(sort $(patsubst bench/%/__main__.py,%,$(wildcard bench/*/__main__.py)) \
	$(patsubst bench/%.py,%,$(filter-out bench/__init__.py,$(wildcard bench/*.py))))

# What the web's pages are built of.
WEB_SOURCES := $(shell find web/admin web/practice web/voices web/api runtime/typescript/src -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

LOCK := .uv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url
PACKAGES := pyproject.toml runtime/python/pyproject.toml

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

.PHONY: demo
demo: .venv/app.stamp models web ## set up, build the sample class, publish it and play the device
	@scripts/system_packages.sh bubblewrap || true
	@$(PY) -m eightcount.demo

.PHONY: run
run: .venv/app.stamp models web ## keep API, worker and broker serving (data in .data); Ctrl-C ends them
	@$(PY) -m eightcount up

.PHONY: env
env: .venv/app.stamp ## write .env and secrets/ for docker-compose.yml (docs/deploy.md)
	@$(PY) deploy/compose/make_env.py

.PHONY: test
test: lint models web ## lint, then all tests, those in a real browser too
	@scripts/system_packages.sh libegl1 libgles2 redis-server bubblewrap strace chromium fonts-noto-cjk || true
	scripts/node.sh npm test
	$(PY) -m pytest -n 2 --dist loadfile

.PHONY: torture
torture: .venv/dev.stamp models web ## what dies, breaks or lies, many times (hours; ONLY=name picks, TORTURE_SEED= repeats)
	@scripts/system_packages.sh libegl1 libgles2 redis-server bubblewrap strace || true
	@scripts/system_packages.sh firefox-esr webkit2gtk-driver gir1.2-webkit2-4.1 python3-gi xvfb || true
	TORTURE=1 $(PY) -m pytest tests/torture -s $(if $(ONLY),-k "$(ONLY)")

.PHONY: lint
lint: .venv/dev.stamp web/node_modules/.stamp ## ruff, mypy, import-linter; biome and tsc for the web; types as the API has them
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports
	scripts/web_types.sh --check
	scripts/node.sh npm run --silent lint

.PHONY: fix
fix: .venv/dev.stamp web/node_modules/.stamp ## mend what can be mended by machine: formatting, import order
	.venv/bin/ruff check --fix
	.venv/bin/ruff format
	scripts/node.sh npx biome check --write . ../runtime/typescript

.PHONY: web
web: web/admin/dist/.stamp ## build the web admin and the practice app

.PHONY: types
types: .venv/app.stamp web/node_modules/.stamp ## derive the web's types from the API's routes
	@scripts/web_types.sh

.PHONY: rights
rights: .venv/dev.stamp ## write who may call what, as the API really answers, to docs/rights.txt
	@RIGHTS=write $(PY) -m pytest -q tests/api/test_rights.py

.PHONY: sbom
sbom: .venv/dev.stamp web/node_modules/.stamp ## bills of materials of a release, CycloneDX, from the locks into dist/
	@$(PY) -m scripts.sbom dist

.PHONY: bench
bench: .venv-bench/bench.stamp models web ## the measurements, as tables (an hour; BENCH="align beat_fix" picks)
	@scripts/system_packages.sh libegl1 libgles2 chromium || true
	@for name in $(or $(BENCH),$(BENCHES)); do .venv-bench/bin/python -m bench.$$name || exit 1; done

.PHONY: bench-scoring
bench-scoring: ## the evidence that scores mean something: `make bench BENCH=scoring`
	@$(MAKE) --no-print-directory bench BENCH=scoring

.PHONY: bench-practice
bench-practice: ## what a practice in the browser bears, all branches at once: `make bench BENCH=practice`
	@$(MAKE) --no-print-directory bench BENCH=practice

.PHONY: calibrate
calibrate: .venv/dev.stamp ## fit what classes are scored by to real dances, into both runtimes
	@$(PY) -m bench.scoring.calibrate

.PHONY: models
models: .venv/app.stamp ## fetch the pose nets into .models, once
	@$(PY) -m eightcount.pose_nets --into .models

.PHONY: lock
lock: .venv/app.stamp ## lock the newest allowed versions of all dependencies, with hashes
	$(LOCK) --upgrade requirements/uv.in -o requirements/uv.txt
	$(LOCK) --upgrade requirements/node.in -o requirements/node.txt
	$(LOCK) --upgrade --override requirements/overrides.txt requirements/dev.in -o requirements/dev.txt
	$(LOCK) --override requirements/overrides.txt -c requirements/dev.txt requirements/app.in -o requirements/app.txt
	$(LOCK) --override requirements/overrides.txt --override requirements/bench-overrides.txt -c requirements/dev.txt \
		requirements/bench.in -o requirements/bench.txt

# Set-up, once for each state of the locks. A set-up that was stopped is taken up again.
.venv/app.stamp: requirements/app.txt requirements/uv.txt $(PACKAGES) scripts/environment.sh
	@scripts/environment.sh app
	@touch $@

.venv/dev.stamp: requirements/dev.txt requirements/uv.txt $(PACKAGES) scripts/environment.sh
	@scripts/environment.sh dev
	@touch $@ .venv/app.stamp

web/node_modules/.stamp: web/package-lock.json requirements/node.txt scripts/node.sh | .venv/app.stamp
	@scripts/node.sh npm ci --silent
	@touch $@

web/admin/dist/.stamp: web/node_modules/.stamp $(WEB_SOURCES)
	@scripts/node.sh npm run --silent build
	@touch $@

.venv-bench/bench.stamp: requirements/bench.txt requirements/uv.txt $(PACKAGES) scripts/environment.sh
	@scripts/environment.sh bench
	@touch $@
