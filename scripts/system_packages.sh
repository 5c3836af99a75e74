#!/bin/sh
# Installs the Debian packages named, where it may (root or sudo without a password, apt present), and otherwise
# says in one line what to install. Usage: scripts/system_packages.sh PACKAGE...
# Exit code 1 when something is missing still: the caller decides whether it can go on.
set -eu

missing() {
    for package in "$@"; do
        case $package in
        libegl1) ldconfig_has libEGL.so.1 ;;
        libgles2) ldconfig_has libGLESv2.so.2 ;;
        bubblewrap) command -v bwrap >/dev/null 2>&1 ;;
        chromium) command -v chromium >/dev/null 2>&1 ;;
        redis-server) command -v redis-server >/dev/null 2>&1 ;;
        *) dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ;;
        esac || printf '%s ' "$package"
    done
}

ldconfig_has() { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q "$1"; }

# Without a password prompt, and without starting services that a package brings.
install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2 || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "$@" >&2
}

wanted=$(missing "$@")
[ -n "$wanted" ] || exit 0
if [ "$(id -u)" = 0 ]; then
    as_root() { "$@"; }
elif sudo -n true 2>/dev/null; then
    as_root() { sudo -n "$@"; }
else
    as_root() { false; }
fi
# shellcheck disable=SC2086 - a list of package names
if command -v apt-get >/dev/null 2>&1 && as_root true; then
    printf 'Installing system packages: %s\n' "$wanted" >&2
    install $wanted || true
    wanted=$(missing "$@")
fi
[ -n "$wanted" ] || exit 0
printf 'Not installed, and not allowed to install: %s(Debian names). What needs them says so and is left out.\n' "$wanted" >&2
exit 1
