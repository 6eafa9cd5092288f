#!/usr/bin/env bash
# Runs every test: installs what they need, builds in Release, sums up. Arguments go to `dotnet test`.
set -uo pipefail
cd "$(dirname "$0")/.."

for tool in dotnet node npm; do
  command -v "$tool" > /dev/null || { echo "$tool is not installed (needed: .NET SDK 10, Node.js 20 or later)" >&2; echo "0 passed, 1 failed"; exit 1; }
done

# .NET needs ICU to normalize Unicode, and ends at once where there is none
if ! ldconfig -p 2> /dev/null | grep -q libicuuc; then
  icu() { apt-get install -y -qq --no-install-recommends "$(apt-cache search --names-only '^libicu[0-9]+$' | cut -d ' ' -f 1 | sort -V | tail -n 1)"; }
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    icu > /dev/null 2>&1 || { apt-get update -qq && icu; } > /dev/null 2>&1
  fi
  ldconfig -p 2> /dev/null | grep -q libicuuc || echo "ICU is not installed: .NET doesn't start without it (Debian, Ubuntu: apt-get install libicu-dev; Alpine: icu-libs)" >&2
fi

# the crash tests watch system calls; without strace and without root they say so themselves
if ! command -v strace > /dev/null && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  apt-get install -y -qq strace > /dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq strace; } > /dev/null 2>&1
fi

# the S3 tests run Ceph's gateway; without it and without root they say so themselves
if ! command -v radosgw > /dev/null && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  policy=/usr/sbin/policy-rc.d # no service of these packages may start by itself
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' > "$policy"; chmod 755 "$policy"; made=$policy; }
  ceph() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ceph-mon ceph-osd radosgw; }
  ceph > /dev/null 2>&1 || { apt-get update -qq && ceph; } > /dev/null 2>&1
  rm -f "${made:-}"
fi

for tools in tests/foreign tests/infra; do
  if [ "$tools/package-lock.json" -nt "$tools/node_modules/.package-lock.json" ]; then
    npm ci --prefix "$tools" --no-audit --no-fund || { echo "0 passed, 1 failed"; exit 1; }
  fi
done

log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet build ErasureFunctions.sln -c Release --nologo -v quiet || { echo "0 passed, 1 failed"; exit 1; }

# two projects at a time, those that take longest first
{ printf '%s\n' Erasure.Host.Tests Erasure.Aws.Tests; (cd tests && ls -d *.Tests); } | awk '!seen[$0]++' \
  | xargs -P 2 -I {} dotnet test tests/{} -c Release --no-build --nologo -v quiet "$@" 2>&1 | tee "$log"
code=${PIPESTATUS[2]}

# a host that died or a project that didn't build has no summary line, only the exit code
awk -v code="$code" '
  match($0, /Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+/) {
    split(substr($0, RSTART, RLENGTH), part, /[:,]/); failed += part[2]; passed += part[4]; skipped += part[6]
  }
  END {
    if (code != 0 && failed == 0) failed = 1
    if (passed == 0 && failed == 0) failed = 1
    printf "%d passed, %d failed%s\n", passed, failed, (skipped > 0 ? ", " skipped " skipped" : "")
    exit failed > 0
  }' "$log"
