#!/bin/sh
# Derives web/api/src/schema.d.ts from the API's routes; with --check it only says whether that file is stale.
set -eu
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
.venv/bin/python -m scripts.openapi "$scratch/openapi.json"
scripts/node.sh npm exec --workspace api -- openapi-typescript "$scratch/openapi.json" --silent --output "$scratch/schema.d.ts"
if [ "${1:-}" = --check ]; then
    cmp -s "$scratch/schema.d.ts" web/api/src/schema.d.ts && exit 0
    echo "web/api/src/schema.d.ts is stale: the API has changed since. Run \`make types\`." >&2
    exit 1
fi
cp "$scratch/schema.d.ts" web/api/src/schema.d.ts
