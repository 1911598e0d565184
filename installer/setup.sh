# Sourced by run and test: brings system packages and the locked Python environment to this checkout.
# Idempotent: what is there already is left alone, and every installation is announced.

HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
ROOT="$(dirname "$HERE")"
VENV="$ROOT/.venv"
STAMP="$VENV/.installed"

say() { printf '[setup] %s\n' "$*"; }
fail() { printf '[setup] %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"
    elif command -v sudo >/dev/null 2>&1; then sudo "$@"
    else fail "installing system packages needs root: run as root or install sudo"
    fi
}

packages_of() { grep -hvE '^\s*(#|$)' "$@"; }

missing_packages() {
    local name
    for name in "$@"; do
        # A package is there when dpkg says so under its own name or (t64 systems) one that provides it.
        dpkg-query -W -f='${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed && continue
        dpkg-query -W -f='${db:Status-Status}\n' "${name}t64" 2>/dev/null | grep -qx installed && continue
        echo "$name"
    done
}

install_packages() {
    command -v apt-get >/dev/null 2>&1 || fail "this is no Debian-like system: install the packages named in installer/packages.run by hand"
    local missing
    missing=$(missing_packages "$@")
    [ -z "$missing" ] && return 0
    say "installing system packages:" $missing
    as_root apt-get update -q || fail "apt-get update failed: check the package source and the network"
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing \
        || fail "apt-get could not install: $missing"
}

find_python() {
    local candidate
    for candidate in /usr/bin/python3 python3.13 python3.12 python3.11 python3; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$candidate"; return 0; }
    done
    return 1
}

install_python() {
    local wanted python
    wanted=$(cat "$HERE/requirements.lock" "$HERE/uv.txt" "$ROOT/pyproject.toml" | sha256sum | cut -d' ' -f1)
    if [ -x "$VENV/bin/hall" ] && [ "$(cat "$STAMP" 2>/dev/null)" = "$wanted" ]; then return 0; fi
    python=$(find_python) || fail "Python 3.11 or newer with venv is needed: install python3 and python3-venv"
    if [ ! -x "$VENV/bin/python" ]; then
        say "making the Python environment in .venv with $("$python" --version)"
        "$python" -m venv "$VENV" || fail "could not make $VENV"
    fi
    if ! "$VENV/bin/uv" --version 2>/dev/null | grep -qF "$(sed -nE 's/^uv==([0-9.]+).*/\1/p' "$HERE/uv.txt")"; then
        say "installing uv, checked by hash"
        "$VENV/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$HERE/uv.txt" \
            || fail "could not install uv: check the package index and the network"
    fi
    say "installing the locked Python packages, checked by hash (about 1.3 GB on disk)"
    UV_HTTP_TIMEOUT="${UV_HTTP_TIMEOUT:-300}" VIRTUAL_ENV="$VENV" "$VENV/bin/uv" pip install -q --require-hashes \
        -r "$HERE/requirements.lock" || fail "could not install the Python packages: check the package index and the network"
    VIRTUAL_ENV="$VENV" "$VENV/bin/uv" pip install -q --no-deps --no-build-isolation -e "$ROOT" || fail "could not install the project itself"
    # Compiled here, once: else the first start compiles, and where the folder may not be written every start does.
    "$VENV/bin/python" -m compileall -q "$VENV/lib" "$ROOT/app" "$ROOT/widgets" >/dev/null 2>&1 || true
    echo "$wanted" > "$STAMP"
}

build_catalogues() {
    local po mo
    for po in "$ROOT"/i18n/*/LC_MESSAGES/hall.po; do
        [ -e "$po" ] || continue
        mo="${po%.po}.mo"
        [ "$mo" -nt "$po" ] && continue
        "$VENV/bin/pybabel" -q compile -i "$po" -o "$mo" || fail "the catalogue $po does not compile"
    done
}

with_display() {
    # Runs a command on the present display, or on a virtual one that ends with it.
    if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then "$@"; return; fi
    local number code pid
    number=$(mktemp)
    Xvfb -displayfd 3 -screen 0 "${HALL_SCREEN:-1920x1080x24}" -nolisten tcp 3>"$number" 2>/dev/null &
    pid=$!
    for _ in $(seq 100); do [ -s "$number" ] && break; kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    [ -s "$number" ] || fail "the virtual screen did not start (Xvfb)"
    DISPLAY=":$(cat "$number")" "$@"
    code=$?
    kill "$pid" 2>/dev/null
    rm -f "$number"
    return "$code"
}
