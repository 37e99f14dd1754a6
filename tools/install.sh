#!/usr/bin/env bash
# Installs what the tests need beside Go, from the distribution: PostgreSQL's server programs and Chromium.
set -euo pipefail
want=()
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || want+=(postgresql)
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || want+=(chromium)
[ ${#want[@]} -eq 0 ] && exit 0
absent() {
  echo "not installed: ${want[*]}; the tests that need them are skipped, and fail in make acceptance" >&2
  exit 0
}
command -v apt-get >/dev/null 2>&1 || absent
sudo=()
[ "$(id -u)" -eq 0 ] || sudo=(sudo -n)
export DEBIAN_FRONTEND=noninteractive
{ "${sudo[@]}" apt-get update -qq && "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${want[@]}" >/dev/null; } </dev/null || absent
