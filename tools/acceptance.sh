#!/usr/bin/env bash
# Runs every test with nothing allowed to be absent, and says how many ran and how many were skipped.
set -uo pipefail
cd "$(dirname "$0")/.."
export TUZJOL_REQUIRE=cases,postgres,chromium TUZJOL_BROWSER=1 TUZJOL_JOURNEYS=all
log=$(mktemp)
go test -count=1 -timeout 90m -json ./... >"$log"
status=$?
grep -h '"Action":"output"' "$log" | grep -E '"Output":"(--- FAIL|FAIL|panic)' | sed 's/.*"Output":"//; s/\\n"}.*//' | head -60
ran=$(grep -c '"Action":"pass".*"Test":' "$log")
failed=$(grep -c '"Action":"fail".*"Test":' "$log")
skipped=$(grep -c '"Action":"skip".*"Test":' "$log")
echo "executed $((ran + failed)), skipped $skipped"
echo "$ran passed, $failed failed, $skipped skipped"
[ "$skipped" -eq 0 ] || { echo "skipped tests:"; grep '"Action":"skip".*"Test":' "$log" | sed 's/.*"Package":"\([^"]*\)","Test":"\([^"]*\)".*/\1 \2/'; status=1; }
rm -f "$log"
exit $status
