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

LOCK := .uv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url
PACKAGES := pyproject.toml runtime/python/pyproject.toml

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

.PHONY: demo
demo: .venv/app.stamp models ## set up, build the sample class, publish it and play the device
	@scripts/system_packages.sh bubblewrap || true
	@$(PY) -m eightcount.demo

.PHONY: run
run: .venv/app.stamp models ## keep API, worker and broker serving (data in .data); Ctrl-C ends them
	@$(PY) -m eightcount up

.PHONY: test
test: lint models ## lint, then all tests
	@scripts/system_packages.sh libegl1 libgles2 redis-server bubblewrap strace || true
	$(PY) -m pytest -n 2 --dist loadfile

.PHONY: lint
lint: .venv/dev.stamp ## ruff, mypy and import-linter
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports

.PHONY: fix
fix: .venv/dev.stamp ## mend what can be mended by machine: formatting, import order
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

.PHONY: bench
bench: .venv-bench/bench.stamp models ## the measurements, as tables (an hour; BENCH="align beat_fix" picks)
	@scripts/system_packages.sh libegl1 libgles2 || true
	@for name in $(or $(BENCH),$(BENCHES)); do .venv-bench/bin/python -m bench.$$name || exit 1; done

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

.venv-bench/bench.stamp: requirements/bench.txt requirements/uv.txt $(PACKAGES) scripts/environment.sh
	@scripts/environment.sh bench
	@touch $@
