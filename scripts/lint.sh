#!/usr/bin/env bash
# Everything that can be said about the code without running its tests. Runs all, fails if any did.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH" PYTHONWARNINGS=${PYTHONWARNINGS:-ignore::ImportWarning}
failed=()

step() {  # NAME COMMAND…
    local output
    if output=$("${@:2}" 2>&1); then
        printf 'ok    %s\n' "$1"
    else
        printf 'FAIL  %s\n%s\n' "$1" "$output"
        failed+=("$1")
    fi
}

production() {  # the command with production settings; nothing is connected to
    local data
    data=$(mktemp -d)
    env DATA_DIR="$data" DATABASE_URL=postgres://portal@127.0.0.1:1/portal \
        REDIS_URL=redis://127.0.0.1:1/0 ALLOWED_HOSTS=portal.example.cn \
        SECRET_KEY="lint-only-9wXv3tq8ZrB6mK2pYhD5sF1aGcJ7eLuQ0nViOx4TbR" \
        BLIND_INDEX_KEY="lint-only-4TbR0nViOx7eLuQ1aGcJ5sF2pYhD6mK8Zr" \
        FIELD_KEYS="bGludC1vbmx5LWxpbnQtb25seS1saW50LW9ubHktISE=" "$@"
    local code=$?
    rm -rf "$data"
    return $code
}

step "ruff check" ruff check .
step "ruff format" ruff format --check .
step "mypy" mypy
step "import contracts" lint-imports
step "template lint" djlint --lint --quiet templates
step "CSS, JS and template floor" python scripts/lint_assets.py static templates
step "migrations" production python manage.py makemigrations --check --dry-run
step "deployment check" production python -W error::DeprecationWarning manage.py check --deploy --fail-level WARNING
step "API schema" production python manage.py spectacular --validate --fail-on-warn --file /dev/null

[ ${#failed[@]} = 0 ] || { echo "lint failed: ${failed[*]}" >&2; exit 1; }
