#!/usr/bin/env bash
# generated.sh write | check: the code generated from .templ files is committed and current.
set -euo pipefail
cd "$(dirname "$0")/.."
templ() { go tool -modfile=tools.mod templ "$@"; }
case "${1:-check}" in
  write) templ generate -path internal >/dev/null ;;
  check)
    copy=$(mktemp -d)
    trap 'rm -rf "$copy"' EXIT
    # templ writes beside its source, so the comparison is made on a copy
    (find internal -name '*.templ' -o -name '*_templ.go' | tar cf - -T -) | tar xf - -C "$copy"
    cp go.mod go.sum "$copy"/
    find "$copy" -name '*_templ.go' -delete
    templ generate -path "$copy/internal" >/dev/null 2>&1
    stale=0
    while read -r f; do
      if ! diff -q <(sed 's/FileName: `[^`]*`//' "$f") <(sed 's/FileName: `[^`]*`//' "$copy/$f") >/dev/null 2>&1; then
        echo "stale: $f (run make gen)"
        stale=1
      fi
    done < <(find internal -name '*_templ.go')
    exit $stale ;;
esac
