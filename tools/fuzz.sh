#!/usr/bin/env bash
# Runs each fuzz target for FUZZTIME (30s). A folder as argument narrows them: FUZZTIME=10m tools/fuzz.sh internal/monitoring
set -euo pipefail
cd "$(dirname "$0")/.."
grep -rlE '^func Fuzz' --include='*_test.go' "${1:-internal}" | sort | while read -r f; do
  for target in $(grep -oE '^func Fuzz[A-Za-z0-9_]+' "$f" | sed 's/func //'); do
    echo "$(dirname "$f") $target"
    go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-30s}" "./$(dirname "$f")"
  done
done
