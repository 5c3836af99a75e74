#!/bin/sh
# Starts the edge: fills nginx.conf from the environment and hands over to nginx. Needs no root and writes to
# EDGE_WORK and EDGE_CACHE only.
set -eu

need() { eval "[ -n \"\${$1:-}\" ]" || { echo "The edge needs $1: $2." >&2; exit 1; }; }
need EDGE_STORE "the bucket, as http://host:port/bucket"
need EDGE_STORE_REGION "the bucket's region"
need EDGE_STORE_ACCESS_KEY "who reads the bucket"
need EDGE_STORE_SECRET_KEY "what that reader proves itself with"
need EDGE_URL "the address that devices use, as in EIGHTCOUNT_SHELF_URL"
export EDGE_KEYS="${EDGE_KEYS:-}"
if [ -n "$EDGE_KEYS" ] && ! [ -d "$EDGE_KEYS" ]; then
    echo "The edge has no folder $EDGE_KEYS with public keys, so it would refuse every device." >&2
    exit 1
fi

here=$(cd "$(dirname "$0")" && pwd)
work=${EDGE_WORK:-/tmp/edge}
cache=${EDGE_CACHE:-$work/cache}
mkdir -p "$work" "$cache"
user=${EDGE_USER:+user $EDGE_USER;} # for who starts it as root: whose the workers are, instead of nobody's
module=
for file in /usr/lib/nginx/modules/ngx_http_js_module.so /usr/share/nginx/modules/ngx_http_js_module.so; do
    [ -f "$file" ] && module="load_module $file;" && break
done
[ "${EDGE_NJS:-}" = built-in ] && module=
nameserver=$(awk '$1 == "nameserver" && $2 !~ /:/ { print $2; exit }' /etc/resolv.conf)

uploads=${EDGE_UPLOADS:-} # the private bucket, where browsers send uploads by this edge; empty: they do not
uploads_path=/$(printf %s "$uploads" | cut -d/ -f4-)

sed -e "s|@MODULE@|$module|" -e "s|@USER@|$user|" -e "s|@HERE@|$here|" -e "s|@WORK@|$work|" -e "s|@CACHE@|$cache|" \
    -e "s|@CACHE_SIZE@|${EDGE_CACHE_SIZE:-8g}|" -e "s|@LISTEN@|${EDGE_LISTEN:-8081}|" \
    -e "s|@STORE@|$EDGE_STORE|" -e "s|@POINTER_S@|${EDGE_POINTER_S:-30}|" \
    -e "s|@RESOLVER@|${nameserver:+resolver $nameserver valid=10s;}|" \
    -e "s|@UPLOADS_PATH@|$uploads_path|" -e "s|@UPLOADS_STORE@|${uploads%"$uploads_path"}|" \
    "$here/nginx.conf" >"$work/nginx.conf"
[ -n "$uploads" ] || sed -i '/# uploads:/,/# end of uploads/d' "$work/nginx.conf"
exec nginx -p "$work" -c "$work/nginx.conf" -g 'daemon off;'
