#!/bin/sh
# Makes .uv (the installer, pinned) and an environment from a lock alone: `app` the product and `dev` its checks
# beside it, both in .venv; `bench` what the measurements compare with, in .venv-bench.
# Usage: scripts/environment.sh app|dev|bench    May be run at any time; a run that was stopped is taken up again.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

find_python() {
    for candidate in "${PYTHON:-}" python3 python3.11 python3.12 python3.13; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    say "Python 3.11 or newer is needed and was not found. Install it, or name it: make PYTHON=/path/to/python3.11"
    exit 1
}

can_make_environments() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }

make_uv() {
    if ! can_make_environments; then
        scripts/system_packages.sh python3-venv || true
        if ! can_make_environments; then
            say "This Python cannot make environments. Install the package python3-venv, then run make again."
            exit 1
        fi
    fi
    say "Setting up the installer in .uv ..."
    "$python" -m venv --clear .uv
    .uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
    cp requirements/uv.txt .uv/installed
}

case $1 in
app) venv=.venv what="the product" lock=requirements/app.txt ;;
dev) venv=.venv what="the product and its checks" lock=requirements/dev.txt ;;
bench) venv=.venv-bench what="the product and what it is measured beside" lock=requirements/bench.txt ;;
*) say "Usage: $0 app|dev|bench" && exit 2 ;;
esac
if [ "$1" = app ] && [ -e .venv/with-checks ]; then
    lock=requirements/dev.txt # the same versions and more: do not take the checks away again
fi

python=$(find_python)
cmp -s requirements/uv.txt .uv/installed && .uv/bin/uv --version >/dev/null 2>&1 || make_uv
uv() { UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=$PWD/$venv .uv/bin/uv --quiet "$@"; }

"$venv/bin/python" -c '' 2>/dev/null || uv venv --clear --python "$python" "$venv"
say "Installing $what in $venv ..."
uv pip sync --require-hashes "$lock"
uv pip install --no-deps --no-build-isolation --editable . --editable "runtime/python[device]"
[ "$1" != dev ] || : >.venv/with-checks
