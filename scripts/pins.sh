#!/usr/bin/env bash
# Pin requirements*.in: install the newest that fit into a throw-away environment and write down
# what came. Lines with a condition are pinned by hand and copied. Constraints may be given to keep versions: scripts/pins.sh -c old.txt
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"

pin() {  # NAME [FIRST_LINE]: NAME.in to NAME.txt, without what requirements.txt holds already
    "$folder/venv/bin/pip" install -q "${@:3}" -r "$1.in"
    "$folder/venv/bin/pip" check
    "$folder/venv/bin/pip" freeze >"$folder/$1"
    { echo "# Pinned: $1.in and all it pulls in. Made by \`make pins\`; do not edit."
      ${2:+echo "$2"}
      if [ -n "$2" ]; then grep -vxFf requirements.txt "$folder/$1"; else cat "$folder/$1"; fi
      sed -n 's/^\([^#]*;[^#]*[^# ]\) *#.*$/\1/p' "$1.in"; } >"$folder/$1.txt"
    mv "$folder/$1.txt" "$1.txt"
}

pin requirements "" "$@"
pin requirements-dev "-r requirements.txt" -c requirements.txt "$@"
