#!/usr/bin/env bash
# Make .venv ready: `bootstrap.sh run` for the portal, `bootstrap.sh test` also for tests and lint.
# Needs only Debian 12's python3. Missing Debian packages are installed when root or by sudo
# without a password; otherwise it says exactly what to install. Does nothing when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-run}

debian_packages() {  # the missing ones, one a line
    python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
    [ "$what" = test ] || return 0
    [ -n "${DATABASE_URL:-}" ] || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ||
        command -v initdb >/dev/null || echo postgresql
    [ -n "${REDIS_URL:-}" ] || command -v redis-server >/dev/null || echo redis-server
    command -v chromium >/dev/null || echo chromium
    command -v soffice >/dev/null || echo libreoffice-writer-nogui
    compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK*' >/dev/null || echo fonts-noto-cjk
}

install_debian() {
    local as=() policy=/usr/sbin/policy-rc.d
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || {
            echo "Please install what is missing, then start again:" >&2
            echo "    sudo apt-get install -y $*" >&2
            exit 1
        }
        as=(sudo -n)
    fi
    command -v apt-get >/dev/null || { echo "Not Debian; please install: $*" >&2; exit 1; }
    echo "Installing Debian packages: $*"
    if [ ! -e "$policy" ]; then  # installing a server must not start it: tests have their own
        trap '"${as[@]}" rm -f '"$policy" EXIT
        printf '#!/bin/sh\nexit 101\n' | "${as[@]}" tee "$policy" >/dev/null
        "${as[@]}" chmod 755 "$policy"
    fi
    quietly "${as[@]}" apt-get update
    quietly "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y \
        --no-install-recommends "$@"
}

quietly() {  # what the command says is shown only if it fails
    local output
    output=$("$@" 2>&1) || { printf '%s\n' "$output" >&2; exit 1; }
}

python_packages() {
    local files=(requirements.txt) stamp
    [ "$what" = run ] || files+=(requirements-dev.txt)
    .venv/bin/python -m pip --version >/dev/null 2>&1 || {
        echo "Making .venv"
        python3 -m venv --clear .venv
    }
    stamp=$(cat "${files[@]}" | sha256sum | cut -c 1-64)
    [ "$(cat ".venv/$what.stamp" 2>/dev/null)" != "$stamp" ] || return 0
    echo "Installing Python packages"
    .venv/bin/python -m pip install -q --disable-pip-version-check -r "${files[-1]}"
    echo "$stamp" >".venv/$what.stamp"
}

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or later is needed; python3 here is $(python3 --version 2>&1)" >&2
    exit 1
}
mapfile -t missing < <(debian_packages)
[ ${#missing[@]} = 0 ] || install_debian "${missing[@]}"
python_packages
